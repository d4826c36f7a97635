"""Works out of ORCID's files and BibTeX, and the terms that they suggest."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.people.domain.publications import (
    MAX_BYTES,
    Publications,
    UnreadablePublications,
    read_publications,
)

RECORD = """<?xml version="1.0" encoding="UTF-8"?>
<record:record path="/0000-0002-1825-0097" xmlns:record="http://www.orcid.org/ns/record"
  xmlns:common="http://www.orcid.org/ns/common" xmlns:work="http://www.orcid.org/ns/work"
  xmlns:keyword="http://www.orcid.org/ns/keyword" xmlns:activities="http://www.orcid.org/ns/activities">
  <common:orcid-identifier><common:path>0000-0002-1825-0097</common:path></common:orcid-identifier>
  <keyword:keywords><keyword:keyword><keyword:content>Palliative care</keyword:content>
  </keyword:keyword></keyword:keywords>
  <activities:works>
    <activities:group>
      <work:work-summary><work:title><common:title>Mentoring networks in medicine</common:title>
        <common:subtitle>A study</common:subtitle></work:title>
        <work:journal-title>Journal of Palliative Medicine</work:journal-title></work:work-summary>
      <work:work-summary><work:title><common:title>The same from another source</common:title>
        </work:title></work:work-summary>
    </activities:group>
    <activities:group>
      <work:work-summary><work:title><common:title>Cardiac MRI</common:title></work:title>
      </work:work-summary>
    </activities:group>
  </activities:works>
</record:record>"""
WORK = """<work:work xmlns:work="http://www.orcid.org/ns/work"
 xmlns:common="http://www.orcid.org/ns/common"><work:title><common:title>{}</common:title></work:title>
 <work:journal-title>Chest</work:journal-title></work:work>"""
JSON = {
    "orcid-identifier": {"path": "0000-0002-1825-0097"},
    "person": {"keywords": {"keyword": [{"content": "Palliative care"}]}},
    "activities-summary": {
        "works": {
            "group": [
                {
                    "work-summary": [
                        {
                            "title": {"title": {"value": "Mentoring networks in medicine"}},
                            "journal-title": {"value": "Journal of Palliative Medicine"},
                        },
                        {"title": {"title": {"value": "The same from another source"}}},
                    ]
                },
                {"work-summary": [{"title": {"title": {"value": "Cardiac MRI"}}}]},
            ]
        }
    },
}
BIBTEX = r"""
@comment{nothing}
@article{Moreno2020,
  title = {Mentoring {Networks} in {M}edicine: caf{\'e} \& {\"U}bung},
  author = {Moreno, Ada and Okafor, Bo},
  journal = "Journal of Palliative Medicine",
  year = 2020,
  keywords = {Palliative care; mentoring},
}
@inproceedings{x, title={Cardiac {MRI}}, booktitle={Proceedings}}
"""


def unpacked(works: Publications) -> tuple[list[str], list[str], list[str], str]:
    return works.titles, works.journals, works.keywords, works.orcid


@pytest.mark.parametrize(
    "content",
    [RECORD.encode(), b"\xef\xbb\xbf" + RECORD.encode(), json.dumps(JSON).encode()],
    ids=["xml", "xml with a mark", "json"],
)
def test_read_publications_of_an_orcid_record(content):
    assert unpacked(read_publications(content)) == (
        ["Mentoring networks in medicine", "Cardiac MRI"],
        ["Journal of Palliative Medicine"],
        ["Palliative care"],
        "0000-0002-1825-0097",
    )


def test_read_publications_of_all_of_one_s_orcid_data():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("0000/person.xml", RECORD)
        archive.writestr("0000/works/1.xml", WORK.format("Lung function"))
        archive.writestr("readme.txt", "no works")
    works = read_publications(packed.getvalue())
    assert works.titles == ["Mentoring networks in medicine", "Cardiac MRI", "Lung function"]
    assert works.journals[-1] == "Chest"


def test_read_publications_of_bibtex():
    assert unpacked(read_publications(BIBTEX.encode())) == (
        ["Mentoring Networks in Medicine: café & Übung", "Cardiac MRI"],
        ["Journal of Palliative Medicine"],
        ["Palliative care", "mentoring"],
        "",
    )


BOMB = """<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<record><title>&b;</title></record>"""


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not an ORCID record"),
        (b"%PDF-1.7", "not an ORCID record"),
        (b"<record>", "can’t read this XML file"),
        (BOMB.encode(), "can’t read this XML file"),
        (b'{"a":', "can’t read this JSON file"),
        (b"[" * 100_000, "can’t read this JSON file"),
        (b"{}", "found no publications or keywords"),
        (b"<record/>", "found no publications or keywords"),
        (b"@article{x, year = 2020}", "found no publications or keywords"),
        (b"PK\x03\x04 broken", "damaged or has a password"),
        (b"x" * (MAX_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_read_publications_says_what_is_wrong(content, says):
    with pytest.raises(UnreadablePublications, match=says):
        read_publications(content)


def test_read_publications_opens_no_zip_that_is_large_inside():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b" " * (41 * 1024**2))
    assert len(packed.getvalue()) < MAX_BYTES
    with pytest.raises(UnreadablePublications, match="too large"):
        read_publications(packed.getvalue())


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_read_publications_refuses_or_reads_whatever_comes(content):
    try:
        works = read_publications(content)
    except UnreadablePublications:
        return
    assert works.titles or works.keywords


@given(st.text(alphabet="@{}\"=,\\'abTI \n", max_size=200))
def test_read_publications_of_broken_bibtex_comes_to_an_end(text):
    try:
        read_publications(f"@article{{x, title = {{A}}, {text}".encode())
    except UnreadablePublications:
        return
