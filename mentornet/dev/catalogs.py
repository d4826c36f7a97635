"""The catalogs of translations: `make messages` brings them up to date, `compile_all` makes them readable.

A language has one file that people edit, `locale/<language>/LC_MESSAGES/django.po`. What programs read is
made from it where it is missing or older: before the product starts, before tests, and in the image. For
each word that an institution can choose instead of "mentee" there is a derived catalog beside it.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale

from mentornet.dev import extraction
from mentornet.dev.terms import TERMS, in_term
from mentornet.languages import with_term

FOLDER = extraction.ROOT / "locale"
LANGUAGES = ("es",)
"""Languages that are translated: every one but English, in which the strings are written."""
UNREVIEWED = "To be reviewed by a person."
"""The comment of each entry that no one who speaks the language has read yet."""
HEADER = "# Translations of MentorNet. How to work on them: docs/translating.md"
ABOUT: Mapping[str, str] = {"project": "MentorNet", "charset": "utf-8"}
# What changes in a file with each run, and says nothing.
NOISE = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Language-Team",
    "Report-Msgid-Bugs-To",
    "Project-Id-Version",
)


def source_of(language: str) -> Path:
    """Return the file that people edit."""
    return FOLDER / language / "LC_MESSAGES" / "django.po"


def compiled_of(code: str) -> Path:
    """Return the file that programs read, of a language or of a language with a term."""
    return FOLDER / to_locale(code) / "LC_MESSAGES" / "django.mo"


def read(language: str) -> Catalog:
    """Return the translations into *language*, as people wrote them."""
    path = source_of(language)
    if not path.exists():
        return Catalog(locale=language, header_comment=HEADER, fuzzy=False, **ABOUT)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(catalog: Catalog, language: str) -> None:
    """Write the file that people edit: by the place of the strings, without the numbers of lines."""
    out = io.BytesIO()
    write_po(
        out, catalog, width=100, sort_by_file=True, include_lineno=False, ignore_obsolete=False
    )
    lines = out.getvalue().decode().splitlines()
    kept = [one for one in lines if not one.startswith(tuple(f'"{name}:' for name in NOISE))]
    path = source_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(kept).rstrip() + "\n", encoding="utf-8")


def update() -> None:
    """Bring each language's file up to date with the strings of the product.

    What is translated stays so; a translated string that is gone is kept at the end, commented out,
    where a translator of its successor finds it.
    """
    template = extraction.as_catalog(extraction.strings())
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True)
        for key in [key for key, one in catalog.obsolete.items() if not is_translated(one)]:
            del catalog.obsolete[key]
        write(catalog, language)
        done, all_of_them = progress(catalog)
        print(f"{language}: {done} of {all_of_them} translated ({done / all_of_them:.1%})")


def progress(catalog: Catalog) -> tuple[int, int]:
    """Return how many strings are translated, and how many there are."""
    entries = [one for one in catalog if one.id]
    return sum(1 for one in entries if is_translated(one)), len(entries)


def is_translated(message: Message) -> bool:
    """Return whether an entry is used: every form is there, and no tool has guessed it."""
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(forms) and all(forms) and not message.fuzzy


def compile_all() -> None:
    """Make what programs read of all catalogs, where a source is newer."""
    for language in ("en", *LANGUAGES):
        codes = [language, *(with_term(language, term) for term in TERMS.get(language, {}))]
        if language == "en":
            codes.remove("en")
        if all(_is_fresh(compiled_of(code)) for code in codes):
            continue
        catalog = read(language if language != "en" else LANGUAGES[0])
        for code in codes:
            term = code.partition("-x-")[2]
            _write_compiled(derived(catalog, language, term) if term else catalog, code)


def _is_fresh(path: Path) -> bool:
    sources: Iterable[Path] = (
        *(source_of(one) for one in LANGUAGES),
        Path(__file__).with_name("terms.py"),
    )
    newest = max(one.stat().st_mtime for one in sources if one.exists())
    return path.exists() and path.stat().st_mtime >= newest


def derived(catalog: Catalog, language: str, term: str) -> Catalog:
    """Return the catalog with *term* instead of the usual word.

    For English, where the strings are their own translations, only of the entries that change.
    """
    forms, made = TERMS[language][term], Catalog(locale=language, charset="utf-8")
    for one in catalog:
        said = one.id if language == "en" else one.string
        if not one.id or not said or (language != "en" and not is_translated(one)):
            continue
        if isinstance(said, str):
            own: str | tuple[str, ...] = in_term(said, forms)
        else:
            own, said = tuple(in_term(text, forms) for text in said), tuple(said)
        if language != "en" or own != said:
            made.add(one.id, own, context=one.context)
    return made


def _write_compiled(catalog: Catalog, code: str) -> None:
    path = compiled_of(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    # In one step: another process may read it, or make it, at the same moment.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        write_mo(file, catalog)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def main() -> None:
    """Update the catalogs, or with `compile` make what programs read of them."""
    settings.configure(USE_I18N=True, LANGUAGE_CODE="en")
    django.setup()
    if "compile" not in sys.argv:
        update()
    compile_all()


if __name__ == "__main__":
    main()
