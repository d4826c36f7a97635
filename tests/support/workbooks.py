"""Workbooks part by part: what no spreadsheet would write, and what openpyxl cannot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KEYS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(**targets: str) -> str:
    lines = "".join(
        f'<Relationship Id="{kind}" Type="{_KEYS}/{kind}" Target="{to}"/>'
        for kind, to in targets.items()
    )
    return f'<Relationships xmlns="{_RELATIONS}">{lines}</Relationships>'


def sheet_xml(rows: str, below: str = "") -> str:
    return f"<worksheet {NS}><sheetData>{rows}</sheetData>{below}</worksheet>"


def text_cell(text: str, name: str = "") -> str:
    place = f' r="{name}"' if name else ""
    return f'<c{place} t="inlineStr"><is><t>{text}</t></is></c>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook(sheet: str, *, texts: str = "") -> bytes:
    """Return a workbook of one sheet, and of shared texts where there are any."""
    parts = {
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{_KEYS}"><sheets><sheet name="People" sheetId="1" '
        f'r:id="worksheet"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            worksheet="sheet1.xml", sharedStrings="sharedStrings.xml"
        ),
        "xl/sheet1.xml": sheet,
    }
    return zipped(parts | ({"xl/sharedStrings.xml": texts} if texts else {}))
