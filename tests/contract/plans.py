"""Development plans, writing projects, skills and group-mates in the access matrix.

Those who are in the group now, and nobody by office: not a member's mentor, not their supervisor,
not the director, not the ombuds. What one rates, writes or shares oneself is one's own.
"""

from __future__ import annotations

from tests.contract.matrix import Expected, Kwargs, Outcome, Row, everyone, members, only


def _pk(name: str) -> Kwargs:
    return lambda world: {"pk": world.rows[name].pk}


def in_the_group() -> Expected:
    return only("protege", "facilitator")


PLANS: dict[str, Row] = {
    # The plan: everybody their own, nobody another's.
    "evaluations:development_plan": Row(members()),
    "evaluations:plan_fill": Row(members(), method="post"),
    "evaluations:plan_part": Row(members(), kwargs=lambda world: {"slug": "values"}),
    "evaluations:plan_submit": Row(members(), method="post"),
    "evaluations:plan_print": Row(members()),
    "evaluations:plan_pdf": Row(members()),
    "evaluations:plan_versions": Row(members()),
    "evaluations:plan_version": Row(only("protege"), kwargs=lambda world: {"number": 1}),
    "evaluations:plan_share": Row(
        in_the_group(),
        kwargs=lambda world: {"pk": world.rows["group"].pk, "act": "off"},
        method="post",
    ),
    "evaluations:group_plans": Row(in_the_group(), kwargs=_pk("group")),
    "evaluations:group_plan": Row(
        in_the_group(),
        kwargs=lambda world: {"pk": world.rows["group"].pk, "owner": world.protege.pk},
    ),
    "evaluations:plan_comment_delete": Row(
        only("facilitator"), kwargs=_pk("plan_comment"), method="post"
    ),
    # A project: the group it belongs to, and its authors wherever they are.
    "evaluations:group_projects": Row(in_the_group(), kwargs=_pk("group")),
    "evaluations:project_new": Row(in_the_group(), kwargs=_pk("group")),
    "evaluations:project": Row(in_the_group(), kwargs=_pk("project")),
    "evaluations:project_edit": Row(in_the_group(), kwargs=_pk("project")),
    "evaluations:project_shelve": Row(
        in_the_group(),
        kwargs=lambda world: {"pk": world.rows["project"].pk, "act": "aside"},
        method="post",
    ),
    "evaluations:project_milestone": Row(
        in_the_group(),
        kwargs=lambda world: {"pk": world.rows["project"].pk, "step": "outline"},
        method="post",
    ),
    "evaluations:draft_add": Row(in_the_group(), kwargs=_pk("project"), method="post"),
    "evaluations:draft_file": Row(in_the_group(), kwargs=_pk("draft_with_file")),
    "evaluations:draft_delete": Row(only("protege"), kwargs=_pk("draft"), method="post"),
    "evaluations:draft_readers": Row(in_the_group(), kwargs=_pk("draft")),
    "evaluations:draft_review": Row(only("facilitator"), kwargs=_pk("review")),
    "evaluations:author_add": Row(in_the_group(), kwargs=_pk("project"), method="post"),
    "evaluations:author_leave": Row(only("protege"), kwargs=_pk("project")),
    "evaluations:author_order": Row(in_the_group(), kwargs=_pk("project")),
    "evaluations:author": Row(in_the_group(), kwargs=_pk("author")),
    "evaluations:author_agree": Row(only("protege"), kwargs=_pk("author"), method="post"),
    "evaluations:order_answer": Row(
        in_the_group(),
        kwargs=lambda world: {"pk": world.rows["order_change"].pk, "act": "decline"},
        method="post",
    ),
    # The version to be submitted: each author approves for themselves.
    "evaluations:final_ask": Row(in_the_group(), kwargs=_pk("project")),
    "evaluations:final_answer": Row(
        only("protege"),
        kwargs=lambda world: {"pk": world.rows["final_approval"].pk, "act": "approve"},
        method="post",
    ),
    # Authors outside are named by the group and the authors, and answer by the link they were sent.
    "evaluations:outside_add": Row(in_the_group(), kwargs=_pk("project")),
    "evaluations:author_contact": Row(in_the_group(), kwargs=_pk("outside_author")),
    "evaluations:outside_remove": Row(in_the_group(), kwargs=_pk("outside_author"), method="post"),
    "evaluations:outside_ask": Row(in_the_group(), kwargs=_pk("outside_author"), method="post"),
    "evaluations:author_link": Row(
        everyone(), kwargs=lambda world: {"token": world.rows["author_token"]}
    ),
    # Who is in a group of one's own now; the protégé's facilitator is.
    "networks:group_peer": Row(
        only("protege", "stranger"),
        kwargs=lambda world: {"pk": world.members["facilitator"].pk},
    ),
    # Skills: each rates for themselves; averages over many for who leads, and for the director.
    "evaluations:session_skills": Row(in_the_group(), kwargs=_pk("session")),
    "evaluations:my_skills": Row(members()),
    "evaluations:directing_group_skills": Row(
        {
            **only("director", others=Outcome.DENIED),
            "other_director": Outcome.HIDDEN,
        },
        kwargs=_pk("group"),
    ),
}
