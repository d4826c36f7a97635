"""People have one name or two: what the code does with names, wherever it stands."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from django.conf import settings

APPS = ("profiles", "networks", "matching", "evaluations", "mentornet")
NAMES = frozenset({"family_name", "given_name", "name"})
SORTED_STRINGS = re.compile(r"(^|__|^-)(family_name|given_name)$")
SORTED_SQL = re.compile(r"ORDER BY((?!SELECT)[^;$]){0,120}?\b(family|given)_name")
HALF = re.compile(r"\{[{%][^}]*\.(given|family)_name\b")
HALVES = {"given_name", "family_name"}
JOINED_SQL = re.compile(r"given_name\s*\|\||concat(_ws)?\([^)]*given_name")
# Where names are put together, and the words by which the database searches for people.
JOINS = frozenset({"mentornet/names.py", "profiles/people/names/columns.py", "profiles/sql.py"})
# Sorted by their names, and no people.
GROUPS = frozenset({"networks/peer_groups/domain/peers.py"})


def test_nothing_orders_people_by_the_letters_of_their_names():
    """Letters with signs would stand after Z, and people with one name before everybody."""
    found = [
        f"{path}:{line}"
        for path, tree in modules()
        for line in sorts_by_letters(tree)
        if path not in GROUPS
    ]

    assert found == []


def test_sorts_by_letters_are_found_however_they_are_written():
    code = '''
rows.order_by(
    "kind", "member__family_name"
)
class Meta:
    ordering = ["-leads", "family_name"]
column(order_by=("member__given_name",))
sorted(rows, key=lambda row: (row.day, row.member.family_name))
rows.sort(key=_by_name)
def _by_name(row):
    return row.candidate.name.casefold()
sorted(one.name for one in there if one.leads)
SORTS = {"name": lambda row: row.member.family_name.casefold()}
SQL = """SELECT id FROM profiles_membership
ORDER BY rank DESC, family_name"""
rows.order_by("member__sort_key", "name", "program__name")
sorted(rows, key=lambda row: row.member.sort_key)
'''

    assert sorted(sorts_by_letters(ast.parse(code))) == [2, 6, 7, 8, 9, 12, 13, 14]


def test_no_text_calls_people_by_half_a_name_that_they_may_not_have():
    """`Membership.short_name` is what a person is called: “Dear ,” greets no one."""
    templates = settings.BASE_DIR / "templates"
    found = [
        str(file.relative_to(settings.BASE_DIR))
        for file in sorted(templates.rglob("*.*"))
        if file.suffix in {".html", ".txt"} and HALF.search(file.read_text())
    ]
    found += [f"{path}:{line}" for path, tree in modules() for line in _half_names_said(tree)]

    assert found == []


def test_half_names_that_are_said_are_found_however_they_are_written():
    code = """
context = {"to": to, "name": row.member.given_name}
words % {"me": by.given_name if by else ""}
queue(name=claim.membership.family_name)
raw = {"given_name": one.given_name, "family_name": one.family_name}
whole = {"name": f"{one.given_name} {one.family_name}"}
Row(given_name=one.given_name)
f"Dear {to.given_name},"
"""

    assert sorted(_half_names_said(ast.parse(code))) == [2, 3, 4, 8]
    assert HALF.search("Dear {{ to.given_name }},")
    assert HALF.search("{% blocktranslate with name=by.given_name %}")


def test_whole_names_are_put_together_in_one_way():
    """People with one name have no space before or behind it: `full_name`, `full_name_of` and `full_name_sql`."""
    found = [
        f"{path}:{line}"
        for path, tree in modules()
        for line in joined_halves(tree)
        if path not in JOINS
    ]

    assert found == []


def test_names_that_are_put_together_are_found_however_they_are_written():
    code = """
f"{row.given_name} {row.family_name}".strip()
f"{given} {family}"
Concat("member__given_name", Value(" "), "member__family_name")
Concat(F(f"{of}given_name"), Value(" "), F(f"{of}family_name"))
SQL = "SELECT mentor.given_name || ' ' || mentor.family_name"
SQL = "SELECT concat_ws(' ', giver.given_name, giver.family_name)"
full_name(row.given_name, row.family_name)
rows.only("given_name", "family_name")
SQL = "UPDATE x SET given_name = n.given_name, family_name = n.family_name"
"""

    assert sorted(joined_halves(ast.parse(code))) == [2, 3, 4, 5, 6, 7]


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """Return each module of the product with its path."""
    found = []
    for app in APPS:
        for file in sorted((settings.BASE_DIR / app).rglob("*.py")):
            path = file.relative_to(settings.BASE_DIR)
            if not {"migrations", "demo"} & set(path.parts):
                found.append((str(path), ast.parse(file.read_text())))
    return found


def sorts_by_letters(tree: ast.Module) -> Iterator[int]:
    """Yield the lines where something is sorted by the letters of names."""
    functions = {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    for node in ast.walk(tree):
        if (
            _orders_rows(node)
            or _sorts_in_python(node, functions)
            or _folds(node)
            or (isinstance(node, ast.Constant) and SORTED_SQL.search(str(node.value)))
        ):
            yield node.lineno


def _orders_rows(node: ast.AST) -> bool:
    given: list[ast.AST] = []
    if isinstance(node, ast.Assign) and "ordering" in map(_named, node.targets):
        given = [node.value]
    elif isinstance(node, ast.Call):
        given = [one.value for one in node.keywords if one.arg in {"order_by", "ordering"}]
        given += node.args if _named(node.func) == "order_by" else []
    parts = [part for one in given for part in ast.walk(one) if isinstance(part, ast.Constant)]
    return any(SORTED_STRINGS.search(str(one.value)) for one in parts)


def _sorts_in_python(node: ast.AST, functions: dict[str, ast.FunctionDef]) -> bool:
    if not isinstance(node, ast.Call) or _named(node.func) not in {"sorted", "sort", "min", "max"}:
        return False
    keys = [one.value for one in node.keywords if one.arg == "key"]
    if keys:
        found = [functions.get(_named(one), one) for one in keys]
        return any(getattr(part, "attr", "") in NAMES for one in found for part in ast.walk(one))
    made = [getattr(one, "elt", None) for each in node.args for one in ast.walk(each)]
    return any(getattr(one, "attr", "") in NAMES for one in made)


def _folds(node: ast.AST) -> bool:
    """Return whether half a name is folded, as only what sorts does: whole names are compared."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    folded = _named(node.func.value)
    return node.func.attr in {"casefold", "lower"} and folded in NAMES - {"name"}


def _half_names_said(tree: ast.Module) -> Iterator[int]:
    """Yield the lines where one half of a name is given for all of it, or put into a sentence."""
    for node in ast.walk(tree):
        said: list[tuple[str, ast.AST]] = []
        if isinstance(node, ast.Dict):
            keys = [str(getattr(one, "value", "")) for one in node.keys]
            said = list(zip(keys, node.values, strict=True))
        elif isinstance(node, ast.Call):
            said = [(one.arg or "", one.value) for one in node.keywords]
        elif isinstance(node, ast.JoinedStr):
            said = [("", node)]
        for key, value in said:
            halves = {getattr(one, "attr", "") for one in ast.walk(value)} & HALVES
            if len(halves) == 1 and key not in HALVES | {"key"}:
                yield value.lineno


def joined_halves(tree: ast.Module) -> Iterator[int]:
    """Yield the lines where a given and a family name are put together."""
    for node in ast.walk(tree):
        halves: set[str] = set()
        if isinstance(node, ast.JoinedStr):
            spaced = any(getattr(one, "value", "") == " " for one in node.values)
            parts = [one for one in node.values if spaced and isinstance(one, ast.FormattedValue)]
            halves = {_named(one.value).removesuffix("_name") for one in parts}
        elif isinstance(node, ast.Call) and _named(node.func) == "Concat":
            parts = [one for one in ast.walk(node) if isinstance(one, ast.Constant)]
            ends = re.findall(r"(given|family)_name\b", " ".join(str(one.value) for one in parts))
            halves = set(ends)
        if {"given", "family"} <= halves or (
            isinstance(node, ast.Constant) and JOINED_SQL.search(str(node.value))
        ):
            yield node.lineno


def _named(node: ast.AST | None) -> str:
    return str(getattr(node, "attr", None) or getattr(node, "id", ""))
