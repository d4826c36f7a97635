"""A list through its four doors: the page, its file, acts on many, and saved views."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from mentornet.models import SavedView
from profiles.models import AuditEvent, Unit
from tests.factories import MembershipFactory, StaffRoleFactory
from tests.support.html import field, on_one_line

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mentornet.lists.urls")]
LIST = "/test-units/"


@pytest.fixture
def director(client):
    member = MembershipFactory(offices=["director"])
    client.force_login(member.user)
    return member


@pytest.fixture
def units(director):
    names = ["Anesthesia", "Biochemistry", "Cardiac", "Dermatology", "Emergency"]
    return [Unit.objects.create(institution=director.institution, name=name) for name in names]


def shown(answer):
    names = ["Anesthesia", "Biochemistry", "Cardiac", "Dermatology", "Emergency"]
    text = on_one_line(answer.content.decode())
    return [name for name in names if f'<th scope="row">{name}</th>' in text]


def follow(client, answer, rel):
    text = on_one_line(answer.content.decode())
    link = text.split(f'rel="{rel}" href="')[1].split('"')[0].replace("&amp;", "&")
    return client.get(LIST + link)


def test_pages_go_forth_and_back(client, units):
    first = client.get(LIST)
    second = follow(client, first, "next")
    third = follow(client, second, "next")
    back = follow(client, third, "prev")

    assert [shown(one) for one in (first, second, third, back)] == [
        ["Anesthesia", "Biochemistry"],
        ["Cardiac", "Dermatology"],
        ["Emergency"],
        ["Cardiac", "Dermatology"],
    ]
    assert "5 units" in first.content.decode()
    assert 'rel="next"' not in third.content.decode()
    assert 'rel="prev"' not in first.content.decode()


def test_a_heading_sorts_both_ways(client, units):
    one_way = client.get(LIST, {"sort": "letters"})
    other_way = client.get(LIST, {"sort": "-letters"})

    assert shown(one_way) == ["Cardiac", "Emergency"]
    assert shown(other_way) == ["Biochemistry", "Dermatology"]
    assert 'aria-sort="descending"' in other_way.content.decode()
    assert shown(client.get(LIST, {"sort": "secret"})) == ["Anesthesia", "Biochemistry"]


def test_search_and_filters_stay_in_every_link(client, units):
    Unit.objects.create(institution=units[0].institution, name="Below", parent=units[0])
    answer = client.get(LIST, {"q": "b", "top": "true", "sort": "-name"})

    assert shown(answer) == ["Biochemistry"]
    assert "q=b&amp;top=true&amp;sort=-name" in answer.content.decode()


def test_columns_are_chosen(client, units):
    plain = client.get(LIST).content.decode()
    chosen = client.get(LIST, {"col": ["shout", "name", "no-such"]}).content.decode()

    assert "ANESTHESIA" not in plain
    assert "ANESTHESIA" in chosen
    assert 'data-label="Letters"' in plain
    assert 'data-label="Letters"' not in chosen


def test_names_are_text_in_cells_links_and_labels(client, director):
    Unit.objects.create(institution=director.institution, name='<b>"Ä & B"</b>')

    page = on_one_line(client.get(LIST, {"col": ["name", "shout"]}).content.decode())

    said = "&lt;b&gt;&quot;Ä &amp; B&quot;&lt;/b&gt;"
    assert f'<th scope="row">{said}</th>' in page
    assert f'aria-label="Select {said}"' in page
    assert '<td data-label="Shout" class="">&lt;B&gt;' in page
    assert "<b>" not in page.lower()


def test_htmx_gets_the_part_below_the_filters_and_a_short_address(client, units):
    answer = client.get(LIST, {"q": "c", "top": "", "sort": "name"}, headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert shown(answer) == ["Cardiac"]
    assert 'hx-swap-oob="true">1 unit</p>' in answer.content.decode()
    assert answer["HX-Push-Url"] == f"{LIST}?q=c"
    assert "HX-Request" in answer["Vary"]


def test_nothing_yet_and_nothing_that_matches_are_two_things(client, director):
    assert "No units yet" in client.get(LIST).content.decode()
    Unit.objects.create(institution=director.institution, name="Surgery")

    nothing = client.get(LIST, {"q": "zzz"}).content.decode()

    assert "Nothing matches" in nothing
    assert "No units yet" not in nothing


def test_the_same_number_of_statements_at_one_and_at_three_rows(
    client, director, django_assert_num_queries
):
    Unit.objects.create(institution=director.institution, name="A")
    with django_assert_num_queries(6):
        client.get(LIST)
    Unit.objects.create(institution=director.institution, name="B")
    Unit.objects.create(institution=director.institution, name="C")
    with django_assert_num_queries(6):
        client.get(LIST)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_file_has_the_columns_of_the_page_and_all_rows_that_match(client, units, suffix):
    Unit.objects.filter(pk=units[0].pk).update(name="=1+1 Ångström")
    query = {"col": ["name", "letters", "secret"], "sort": "-name"}
    answer = client.get(reverse("test_units_file", args=[suffix]), query)
    body = b"".join(answer.streaming_content)

    if suffix == "csv":
        assert body.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        lines = [lines[0], *([name, int(letters)] for name, letters in lines[1:])]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(body)).active
        lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    assert lines[0] == ["Name", "Letters"]
    assert [line[0] for line in lines[1:]] == [
        "Emergency",
        "Dermatology",
        "Cardiac",
        "Biochemistry",
        "'=1+1 Ångström",
    ]
    assert lines[1][1] == 9
    assert AuditEvent.objects.get().verb == "list.exported.test_units"


def test_a_file_of_another_kind_is_not_there(client, units):
    assert client.get(f"{LIST}list.pdf").status_code == 404


def previewed(answer) -> str:
    """Return for which rows the question was."""
    return field(answer.content.decode(), "previewed")


def sure(client, chosen):
    """Choose, read what it would do, and confirm that."""
    asked = previewed(client.post(f"{LIST}act/", chosen))
    return client.post(f"{LIST}act/", {**chosen, "previewed": asked, "sure": "1"})


def test_an_act_asks_first_then_does_and_is_undone(client, units):
    chosen = {"act": "rename", "row": [units[0].pk, units[2].pk], "query": "sort=-name"}
    asked = client.post(f"{LIST}act/", chosen)

    assert "2 units get a star." in asked.content.decode()
    assert Unit.objects.filter(name__endswith="*").count() == 0

    done = client.post(f"{LIST}act/", {**chosen, "sure": "1"})
    assert done["Location"] == f"{LIST}?sort=-name"
    assert sorted(Unit.objects.filter(name__endswith="*").values_list("name", flat=True)) == [
        "Anesthesia*",
        "Cardiac*",
    ]
    assert "2 starred." in client.get(LIST).content.decode()

    client.post(f"{LIST}act/", {"undo": "1"})
    page = client.get(LIST).content.decode()
    assert "No stars." in page
    assert "2 starred." not in page
    assert Unit.objects.filter(name__endswith="*").count() == 0


def test_an_act_on_all_that_match_goes_by_the_filters(client, units):
    sure(client, {"act": "rename", "all": "1", "query": "q=b"})

    assert list(Unit.objects.filter(name__endswith="*").values_list("name", flat=True)) == [
        "Biochemistry*"
    ]


def test_an_act_on_all_that_match_stops_where_a_filter_cannot_be_read(client, units):
    chosen = {"act": "rename", "all": "1", "query": f"q={'b' * 201}", "sure": "1"}

    answer = client.post(f"{LIST}act/", chosen, follow=True)

    assert "One of the filters can no longer be used." in answer.content.decode()
    assert not Unit.objects.filter(name__endswith="*").exists()


def test_rows_that_came_to_match_after_the_question_are_asked_about(client, units, director):
    chosen = {"act": "rename", "all": "1", "query": "q=b"}
    asked = previewed(client.post(f"{LIST}act/", chosen))
    Unit.objects.create(institution=director.institution, name="Bones")

    again = client.post(f"{LIST}act/", {**chosen, "previewed": asked, "sure": "1"})
    page = again.content.decode()
    assert "Other rows are selected now than when you were asked." in page
    assert "2 units get a star." in page
    assert not Unit.objects.filter(name__endswith="*").exists()

    client.post(f"{LIST}act/", {**chosen, "previewed": previewed(again), "sure": "1"})
    assert Unit.objects.filter(name__endswith="*").count() == 2


def test_as_many_other_rows_are_asked_about_too(client, units, director):
    chosen = {"act": "rename", "all": "1", "query": "q=b"}
    asked = previewed(client.post(f"{LIST}act/", chosen))
    Unit.objects.filter(name="Biochemistry").update(name="Chemistry")
    bones = Unit.objects.create(institution=director.institution, name="Bones")

    answer = client.post(f"{LIST}act/", {**chosen, "previewed": asked, "sure": "1"})

    assert "Other rows are selected now" in answer.content.decode()
    assert not Unit.objects.filter(name__endswith="*").exists()
    client.post(f"{LIST}act/", {**chosen, "previewed": previewed(answer), "sure": "1"})
    bones.refresh_from_db()
    assert bones.name == "Bones*"


@pytest.mark.parametrize("said", [{}, {"counted": "1"}, {"previewed": "x"}])
def test_all_that_match_are_nothing_that_was_confirmed_without_the_question(client, units, said):
    chosen = {"act": "rename", "all": "1", "query": "q=b", "sure": "1"}

    answer = client.post(f"{LIST}act/", chosen | said)

    assert "1 units get a star." in answer.content.decode()
    assert not Unit.objects.filter(name__endswith="*").exists()


def test_an_act_reaches_no_row_that_the_reader_may_not_list(client, director):
    elsewhere = Unit.objects.create(institution=MembershipFactory().institution, name="Theirs")
    client.post(f"{LIST}act/", {"act": "rename", "row": elsewhere.pk, "sure": "1"})
    sure(client, {"act": "rename", "all": "1", "query": ""})

    elsewhere.refresh_from_db()
    assert elsewhere.name == "Theirs"


def test_an_act_on_nothing_says_what_to_do(client, units):
    answer = client.post(f"{LIST}act/", {"act": "rename", "row": "no key"}, follow=True)

    assert "Select at least one row" in answer.content.decode()


def test_a_view_with_no_key_is_not_found(client, units):
    assert client.post(f"{LIST}views/", {"view": "x", "delete": "1"}).status_code == 404


def test_a_view_is_saved_shared_renamed_and_deleted_with_undo(client, units):
    client.post(f"{LIST}views/", {"query": "q=b&sort=-name&after=x", "name": "B only"})
    view = SavedView.objects.get()
    assert view.query == "q=b&sort=-name"
    page = on_one_line(client.get(f"{LIST}?q=b&sort=-name").content.decode())
    assert f'<a href="{LIST}?q=b&amp;sort=-name" aria-current="page">B only</a>' in page

    client.post(f"{LIST}views/", {"view": view.pk, "name": "Only B", "is_shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Only B", True)

    client.post(f"{LIST}views/", {"view": view.pk, "delete": "1"})
    assert not SavedView.objects.exists()
    assert "View deleted: Only B." in client.get(LIST).content.decode()
    client.post(reverse("profiles:undo"))
    assert SavedView.objects.get().name == "Only B"


def test_a_colleague_sees_shared_views_alone_and_changes_none(client, units, director):
    for name, is_shared in (("Mine", "on"), ("My own", "")):
        client.post(f"{LIST}views/", {"query": "q=b", "name": name, "is_shared": is_shared})
    client.get(LIST)  # which says that they are saved
    other = MembershipFactory(institution=director.institution)
    StaffRoleFactory(membership=other, role="coordinator", scope_kind="unit", scope_id=units[0].pk)
    client.force_login(other.user)

    page = client.get(LIST).content.decode()
    assert ">Mine</a>" in page
    assert "My own" not in page
    assert "Take over" not in page
    view = SavedView.objects.get(name="Mine")
    for act in ({"delete": "1"}, {"take": "1"}, {"name": "Theirs"}):
        assert client.post(f"{LIST}views/", {"view": view.pk, **act}).status_code == 404
    assert SavedView.objects.filter(owner=director.pk).count() == 2


def test_directors_delete_and_take_over_what_colleagues_share(client, units, director):
    for name, is_shared in (("Shared", "on"), ("Also", "on"), ("Private", "")):
        client.post(f"{LIST}views/", {"query": "q=b", "name": name, "is_shared": is_shared})
    shared, also, private = (SavedView.objects.get(name=n) for n in ("Shared", "Also", "Private"))
    other = MembershipFactory(institution=director.institution, offices=["director"])
    client.force_login(other.user)

    assert "Take over" in client.get(LIST).content.decode()
    for act in ({"delete": "1"}, {"take": "1"}):
        assert client.post(f"{LIST}views/", {"view": private.pk, **act}).status_code == 404
    refused = client.post(f"{LIST}views/", {"view": shared.pk, "name": "Theirs"})
    assert refused.status_code == 404
    client.post(f"{LIST}views/", {"query": "q=c", "name": "Shared"})
    client.post(f"{LIST}views/", {"view": shared.pk, "take": "1"})
    shared.refresh_from_db()
    assert shared.owner == director.pk
    assert "You already have a view with this name." in client.get(LIST).content.decode()

    client.post(f"{LIST}views/", {"view": also.pk, "take": "1"})
    client.post(f"{LIST}views/", {"view": shared.pk, "delete": "1"})

    also.refresh_from_db()
    assert also.owner == other.pk
    assert not SavedView.objects.filter(pk=shared.pk).exists()
    elsewhere = MembershipFactory(offices=["director"])
    client.force_login(elsewhere.user)
    assert client.post(f"{LIST}views/", {"view": also.pk, "take": "1"}).status_code == 404


def test_other_members_meet_no_door_of_it(client, units, director):
    client.force_login(MembershipFactory(institution=director.institution).user)

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}list.csv").status_code == 403
    assert client.post(f"{LIST}act/", {"act": "rename", "all": "1"}).status_code == 403
    assert client.post(f"{LIST}views/", {"name": "x"}).status_code == 403
