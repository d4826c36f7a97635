"""Who stands in whose line of supervision, up and down."""

import pytest

from profiles.people.staff_roles.domain.supervision_lines import in_line_among, in_line_with
from tests.factories import (
    MembershipFactory,
)

pytestmark = pytest.mark.django_db


def test_a_line_goes_up_and_down_any_number_of_steps(here):
    top = MembershipFactory(institution=here)
    middle = MembershipFactory(institution=here, supervisor=top)
    low = MembershipFactory(institution=here, supervisor=middle)
    beside = MembershipFactory(institution=here, supervisor=top)
    apart = MembershipFactory(institution=here)

    assert [in_line_with(one, low) for one in (top, middle, low, beside, apart)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert in_line_among([low, beside, apart], top) == {low.pk, beside.pk}
