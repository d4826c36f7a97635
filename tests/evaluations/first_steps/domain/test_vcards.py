"""Contact files as phones and mail programs write them, and as they come when something went wrong."""

import pytest

from evaluations.first_steps.domain.contacts import Contact
from evaluations.first_steps.domain.vcards import read_vcards


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> str:
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def read(text: str) -> list[Contact]:
    return read_vcards(text.encode())


def test_several_people_in_one_file():
    text = card("N:Ash;Helena;;Dr.;MD", "FN:Dr. Helena Ash\\, MD", "EMAIL:h@x.example") + card(
        "FN:Ruth Sato", version="4.0"
    )
    assert read(text) == [Contact("Helena Ash", ("h@x.example",)), Contact("Ruth Sato")]


def test_the_preferred_address_comes_first_then_that_of_work():
    three = card(
        "FN:Helena Ash",
        "EMAIL;TYPE=INTERNET,HOME:home@x.example",
        "item1.EMAIL;type=WORK:work@x.example",
        'EMAIL;TYPE="home,pref":best@x.example',
    )
    four = card(
        "FN:Helena Ash",
        "EMAIL;PREF=2:second@x.example",
        "EMAIL;PREF=1:mailto:first@x.example",
        version="4.0",
    )
    assert read(three)[0].emails == ("best@x.example", "work@x.example", "home@x.example")
    assert read(four)[0].emails == ("first@x.example", "second@x.example")


def test_where_someone_works():
    assert read(card("FN:Helena Ash", "ORG:Lake\\; Hospital;Cardiology;"))[0] == Contact(
        "Helena Ash", (), "Lake; Hospital, Cardiology"
    )


@pytest.mark.parametrize("space", [" ", "\t"])
def test_folded_lines_are_joined(space):
    text = card("FN:Hel", f"{space}ena Ash", "EMAIL;TYPE=WORK:helena.ash@uni", f"{space}.example")
    assert read(text) == [Contact("Helena Ash", ("helena.ash@uni.example",))]


def test_version_2_1_folds_before_a_space_of_the_text():
    assert read(card("FN:Helena", " Ash", version="2.1")) == [Contact("Helena Ash")]


def test_quoted_printable_with_soft_breaks_and_a_charset():
    text = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg=",
        "en;;;",
        "ORG;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Universit=E4t",
        "EMAIL;INTERNET;PREF:j@x.example",
        version="2.1",
    )
    assert read(text) == [Contact("Jörgen Müller", ("j@x.example",), "Universität")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_in_the_encodings_that_exist(encoding):
    assert read_vcards(card("FN:Jörg Müller").encode(encoding)) == [Contact("Jörg Müller")]


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_line_ends_of_any_kind(end):
    assert read(card("FN:Helena Ash", end=end)) == [Contact("Helena Ash")]


def test_small_letters_groups_and_parameters_in_quotes():
    text = card('item1.fn;x-label="a:b;c":Helena Ash', "item1.email:H@X.example").lower()
    assert read(text) == [Contact("helena ash", ("h@x.example",))]


def test_a_card_without_an_end_counts_as_far_as_it_goes():
    broken = "BEGIN:VCARD\nFN:Helena Ash\nBEGIN:VCARD\nFN:Ruth Sato\n"
    assert read(broken) == [Contact("Helena Ash"), Contact("Ruth Sato")]


def test_a_card_within_a_card_is_not_a_person():
    agent = "AGENT:\nBEGIN:VCARD\nFN:Secretary\nEMAIL:s@x.example\nEND:VCARD"
    assert read(card("FN:Helena Ash", agent, "EMAIL:h@x.example", version="2.1")) == [
        Contact("Helena Ash", ("h@x.example",))
    ]


def test_companies_and_groups_are_left_out():
    text = (
        card("FN:Lake Hospital", "ORG:Lake Hospital", "X-ABShowAs:COMPANY")
        + card("FN:All of us", "KIND:group", version="4.0")
        + card("ORG:Lake Hospital", "TEL:1")
        + card("FN:Helena Ash", "KIND:individual", version="4.0")
    )
    assert read(text) == [Contact("Helena Ash")]


def test_a_name_that_is_missing_comes_from_the_address():
    assert read(card("FN:", "N:;;;;", "EMAIL:helena.ash@x.example")) == [
        Contact("Helena Ash", ("helena.ash@x.example",))
    ]


def test_addresses_that_could_not_exist_are_left_out_and_pictures_are_not_read():
    text = card(
        "FN:Helena Ash",
        "EMAIL:none",
        "EMAIL:",
        "EMAIL:h@x.example",
        "PHOTO;ENCODING=b;TYPE=JPEG:RU1BSUw6ZXZpbEB4LmV4YW1wbGU",
        " EMAIL:evil@x.example",
        "NOTE:FN:Not a name\\nEMAIL:evil@x.example",
    )
    assert read(text) == [Contact("Helena Ash", ("h@x.example",))]


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe\x00", b"not a card", b"END:VCARD"])
def test_what_is_no_contact_file_has_no_people(content):
    assert read_vcards(content) == []


def test_a_long_file_is_read_in_one_go():
    people = [card(f"FN:Ada Person{number}") for number in range(3000)]
    assert len(read("".join(people))) == 3000


@pytest.mark.parametrize("charset", ["undefined", "idna", "no\0such", "zlib", "no-such"])
def test_a_character_set_that_reads_nothing_is_read_as_windows_1252(charset):
    text = card(f"FN;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:Jos=E9 Ortiz", version="2.1")
    assert read(text) == [Contact("José Ortiz")]


@pytest.mark.parametrize(
    "long",
    [
        "X-NOTE" + "\n a" * 300_000,
        "NOTE;QUOTED-PRINTABLE" + "=\na" * 300_000,
        "NOTE;QUOTED-PRINTABLE:" + "a=\n" * 300_000 + "a",
        "ORG:" + ";" * 900_000,
        "NICKNAME" + ";" * 900_000,
    ],
)
def test_a_line_as_long_as_the_file_hides_no_one_and_ends_soon(long):
    text = card("FN:Helena Ash", long, "EMAIL:h@x.example", end="\n") + card("FN:Ruth Sato")
    assert read(text) == [Contact("Helena Ash", ("h@x.example",)), Contact("Ruth Sato")]


def test_twenty_addresses_of_one_person_are_read():
    [one] = read(card("FN:Helena Ash", *(f"EMAIL:h{number}@x.example" for number in range(30))))
    assert len(one.emails) == 20
