"""What pages and mails promise about who learns what: each sentence, and how it is kept.

A *secret* names something that is planted (`plant`) and then looked for at every address that each role
can open: exactly its readers find it. A *choice* names an answer without words of its own (`change`):
with another answer, nobody else's pages are different. What is neither is explained.

`test_promises.py` fails for a sentence that stands nowhere any more, and for one that is not listed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """A sentence as it stands on pages, and what keeps it: names of secrets and choices."""

    sentence: str
    kept_by: tuple[str, ...] = ()
    because: str = ""


SECRETS: dict[str, set[str]] = {
    "private note": {"protege"},
    "note on a session": {"facilitator"},
    "guide of a session": {"facilitator"},
    "shared notes": {"protege", "mentor"},
    "agenda": {"protege", "mentor"},
    "notes of the group": {"protege", "facilitator"},
    "feedback": {"protege"},
    "line of a check-in": {"protege"},
    "self-assessment": {"protege"},
    "goal": {"protege"},
    "note on a goal": {"protege"},
    "note on a need": {"protege"},
    "plan in work": {"protege"},
    "comment on a plan": {"protege", "facilitator"},
    "reply to an invitation": {"protege", "mentor"},
    "concern": {"protege", "ombuds"},
    "wish for the matching": {"protege"},
    "draft": {"protege"},
    "request to a team": {"protege", "stranger"},
    "words about oneself": {"protege"},
    "reflection for those who facilitate": {"protege", "facilitator"},
    # On the page of a session, which the crawl does not open for its members, and on the console.
    "reflection read out to the group": {"facilitator"},
    "anonymous reflection that waits": set(),
    "anonymous reflection released": {"director"},
    "halfway review": {"protege", "facilitator"},
    "message to the group": {"protege", "facilitator"},
}
"""What is planted, and the roles whose pages show it."""

CHOICES = (
    "closeness",
    "frequency",
    "exclusion",
    "skill rating",
    "survey answer",
    "peer function",
    "decline",
)
"""What has no words of its own: other answers change nobody else's pages."""

PROMISES = (
    Promise(
        "Only you see it. We delete a draft {{ days }} days after you last changed it.", ("draft",)
    ),
    Promise("Only you see them.", ("draft",)),
    Promise(
        "How confident you felt before and after the sessions. Only you can see this.",
        ("skill rating",),
    ),
    Promise(
        "Only you see your ratings. Your facilitator and program directors see averages over many "
        "people, never yours.",
        ("skill rating",),
    ),
    Promise("No one else sees it.", ("exclusion",)),
    Promise(
        "No one else sees your list or who you decline: not the people on it, and not the director.",
        because="tests/matching/groups/forming/domain/test_peers.py::test_no_page_of_others_tells_who_listed_or_declined_whom",
    ),
    Promise(
        "No one else sees your list or who you decline: not the mentors, and not the director.",
        because="tests/matching/projects/domain/test_choices.py::test_a_list_stands_on_no_page_of_a_mentor_or_director",
    ),
    Promise(
        "No one else sees your list: not the mentors, and not the director.",
        because="tests/matching/projects/domain/test_results.py::test_no_list_stands_in_a_run_its_page_or_its_file",
    ),
    Promise("Only you see this page.", ("skill rating",)),
    Promise("No one’s own answer can be seen.", ("skill rating",)),
    Promise("Members never see these", ("guide of a session",)),
    Promise("Members never see these.", ("guide of a session",)),
    Promise(
        "Your message goes only to the facilitators, by email. It is not saved here.",
        because="tests/evaluations/sessions/attendance/domain/test_absence.py::test_facilitator_alone_is_told_and_reads_the_words",
    ),
    Promise(
        "Only the people who lead the session see this.",
        because="tests/evaluations/sessions/attendance/domain/test_absence.py::test_facilitator_alone_is_told_and_reads_the_words",
    ),
    Promise(
        "Program staff see how many people need each of these, across all groups, without names.",
        because="tests/evaluations/sessions/attendance/domain/test_needs.py::test_needs_are_asked_once_and_counted_without_names",
    ),
    Promise(
        "No one else is told.",
        ("reply to an invitation", "decline"),
    ),
    Promise(
        "We tell no one else.",
        because="tests/evaluations/sessions/attendance/domain/test_absence_messages.py::test_the_program_says_whom_to_tell",
    ),
    Promise("Only you can see this", ("private note", "note on a session")),
    Promise(
        "You never see someone’s self-assessment, their notes, or relationships that they added on their own.",
        ("self-assessment", "private note"),
    ),
    Promise(
        "They never see your private notes, which are deleted a year after you leave.",
        ("private note",),
    ),
    Promise(
        "You will no longer see “{{ name }}” or its notes. You keep your private notes.",
        ("private note",),
    ),
    Promise("Only you can see it, unless you share it with a group.", ("plan in work",)),
    Promise(
        "Supervisors and directors never see it.",
        ("concern",),
    ),
    Promise("No one outside this relationship can see it.", ("feedback",)),
    Promise("Your supervisors never see it.", ("plan in work", "comment on a plan")),
    Promise(
        "Neither do people who run mentoring programs here or have done so, even if they are in the "
        "group.",
        because="tests/evaluations/plans/domain/test_sharing.py::test_who_runs_programs_reads_no_plan_in_the_group",
    ),
    Promise("Only you and the group see it:", ("comment on a plan",)),
    Promise("Only you can read this, unless you share it.", ("self-assessment",)),
    Promise("Only you can see this, unless you share it.", ("plan in work",)),
    Promise("It never sees your draft.", ("plan in work",)),
    Promise("Only you can read them, unless you share a part.", ("self-assessment", "goal")),
    Promise(
        "No one can read a part unless you share it here, and then only what you submitted.",
        ("self-assessment", "goal", "note on a goal", "note on a need"),
    ),
    Promise("Supervisors never see it here.", ("self-assessment", "goal")),
    Promise(
        "People who run mentoring programs here, or have done so, see only what you share with them by "
        "name.",
        because="tests/profiles/people/staff_roles/domain/test_program_staff.py",
    ),
    Promise("Only you see this list.", ("self-assessment",)),
    Promise("It never reads drafts, progress notes, or other parts.", ("note on a goal",)),
    Promise("Only you see these notes.", ("note on a goal",)),
    Promise("Only you see it.", ("line of a check-in",)),
    Promise(
        "You never see what people write.",
        ("shared notes", "private note", "agenda", "feedback", "line of a check-in"),
    ),
    Promise("You see figures over many people, never anyone’s answers.", ("survey answer",)),
    Promise(
        "No one reads your answers. Program directors see only figures over many people.",
        ("survey answer",),
    ),
    Promise(
        "No one reads your answers.",
        ("survey answer",),
    ),
    Promise("Only the two of you see your answer.", ("reply to an invitation",)),
    Promise("Only the two of you will know.", ("reply to an invitation",)),
    Promise("Only the two of you can see a request.", ("reply to an invitation",)),
    Promise("Only the two of you know.", ("reply to an invitation", "decline")),
    Promise("No one else sees your answer.", ("reply to an invitation", "decline")),
    Promise("Only you see your goal and the help you want.", ("goal", "note on a need")),
    Promise("Only you can see this page.", ("closeness", "frequency", "peer function")),
    Promise(
        "Only the two of you can see this.",
        because="The access matrix lets no one but the two in: networks:agreement in access.py.",
    ),
    Promise(
        "Mentors don’t see your list. When pairs are proposed, the director sees which of "
        "your choices each one was.",
        because="test_promises.py::test_director_sees_what_the_pages_on_choices_say_and_no_decline",
    ),
    Promise(
        "The people on your list don’t see it. When pairs are proposed, the director sees "
        "whether each one was on it. No one sees who you decline.",
        ("decline",),
    ),
    Promise(
        "No one sees who you decline, or who you never want to be paired with. If the "
        "director tries to pair two people who must stay apart, we only say that it isn’t "
        "possible.",
        ("decline", "exclusion"),
    ),
    Promise(
        "No one sees the list: not the person, and not the director.",
        ("exclusion",),
    ),
    Promise("Only you can see who is listed here.", ("exclusion",)),
    Promise("Only you can see this.", ("exclusion", "peer function")),
    Promise("Only you can see who you listed.", ("exclusion",)),
    Promise(
        "No one reads it: not the others, and not the director.",
        ("wish for the matching",),
    ),
    Promise(
        "No one reads it: not the mentors, and not the director.",
        ("wish for the matching",),
    ),
    Promise(
        "No one reads it: not the director, and not the others.",
        because="The hours of a week are read by the engine; a group's page shows hours that all "
        "its members share, as the next sentence says.",
    ),
    Promise(
        "A single no keeps them closed, and no one is told who said it.",
        because="tests/networks/peer_groups/domain/test_openings.py::test_one_no_keeps_them_closed_and_is_not_named",
    ),
    Promise(
        "If anyone declines, the order does not change, and the page does not say who declined.",
        because="tests/evaluations/writing/domain/test_author_order.py::test_one_no_keeps_the_order_and_nothing_says_whose_it_was",
    ),
    Promise(
        "They see nothing else from the group.",
        because="tests/evaluations/writing/domain/test_answering.py::test_the_page_of_the_link_shows_nothing_else_of_the_group",
    ),
    Promise(
        "You never see who wrote them or what they say.",
        because="tests/evaluations/outcomes/closing/domain/test_cohort.py::test_cohort_is_counted_once_and_small_figures_are_withheld",
    ),
    Promise("Closeness (only you see this)", ("closeness",)),
    Promise("Contact (only you see this)", ("frequency",)),
    Promise("Only you see this.", ("closeness", "frequency", "words about oneself")),
    Promise("Only you see this", ("closeness", "frequency")),
    Promise("Only you can see it.", ("peer function", "line of a check-in")),
    Promise("We tell no one.", ("peer function",)),
    Promise("Only you see your network.", ("closeness", "frequency", "peer function")),
    Promise("Only you see who you asked and who declined.", ("request to a team",)),
    Promise("If they say no, only you are told.", ("request to a team",)),
    Promise(
        "This says nothing about you or the plan, and no one else is told.", ("request to a team",)
    ),
    Promise("Only the person who asked you is told.", ("request to a team",)),
    Promise(
        "If you decline, only the person who asked is told:",
        ("request to a team",),
    ),
    Promise(
        "No one is told why if you decline.",
        ("request to a team",),
    ),
    Promise(
        "No ombuds in the line of supervision of the person it is about receives it, or reads it "
        "later.",
        because="tests/networks/concerns/domain/test_readers.py::test_ombuds_in_the_line_of_the_accused_gets_and_keeps_nothing",
    ),
    Promise(
        "Facilitators see how many people are ready, not who.",
        because="tests/evaluations/sessions/preparation/test_domain.py::test_who_leads_sees_how_many_are_ready_and_not_who",
    ),
    Promise(
        "Only the facilitators of your group read it.",
        ("reflection for those who facilitate",),
    ),
    Promise(
        "Everyone in your group can read it from 30 minutes before the next session. You "
        "can delete it until then.",
        ("reflection read out to the group",),
    ),
    Promise(
        "Directors of the program and facilitators of its groups read it, mixed with "
        "answers from other groups and sessions. They see no group, session, date, or name.",
        ("anonymous reflection that waits", "anonymous reflection released"),
    ),
    Promise(
        "No one can read it until at least {{ least }} people have written, and you can "
        "delete it until then.",
        because="tests/evaluations/sessions/reflections/domain/test_release.py::test_four_people_release_nothing_and_the_fifth_releases_all",
    ),
    Promise("Directors do not see it.", ("message to the group",)),
    Promise("You can do so without your name, and program directors do not see it.", ("concern",)),
    Promise(
        "Only you and the people they chose can read this.",
        because="tests/evaluations/relationship_page/domain/test_shared.py::test_no_one_else_opens_these_pages",
    ),
    Promise(
        "No one sees it.",
        because="tests/profiles/people/views/test_introduction.py::test_removing_shows_initials_at_once_and_can_be_undone",
    ),
    Promise(
        "A new ombuds reads nothing from before.",
        because="tests/networks/concerns/domain/test_readers.py::test_new_ombuds_sees_no_earlier_concern",
    ),
    Promise(
        "No one learns who declined, or when: a pair that does not come about stays open until the last day.",
        because="tests/matching/pairing/test_views.py::test_a_pair_that_does_not_come_about_looks_the_same_however_it_went",
    ),
    Promise(
        "If you decline, no one is told.",
        because="tests/matching/pairing/test_views.py::test_a_pair_that_does_not_come_about_looks_the_same_however_it_went",
    ),
    Promise(
        "If you decline, no one is told: not {{ name }}, and not the directors.",
        because="tests/matching/pairing/test_views.py::test_another_director_sees_no_answer_in_any_file",
    ),
    Promise(
        "If you decline, no one is told: not {{ names }}, and not the directors.",
        because="tests/matching/pairing/domain/test_peers.py::test_of_who_declines_or_is_kept_apart_no_one_is_told",
    ),
    Promise(
        "So this will not come about, and no one is told why.",
        because="tests/matching/pairing/domain/test_peers.py::test_of_who_declines_or_is_kept_apart_no_one_is_told",
    ),
    Promise(
        "So this pair will not come about, and no one is told why.",
        because="tests/matching/pairing/test_views.py::test_for_who_is_kept_apart_it_is_declined_and_no_one_else_can_tell",
    ),
    Promise(
        "Figures over many people, never anyone’s answers.",
        because="tests/evaluations/surveys/test_results.py::test_no_page_of_an_analyst_names_anyone_or_leads_to_people",
    ),
)

# They sound like promises about who learns what, and are none.
OTHERS = (
    "These links are for you alone, so please do not forward this email.",
    "No one asks why, and it does not affect a career.",
    "No one else sees the program before you open it.",
    "Participants don’t see it yet.",
    "never read",
    "No one is told what you decide, except that the system sees what you open.",
    "It is never shown again.",
    "Do this only if the account there is yours alone.",
    "Only you can do that, and we ask for your password, a passkey, or an emailed code first.",
    "Only you can change this.",
    "Never shown again.",
    "No one is told before you publish.",
    "No one is told before you publish the groups.",
    "No one is told before you publish the pairs.",
    "No one is told before you publish them.",
    # Acts of directors that send no email.
    "No one is told.",
    "Until then, you can reopen it and no one is told.",
    # An analyst: tests/contract/test_scopes.py looks for names on every page that opens to one.
    "reads published figures, and never sees names",
)
