"""Which passwords are taken: NIST SP 800-63B, section 3.1.1.2.

At least 12 characters and no rules of composition; refused is what others try first. That is a
listed password or word, also with digits and signs around it or signs for its letters; something
repeated or in sequence; what is known of the person, the institution or the product; and what
stands in the operator's list of breached passwords. Passwords of before go on working.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from mentornet.breached_passwords import is_breached
from mentornet.tenancy.scope import as_person
from profiles.models import Membership, User
from profiles.sign_on.domain.notices import Change, notify_security_change

LEAST, MOST = 12, 256
PRODUCT = ("mentornet", "mentor", "mentoring", "mentee", "protege")
# A word of the person's or the institution's counts from this length on.
SHORTEST_WORD = 3
# How much must be left of a password without the words that anyone knows of its owner.
LEAST_LEFT = 6
UNLEET = str.maketrans("013457@$!|8", "oieastasiib")
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890")


def normalise(password: str) -> str:
    """Return *password* as it is kept: composed characters, NFKC."""
    return unicodedata.normalize("NFKC", password)


class PasswordLengthValidator:
    """12 characters at least; long enough at most for any sentence."""

    def validate(self, password: str, user: Any = None) -> None:
        length = len(normalise(password))
        if length < LEAST:
            raise ValidationError(
                _("Use at least %(least)d characters. A few words in a row are easy to remember."),
                code="password_too_short",
                params={"least": LEAST},
            )
        if length > MOST:
            raise ValidationError(
                _("Use at most %(most)d characters."),
                code="password_too_long",
                params={"most": MOST},
            )

    def get_help_text(self) -> str:
        return _(
            "At least %(least)d characters. Spaces are fine. You do not need numbers or symbols."
        ) % {"least": LEAST}

    def password_changed(self, password: str, user: User) -> None:
        """Tell the owner, by whichever door the password was changed; a new login has none yet."""
        if user.activated_at or user.last_login:
            notify_security_change(user, change=Change.PASSWORD)


class CommonPasswordRefused:
    """Neither a listed password or word, nor one with digits and signs around it, nor a pattern."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_common(password):
            raise ValidationError(
                _(
                    "This is a common password or word, or one with digits or symbols added. Use "
                    "several words that don’t belong together."
                ),
                code="password_too_common",
            )
        if is_pattern(password):
            raise ValidationError(
                _("This repeats itself, or follows the alphabet or keyboard. Use several words."),
                code="password_pattern",
            )

    def get_help_text(self) -> str:
        return _("Not a common password, word, or pattern.")


class KnownWordsRefused:
    """Not mostly the person's name or address, their institution's name or the product's."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_mostly(password, known_words(user)):
            raise ValidationError(
                _(
                    "This is mostly your name, your email address, your institution’s name or "
                    "“MentorNet”. Add words that others can’t know."
                ),
                code="password_of_known_words",
            )

    def get_help_text(self) -> str:
        return _("Not mostly your name, your email, or your institution’s name.")


class BreachedPasswordRefused:
    """Not in the operator's list of passwords that have become known elsewhere."""

    def validate(self, password: str, user: Any = None) -> None:
        path = settings.BREACHED_PASSWORDS_FILE
        if path and is_breached(normalise(password), Path(path)):
            raise ValidationError(
                _(
                    "This password was exposed in a data breach somewhere else, so others will "
                    "try it. Use a different one, here and wherever you have used it."
                ),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return _("Not a password that you use anywhere else.")


@cache
def common_words() -> frozenset[str]:
    """Return the listed passwords, words and names: Django's list and those of zxcvbn."""
    listed = CommonPasswordValidator().passwords
    return frozenset(listed.union(*FREQUENCY_LISTS.values()))


def is_common(password: str) -> bool:
    """Return whether *password* is listed, or one listed word with no more than decoration.

    >>> is_common("password2026!!"), is_common("P@ssw0rd-P@ssw0rd"), is_common("tulip mortar 9 sail")
    (True, True, False)
    """
    listed = common_words()
    return any(one in listed or _unit(one) in listed for one in _readings(password) if len(one) > 2)


def is_pattern(password: str) -> bool:
    """Return whether *password* repeats a few characters or runs along a row of keys.

    >>> is_pattern("abababababab"), is_pattern("qwertyuiop123456"), is_pattern("tulip mortar")
    (True, True, False)
    """
    text = normalise(password).casefold()
    if len(_unit(text)) <= len(text) // 2 and len(_unit(text)) <= 4:
        return True
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    along = sum(any(text[at : at + 2] in row for row in rows) for at in range(len(text) - 1))
    return along >= (len(text) - 1) * 0.75


def is_mostly(password: str, words: Iterator[str] | set[str]) -> bool:
    """Return whether little is left of *password* without *words*, digits at its end and signs.

    >>> is_mostly("Mentor-net-2026", {"mentornet"}), is_mostly("smith tulip mortar", {"smith"})
    (True, False)
    """
    left = re.sub(r"[\W_]+", "", normalise(password).casefold())
    for reading in {left, left.translate(UNLEET)}:
        rest = reading
        found = False
        for word in sorted(words, key=len, reverse=True):
            found = found or word in rest
            rest = rest.replace(word, "")
        if found and len(rest.strip("0123456789")) < LEAST_LEFT:
            return True
    return False


def known_words(user: Any) -> set[str]:
    """Return what anyone may know of *user*: names, address, institution; and the product's name."""
    texts = list(PRODUCT)
    if getattr(user, "email", ""):
        texts.append(user.email.rpartition(".")[0])
    if getattr(user, "pk", None):
        with as_person(user.pk):
            own = list(Membership.objects.filter(user=user).select_related("institution"))
        for member in own:
            texts += [member.given_name, member.family_name]
            texts += [member.institution.name, member.institution.slug]
    words = {word for text in texts for word in re.split(r"[\W_]+", normalise(text).casefold())}
    return {word for word in words if len(word) >= SHORTEST_WORD}


def _readings(password: str) -> set[str]:
    """Return what *password* may be read as: as it is, without decoration, with letters for signs."""
    whole = normalise(password).casefold()
    stem = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", whole)
    joined = re.sub(r"[\W_]+", "", stem)
    plain = {whole, stem, joined}
    # Signs that stand for letters may also be decoration: both are tried.
    unleeted = whole.translate(UNLEET)
    plain |= {unleeted, re.sub(r"[\W_]+", "", unleeted), joined.translate(UNLEET)}
    return plain | {stem.translate(UNLEET)}


def _unit(text: str) -> str:
    """Return the shortest piece of which *text* is a repetition; all of it where it is none."""
    at = (text + text).find(text, 1)
    return text[:at]
