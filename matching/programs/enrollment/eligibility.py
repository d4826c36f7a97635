"""Who may enroll in a program: by rank, and mentees also by unit, track and years since they started."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from networks.phrases import joined
from profiles.institution.domain.unit_paths import units_below
from profiles.models import Membership, Unit
from profiles.own_words import RANK, TRACK
from profiles.vocabulary import names_in_sentence

Side = Enrollment.Side


def misfits(program: Program, member: Membership, side: str) -> list[str]:
    """Return what keeps *member* from this side whenever it is open, each in one sentence."""
    found = _wrong_rank(program, member, side)
    if side == Side.PROTEGE:
        found += [*_wrong_unit(program, member), *_wrong_track(program, member)]
        found += _wrong_years(program, member)
    return found


def eligible_members(program: Program, side: str) -> QuerySet[Membership]:
    """Return the people who are here and may enroll on this side: the same rules as `misfits`."""
    here = Membership.objects.current().of(program.institution)
    ranks = program.protege_ranks if side == Side.PROTEGE else program.mentor_ranks
    if ranks:
        here = here.filter(rank__in=ranks)
    if side != Side.PROTEGE:
        return here
    if program.eligible_units:
        here = here.filter(unit__in=units_below(program.institution, program.eligible_units))
    if program.protege_tracks:
        here = here.filter(track__in=program.protege_tracks)
    today = program.institution.local_date()
    if program.least_years is not None:
        here = here.filter(start_date__lte=years_before(today, program.least_years))
    if program.most_years is not None:
        # Until the day on which one more year is full.
        here = here.filter(start_date__gt=years_before(today, program.most_years + 1))
    return here


def years_before(day: date, years: int) -> date:
    """Return the same day so many years earlier; of February 29 the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def unit_names(program: Program) -> list[str]:
    """Return the names of the units that the program is for, in alphabetical order. One query."""
    if not program.eligible_units:
        return []
    units = Unit.objects.of(program.institution).filter(pk__in=program.eligible_units)
    return list(units.order_by("name").values_list("name", flat=True))


def _wrong_rank(program: Program, member: Membership, side: str) -> list[str]:
    ranks = program.protege_ranks if side == Side.PROTEGE else program.mentor_ranks
    if not ranks or member.rank in ranks:
        return []
    named = joined(names_in_sentence(RANK, ranks))
    return [str(program.traits.side(side).ranks) % {"ranks": named}]


def _wrong_unit(program: Program, member: Membership) -> list[str]:
    if not program.eligible_units:
        return []
    if member.unit_id in units_below(program.institution, program.eligible_units):
        return []
    named = joined(unit_names(program))
    return [_("This program is for people in %(units)s.") % {"units": named}]


def _wrong_track(program: Program, member: Membership) -> list[str]:
    if not program.protege_tracks or member.track in program.protege_tracks:
        return []
    named = joined(names_in_sentence(TRACK, program.protege_tracks))
    return [_("This program is for these tracks: %(tracks)s.") % {"tracks": named}]


def _wrong_years(program: Program, member: Membership) -> list[str]:
    least, most = program.least_years, program.most_years
    if least is None and most is None:
        return []
    today, start = program.institution.local_date(), member.start_date
    if start is None:
        return [_("The roster doesn’t say when you started here. Ask the director.")]
    if least is not None and start > years_before(today, least):
        return [
            ngettext(
                "This program is for people who have been here at least %(years)d year.",
                "This program is for people who have been here at least %(years)d years.",
                least,
            )
            % {"years": least}
        ]
    if most is not None and start <= years_before(today, most + 1):
        return [
            ngettext(
                "This program is for people who have been here at most %(years)d year.",
                "This program is for people who have been here at most %(years)d years.",
                most,
            )
            % {"years": most}
        ]
    return []
