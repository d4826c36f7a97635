"""Each run is worked at by what its kind registered at start-up."""

import pytest

from matching.groups.forming.domain import publish as groups
from matching.groups.forming.domain.run import form_groups
from matching.models import MatchRun, Program
from matching.pairs.domain import publish as pairs
from matching.pairs.domain.run import match_pairs
from matching.programs.runs.domain.makers import Maker, maker_of
from matching.projects.domain.run import match_projects


@pytest.mark.parametrize("method", ["stable", "best"])
def test_runs_of_pairs_are_matched(method) -> None:
    run = MatchRun(method=method, program=Program(kind="dyadic"))
    assert maker_of(run) == Maker(match_pairs, pairs.publish_asked)


@pytest.mark.parametrize("method", ["stable", "best"])
def test_runs_of_projects_are_allocated(method) -> None:
    run = MatchRun(method=method, program=Program(kind="topics"))
    assert maker_of(run) == Maker(match_projects, pairs.publish_asked)


def test_runs_of_groups_are_formed() -> None:
    run = MatchRun(method=MatchRun.GROUPS)
    assert maker_of(run) == Maker(form_groups, groups.publish_asked)
