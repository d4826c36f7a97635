"""The first words of an invitation."""

from networks.invitations.domain.draft import Ask, draft_invitation


def test_draft_names_what_is_wanted_and_what_the_mentor_offers():
    draft = draft_invitation(
        Ask(
            mentor_short_name="Ada",
            roles=("coach",),
            areas=("research",),
            goals=("Submit a K23.",),
            offered_roles=("coach",),
            suggested_by="Sam Stone",
        )
    )

    assert draft.help_asked == (
        "Dear Ada,\n\nI am looking for a coach who can help me with research. I hope you could "
        "practice with me, and push me where I need it.\n\nSam Stone suggested that I ask you. I am "
        "asking you because you offer to be a coach.\n\nWhat I am working toward now: Submit a K23."
    )


def test_draft_claims_no_offer_that_the_mentor_did_not_make():
    draft = draft_invitation(Ask(mentor_short_name="Ada", roles=("sponsor",)))

    assert "you offer" not in draft.help_asked
    assert draft.help_asked.startswith("Dear Ada,\n\nI am looking for a sponsor")


def test_first_step_names_two_of_the_mentors_ways_to_meet():
    step = draft_invitation(Ask("Ada", modes=("video", "phone", "in_person"))).first_step

    assert "half an hour, over coffee or by phone, in the next" in step


def test_without_known_ways_to_meet_the_first_step_names_none():
    step = draft_invitation(Ask("Ada", modes=("pigeon",))).first_step

    assert step.startswith("Could we talk for half an hour in the next two or three weeks?")
