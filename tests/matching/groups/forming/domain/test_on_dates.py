"""Where groups meet on the dates of their program, weekly hours part no one."""

from matching.engine.groups.forming import Facilitator, Person, Rules, form
from matching.groups.forming.domain.inputs import GroupCohort
from matching.groups.forming.domain.on_dates import without_hours


def test_hours_that_never_meet_keep_no_one_apart() -> None:
    people = tuple(
        Person(key=key, slots=frozenset(range(start, start + 4)))
        for key, start in (("a", 0), ("b", 100), ("c", 200))
    )
    leader = Facilitator(key="f", groups=1, slots=frozenset({300}))
    cohort = without_hours(GroupCohort(people, (leader,), Rules(3, 3)))
    assert {one.slots for one in (*cohort.people, *cohort.facilitators)} == {frozenset()}
    found = form(cohort.people, cohort.facilitators, cohort.rules)
    assert [sorted(group.members) for group in found.groups] == [["a", "b", "c"]]
    assert found.waiting == ()
