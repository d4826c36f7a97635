"""Encryption of concerns, and their codes."""

import pytest
from cryptography.fernet import Fernet, InvalidToken

from networks.concerns.domain.encryption import (
    CODE_LENGTH,
    code_hash,
    decrypt,
    encrypt,
    new_code,
    plain_code,
    rotate,
)


def test_text_is_read_back_and_is_nowhere_in_what_is_stored():
    stored = encrypt({"text": "He put his name on my paper"})

    assert decrypt(memoryview(stored)) == {"text": "He put his name on my paper"}
    assert b"paper" not in stored


def test_stored_text_does_not_say_when_it_was_written():
    stored = encrypt({"text": "x"})

    assert stored[:9] == encrypt({"text": "y"})[:9]


def test_rotated_text_needs_the_old_key_no_more(settings):
    old = settings.CONCERN_KEYS[0]
    stored = encrypt({"text": "x"})
    settings.CONCERN_KEYS = [Fernet.generate_key().decode(), old]
    rotated = rotate(stored)
    settings.CONCERN_KEYS = settings.CONCERN_KEYS[:1]

    assert decrypt(rotated) == {"text": "x"}
    with pytest.raises(InvalidToken):
        decrypt(stored)


def test_code_is_the_same_however_it_is_copied():
    code = new_code()

    assert len(plain_code(code)) == CODE_LENGTH
    assert code_hash(code) == code_hash(code.lower().replace("-", "  "))
    assert code_hash(code) != code_hash(new_code())
