"""Invitations in every state, and the people whom somebody would rather not be shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from networks.demo.network import Participants, stage_after
from networks.demo.offers import in_order
from networks.demo.people import Person
from networks.demo.setting import Setting
from networks.demo.texts import (
    ACCEPTS,
    DECLINES,
    FIRST_STEPS,
    REFERRALS,
    REQUESTS,
    WAYS_OUT,
)
from networks.invitations.models import Invitation
from networks.relationships.models import Exclusion, Tie
from profiles.models import MentorOffer
from profiles.vocabulary import Area, MentorRole, Rank, TieKind

ASKING_SHARE = 0.12
EXCLUDING_SHARE = 0.02
STATE_WEIGHTS = {
    Invitation.State.OPEN: 30,
    Invitation.State.ACCEPTED: 25,
    Invitation.State.DECLINED: 15,
    Invitation.State.REFERRED: 10,
    Invitation.State.LAPSED: 12,
    Invitation.State.WITHDRAWN: 8,
}
JUNIOR = (Rank.TRAINEE, Rank.INSTRUCTOR, Rank.ASSISTANT)
REPLIES = {
    Invitation.State.ACCEPTED: ACCEPTS,
    Invitation.State.DECLINED: DECLINES,
    Invitation.State.REFERRED: REFERRALS,
}


def make_invitations(setting: Setting, participants: Participants) -> Iterator[Invitation | Tie]:
    """What juniors asked of mentors, each pair once; an accepted one brings its tie."""
    chance = setting.chance
    if len(participants.mentors) < 2:
        return
    for protege in participants.people.values():
        if protege.rank not in JUNIOR or chance.random() >= ASKING_SHARE:
            continue
        mentor, other = chance.sample(participants.mentors, 2)
        pair = (protege.id, mentor.id)
        if protege.id in (mentor.id, other.id) or mentor.id == protege.supervisor:
            continue
        if pair in participants.pairs or participants.offers[mentor.id].paused:
            continue
        state = chance.choices(list(STATE_WEIGHTS), list(STATE_WEIGHTS.values()))[0]
        if state == Invitation.State.ACCEPTED and participants.room[mentor.id] <= 0:
            state = Invitation.State.DECLINED
        participants.pairs.add(pair)
        offer = participants.offers[mentor.id]
        invitation = make_invitation(
            setting, protege, mentor, state=state, offer=offer, referred_to=other
        )
        if state == Invitation.State.ACCEPTED:
            participants.room[mentor.id] -= 1
            yield accepted_tie(setting, invitation)
        yield invitation


def make_invitation(
    setting: Setting,
    protege: Person,
    mentor: Person,
    *,
    state: Invitation.State,
    offer: MentorOffer,
    referred_to: Person | None = None,
    help_asked: str = "",
) -> Invitation:
    """One request in a given state, with dates that such a request can have."""
    chance = setting.chance
    is_open = state == Invitation.State.OPEN
    sent = setting.moment(1, setting.lapse_days - 3) if is_open else setting.moment(30, 420)
    lapses = sent + timedelta(days=setting.lapse_days)
    remind = sent + timedelta(days=setting.lapse_days - 7)
    answered = sent + timedelta(hours=chance.randint(3, 24 * (setting.lapse_days - 9)))
    if state == Invitation.State.LAPSED:
        answered = lapses
    topic = (protege.topics or ("our work",))[0]
    referred = referred_to if state == Invitation.State.REFERRED else None
    return Invitation(
        id=setting.key(),
        institution_id=setting.institution,
        protege_id=protege.id,
        mentor_id=mentor.id,
        kind=TieKind.DYAD,
        roles=in_order(MentorRole.values, chance.sample(offer.roles, min(2, len(offer.roles)))),
        areas=in_order(Area.values, chance.sample(offer.areas, 1)),
        help_asked=help_asked or chance.choice(REQUESTS).format(topic=topic),
        first_step=chance.choice(FIRST_STEPS),
        way_out=chance.choice(WAYS_OUT),
        state=state,
        sent_at=sent,
        remind_at=remind,
        reminded_at=remind if remind <= (setting.now if is_open else answered) else None,
        lapses_at=lapses,
        answered_at=None if is_open else answered,
        reply=chance.choice(REPLIES.get(state, ("",))),
        referred_to_id=referred.id if referred else None,
    )


def accepted_tie(setting: Setting, invitation: Invitation) -> Tie:
    """The tie that an accepted invitation became; the invitation now points to it."""
    answered = invitation.answered_at or setting.now
    started = answered.date()
    tie = Tie(
        id=setting.key(),
        institution_id=setting.institution,
        protege_id=invitation.protege_id,
        mentor_id=invitation.mentor_id,
        kind=invitation.kind,
        origin=Tie.Origin.INFORMAL,
        state=Tie.State.ACTIVE,
        stage=stage_after((setting.as_of - started).days, ended=False),
        roles=invitation.roles,
        areas=invitation.areas,
        closeness=setting.chance.choice(Tie.Closeness.values),
        frequency=setting.chance.choice(Tie.Frequency.values),
        started_on=started,
        confirmed_at=answered,
        created_at=answered,
    )
    invitation.tie_id = tie.id
    return tie


def make_exclusions(setting: Setting, participants: Participants) -> Iterator[Exclusion]:
    """“Not this person”, said by a few, mostly of somebody who offers help."""
    for owner in participants.people.values():
        if participants.mentors and setting.chance.random() < EXCLUDING_SHARE:
            other = setting.chance.choice(participants.mentors)
            if other.id != owner.id:
                yield make_exclusion(setting, owner, other)


def make_exclusion(setting: Setting, owner: Person, other: Person) -> Exclusion:
    return Exclusion(
        id=setting.key(),
        institution_id=setting.institution,
        owner_id=owner.id,
        other_id=other.id,
        reach=setting.chance.choices(Exclusion.Reach.values, (80, 20))[0],
        created_at=setting.moment(2, 300),
    )
