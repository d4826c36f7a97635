"""Finding and sorting people by name, whatever accents, apostrophes and alphabets are in it.

Each person has folded words (`NameToken`), by whose beginnings they are found, and a sort key by the
Unicode collation algorithm, by which lists are sorted and paged. Who writes names in bulk calls
`index_names`; one row that is saved is indexed by a signal. The database empties the sort key of
whoever's name or email changes by any statement, and `index_stale` looks after those: what an older
version of the code, or SQL by hand, wrote is found a minute later.

Words of an email are marked: directors find people by them within their scope, colleagues do not, or anyone's
address could be guessed from the letters by which they are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_save, pre_save

from mentornet.folding import tokens
from mentornet.names import full_name, sort_key, spellings
from profiles.models import Institution, Membership, NameToken

BATCH = 5_000
WORDS_READ = 8
LONGEST_TOKEN = 60
NAMES = frozenset({"given_name", "family_name", "address"})
# Behind each token that begins with the same letters, in the order of code points.
_LAST = "\U0010ffff"


def name_tokens(given_name: str, family_name: str) -> set[str]:
    """Return the folded words of a name by which a person is found.

    >>> sorted(name_tokens("Siobhan", "O’Brien"))
    ['brien', 'o', 'obrien', 'siobhan']
    >>> sorted(name_tokens("Anne-Marie", "Müller"))
    ['anne', 'annemarie', 'marie', 'mueller', 'muller']
    """
    ways = spellings(full_name(given_name, family_name))
    return {word[:LONGEST_TOKEN] for way in ways for word in tokens(way)}


def email_tokens(email: str) -> set[str]:
    """Return the folded words of what stands before the @.

    >>> sorted(email_tokens("s.obrien@school.example"))
    ['obrien', 's']
    """
    return {word[:LONGEST_TOKEN] for word in tokens(email.partition("@")[0])}


def searched_words(text: str) -> list[str]:
    """Return the folded words that are searched for; of an email, what stands before the @."""
    parts = [part.partition("@")[0] for part in text.split()]
    found = [word[:LONGEST_TOKEN] for part in parts for word in tokens(part)]
    return list(dict.fromkeys(found))[:WORDS_READ]


def named(
    people: QuerySet[Membership], words: str, *, institution: UUID, by_email: bool = False
) -> QuerySet[Membership]:
    """Return those of *people* at *institution* whose names begin with each of *words*.

    *by_email*: or their email does; for those who may learn the emails of *people*. No one where there is no letter
    in *words*.
    """
    return named_on(people, words, institution=institution, people=("pk",), by_email=by_email)


Rows = TypeVar("Rows", bound="QuerySet[Any]")


def named_on(
    rows: Rows,
    words: str,
    *,
    institution: UUID,
    people: Sequence[str] = ("member",),
    by_email: bool = False,
) -> Rows:
    """Return those of *rows* where each of *words* begins a name of one of their *people*, as `named` finds them."""
    wanted = searched_words(words)
    if not wanted:
        return rows.none()
    for word in wanted:
        found = NameToken.objects.filter(
            institution=institution, token__gte=word, token__lt=word + _LAST
        )
        if not by_email:
            found = found.exclude(of_email=True)
        keys = found.values("member")
        rows = rows.filter(reduce(or_, (Q(**{f"{one}__in": keys}) for one in people)))
    return rows


def is_named(words: str, *people: Membership) -> bool:
    """Return whether each of *words* begins a name of one of *people*, as `named` finds them; all are for no words."""
    wanted = searched_words(words)
    if not wanted:
        return True
    names = {token for one in people for token in name_tokens(one.given_name, one.family_name)}
    return all(any(name.startswith(word) for name in names) for word in wanted)


def index_names(keys: Iterable[UUID]) -> int:
    """Bring tokens and sort keys of these members up to date; return how many there are.

    Four statements for each five thousand. Call it in the transaction that wrote the names.
    """
    done = 0
    walk = iter(keys)
    while batch := list(islice(walk, BATCH)):
        with transaction.atomic(savepoint=False):
            done += _index(batch)
    return done


def index_stale(institution: Institution) -> int:
    """Index who was written by a statement that knew nothing of it; return how many.

    Then those whose words are not marked as of their name or of their email alone: a batch a transaction, found by
    what is left, so that whoever is stopped goes on from there.
    """
    stale = Membership.objects.of(institution).filter(sort_key="")
    done = index_names(list(stale.values_list("pk", flat=True)))
    unmarked = NameToken.objects.filter(institution=institution, of_email=None).order_by()
    while keys := set(unmarked.values_list("member", flat=True)[:BATCH]):
        marked = index_names(keys)
        if not marked:
            break
        done += marked
    return done


_READ = """
SELECT id, institution_id, given_name, family_name, address FROM profiles_membership
WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE
"""
_ADD = """
INSERT INTO profiles_nametoken (institution_id, member_id, token, of_email)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::boolean[]) ON CONFLICT DO NOTHING
"""
_SORT = """
UPDATE profiles_membership AS m SET sort_key = n.sort_key
FROM unnest(%s::uuid[], %s::text[]) AS n (id, sort_key) WHERE m.id = n.id AND m.sort_key <> n.sort_key
"""


def _index(keys: list[UUID]) -> int:
    with connection.cursor() as cursor:
        # Locked, so that of two who index one person the later reads what the earlier wrote.
        cursor.execute(_READ, [[str(key) for key in keys]])
        rows = cursor.fetchall()
        found = [str(row[0]) for row in rows]
        cursor.execute("DELETE FROM profiles_nametoken WHERE member_id = ANY(%s::uuid[])", [found])
        _add(cursor, _words_of(rows))
        cursor.execute(_SORT, [found, [sort_key(row[2], row[3]) for row in rows]])
    return len(rows)


def _words_of(rows: Iterable[Any]) -> Iterator[tuple[str, str, str, bool]]:
    for pk, institution, given, family, address in rows:
        names = name_tokens(given, family)
        for word in sorted(names | email_tokens(address)):
            yield str(institution), str(pk), word, word not in names


def _add(cursor: Any, words: Iterable[tuple[str, str, str, bool]]) -> None:
    columns = [list(column) for column in zip(*words, strict=True)]
    if columns:
        cursor.execute(_ADD, columns)


def connect() -> None:
    """Called once at start-up."""
    pre_save.connect(_before_saving, sender=Membership, dispatch_uid="profiles.names.before")
    post_save.connect(_after_saving, sender=Membership, dispatch_uid="profiles.names.after")


def _before_saving(sender: Any, *, instance: Membership, raw: bool, **kwargs: Any) -> None:
    if instance._state.adding and not raw:
        instance.sort_key = sort_key(instance.given_name, instance.family_name)


def _after_saving(
    sender: Any, *, instance: Membership, created: bool, update_fields: Any, **kwargs: Any
) -> None:
    if update_fields is not None and not NAMES & set(update_fields):
        return
    if created:
        # The database copies the login's email where the row says none.
        email = instance.address or instance.user.email
        row = (
            instance.pk,
            instance.institution_id,
            instance.given_name,
            instance.family_name,
            email,
        )
        with connection.cursor() as cursor:
            _add(cursor, _words_of([row]))
    elif Membership.objects.filter(pk=instance.pk, sort_key="").exists():
        index_names([instance.pk])
