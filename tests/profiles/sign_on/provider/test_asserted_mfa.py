"""What a provider says of a second factor, and what does not say so."""

import pytest

from profiles.sign_on.provider.asserted_mfa import asserts_mfa


@pytest.mark.parametrize(
    ("methods", "contexts", "expected"),
    [
        (["pwd", "mfa"], [], True),
        (["pwd"], ["https://refeds.org/profile/mfa"], True),
        ([], ["http://schemas.microsoft.com/claims/multipleauthn"], True),
        (["pwd"], ["urn:oasis:names:tc:SAML:2.0:ac:classes:Password"], False),
        (["otp"], [None], False),
        ("mfa", [], False),
        (None, [], False),
        ({"mfa": True}, ["1"], False),
    ],
)
def test_only_what_means_two_factors_counts(methods, contexts, expected):
    assert asserts_mfa(methods=methods, contexts=contexts) is expected
