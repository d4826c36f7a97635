"""What a group's agreement and authorship rules may start from; every group edits it [C; P]."""

from django.utils.translation import gettext_lazy as _

CHARTER = _(
    "What we say in this group stays in this group. This includes what people are working on, and it "
    "still holds after the group ends.\n"
    "We talk about ourselves. We do not repeat what someone else said, not even with good intentions.\n"
    "We come to every session from start to finish, or let the group know in advance.\n"
    "We ask before we give advice. Anyone may pass.\n"
    "If something is not right, we say so here first, to each other."
)
AUTHORSHIP = _(
    "An author does a substantial part of the work, writes or revises the text, approves the final "
    "version, and is accountable for it. We thank people who read drafts by name.\n"
    "Before anyone starts writing, we agree on the authors, what each will do, and the order.\n"
    "If someone’s part changes, they tell the others right away. A new order needs the consent of "
    "everyone who changes place.\n"
    "An idea shared here belongs to the person who shared it. Ask before you use it.\n"
    "Anyone who leaves the group stays an author of the papers they worked on, unless they say they "
    "do not want to be."
)
