"""What the words of a heading say about its column."""

from __future__ import annotations

import re

from matching.spreadsheets.domain.columns import Field

_PEOPLE = r"(mentees?|prot[eé]g|students?|trainees?|residents?|fellows?|juniors?|colleagues?|people|persons?|faculty)"

# What says more stands higher; what stands below its heading tells which of several fits.
HEADINGS: tuple[tuple[Field, str], ...] = (
    (
        Field.WHEN,
        r"^timestamp$|completion time|\bend ?date\b|date (submitted|completed)|submitted (at|on)|timestamp$",
    ),
    (
        Field.IGNORE,
        r"pronoun|gender|\brace\b|ethnic|phone|consent|start ?(time|date)|end time"
        r"|ip ?address|duration|progress|finished|recorded ?date|response ?(id|type)|distribution"
        r"|latitude|longitude|\byears?\b.*(practice|experience|faculty|here|since)|^years?\b"
        r"|external (data )?reference|user ?language|\bscore\b|^status$"
        r"|how many (hours|years|times|months|papers|publications|grants|mentors)\b"
        r"|how did you hear|t-?shirt|dietary",
    ),
    (Field.NOT_WITH, r"\bnot\b.*(pair|match|with|want)|\bavoid|conflicts? of interest"),
    (
        Field.CAPACITY,
        rf"how many\b.*\b({_PEOPLE}|mentor|take on|accept)|(number|#|no\.) of {_PEOPLE}"
        rf"|capacity|max\w* ?(number|#|{_PEOPLE})|\bslots?\b|\bplaces\b|\bopenings\b"
        rf"|willing to (mentor|take( on)?) (up to|how)",
    ),
    (
        Field.CHOICE_PLACE,
        r"^(rank|choice|preference|priority|order)( ?(order|number|no\.?|#|rank))?$|rank of (choice|preference)",
    ),
    (Field.NAME, r"^((your |full |preferred |participant )*name|worker)$"),
    (
        Field.CHOICES,
        r"(prefer|choice|request|\brank (your|the)|would like to (be )?(pair|match|work)).*"
        r"(mentor|mentee|prot|name|person|people)|(1st|first|2nd|second|3rd|third) choice"
        r"|(mentor|mentee|someone|anyone|person)\b.*\byou.*\b(prefer|request|have in mind)"
        r"|preferred (mentor|mentee|partner)|^(ranked|chosen|requested) (mentor|mentee)s?"
        r"|(mentor|mentee)s? (ranked|chosen|requested)",
    ),
    (
        Field.SUPERVISOR,
        r"supervisor|(division|section) chief|reports? to|line manager|^manager( name)?$|department (chair|head)|\bboss\b",
    ),
    (
        Field.NOT_SAME,
        r"\badvis[eo]r\b|\bp\.?i\.?\b|principal investigator|\blab(oratory)?\b|research group"
        r"|not with the same|current mentor",
    ),
    (Field.EMAIL, r"e-?mail"),
    (
        Field.SIDE,
        r"are you (a |signing|applying|interested)|(sign|apply|participat|join|enrol)\w* .*\bas\b"
        r"|mentors? or (as )?(a )?(mentee|prot)|role in (the|this) program|i (want|would like) to be"
        r"|participant type|^(type|role|group)$",
    ),
    (Field.GIVEN_NAME, r"(first|given|fore) ?-?name|^(legal |preferred )?(first|given)$"),
    (Field.FAMILY_NAME, r"(last|family) ?-?name|surname|^(legal )?(last|family)$"),
    (Field.LANGUAGES, r"languages?\b"),
    (
        Field.MODES,
        r"how (would|do|can|could) you .*\bmeet|format|in.?person|virtual|zoom|way of meeting"
        r"|meeting (preference|mode|type|style)|ways? (to|of) (meet|work)|prefer.*\bmeet",
    ),
    (
        Field.AREAS,
        r"\bareas?\b|(like|want) to (work on|discuss|learn|develop|improve)|mentoring needs?|need.*(help|mentor)|help with|topics?.*(help|mentor)"
        r"|mentor\w* .*\b(on|in|around|about)\b",
    ),
    (Field.ROLES, r"(kind|type) of mentor|mentor(ing)? roles?|role.*(mentor|for you)|^roles?$"),
    (
        Field.UNIT,
        r"department|\bdept\b|division|\bunit\b|section|\bschool\b|institute|\bfaculty of\b",
    ),
    (
        Field.RANK,
        r"\brank\b|position|\btitle\b|career (stage|level)|training level|\bpgy\b|level|appointment",
    ),
    (
        Field.TERMS,
        r"expertise|interest(s|ed)?\b|specialt|key ?words?|research (topic|focus)|skills|\bfield\b|topics?\b",
    ),
    (
        Field.WISHES,
        r"anything else|comments?\b|(other|special|additional) (requests?|wishes|information|considerations|notes)"
        r"|\bnotes?\b|(important|matters?) to you|look(ing)? for in a (mentor|mentee)|ideal (mentor|mentee)",
    ),
    (
        Field.GOALS,
        r"goals?\b|hope to|describe|objective|achieve|tell us|about (you|yourself)|\bwhy\b"
        r"|what would you like|aspir|statement|\bbio",
    ),
    (Field.CHOICES, r"^mentors?$|^mentees?$|(mentor|mentee)( name| choice)$"),
    (
        Field.ID,
        r"employee|staff (id|number)|\b(net|uni|record|person|participant)? ?id\b|\bnumber\b",
    ),
    (Field.NAME, r"\bname\b"),
)


_ASKS_FOR_MENTEE = (
    r"^mentees?$|\b(be|being|become|becoming|are you|as) (a |an )?(mentee|prot[eé]g[eé])|\bbe mentored"
    r"|\b(have|having|find|finding|need|want|wants|like|looking for|seek|seeking|get|request) (a |an )mentor\b"
    r"|receiv\w+ mentor"
)
_ASKS_FOR_MENTOR = (
    r"^mentors?$|\b(be|being|become|becoming|are you|as|serve as|serving as) (a |an )?(peer )?mentor\b"
    r"|\b(willing|like|interested|able|want)( to| in) (be |being )?mentor(ing)?\b|\boffer\w* mentor"
)


def plain_heading(heading: str) -> str:
    """Return *heading* in one case, its words with one space between them.

    >>> plain_heading("How_many   Mentees?")
    'how many mentees?'
    """
    return " ".join(heading.casefold().replace("_", " ").split())


def meanings_of(heading: str) -> list[Field]:
    """Return what *heading* may mean, the likeliest first.

    >>> [str(one) for one in meanings_of("How many students would you be willing to mentor this year?")]
    ['capacity']
    """
    words = plain_heading(heading)
    return list(dict.fromkeys(meant for meant, pattern in HEADINGS if re.search(pattern, words)))


def side_asked(heading: str) -> Field | None:
    """Return which side *heading* asks about with a question of yes or no; None for any other.

    >>> [str(side_asked(one)) for one in ("Would you like to be a mentor?", "Do you want a mentor?", "Goals")]
    ['is_mentor', 'is_mentee', 'None']
    """
    words = plain_heading(heading).rstrip("?*: ")
    if re.search(_ASKS_FOR_MENTEE, words):
        return Field.IS_MENTEE
    return Field.IS_MENTOR if re.search(_ASKS_FOR_MENTOR, words) else None


def says_nothing(heading: str) -> bool:
    """Return whether *heading* is a number or a letter, which mean something else in the next file.

    >>> says_nothing("Q7_1"), says_nothing("Column 3"), says_nothing("Adviser")
    (True, True, False)
    """
    words = re.sub(r"[\W\d_]+", " ", heading.casefold()).split()
    return not set(words) - {"q", "qid", "column", "question", "field", "item", "text", "var", "x"}
