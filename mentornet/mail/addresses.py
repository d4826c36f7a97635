"""Addresses at which no one gets mail: the domain "invalid" is no one's (RFC 6761)."""

NOWHERE = "waiting.invalid"
"""Logins that wait for an email of their own have one here; nothing is queued for it."""
TEST_DOMAIN = "sandbox.invalid"
"""The logins of test institutions have one here: what is queued for it is kept, and read by their managers."""


def is_of_test(address: str) -> bool:
    """Return whether *address* is that of a login of a test institution.

    >>> is_of_test("Abc@Sandbox.invalid")
    True
    """
    return address.strip().lower().endswith(f"@{TEST_DOMAIN}")
