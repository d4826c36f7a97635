"""What a group's charter may begin from; every group changes it [C; P]."""

from django.utils.translation import gettext_lazy as _

CHARTER = _(
    "What is said in this group stays in it: also what somebody is working on, and also after the "
    "group has ended.\n"
    "We speak of ourselves; we do not tell what another said, not even kindly.\n"
    "We come to every session from its beginning to its end, or send word before it.\n"
    "We ask before we advise. Everybody may pass.\n"
    "Something is not right? We say so here, to each other, first."
)
AUTHORSHIP = _(
    "An author has done a substantial part of the work, has written or revised the text, agrees to "
    "what is published and answers for it. Reading a draft in this group is thanked for by name.\n"
    "Before anybody writes we agree on who the authors are, what each will do, and the order.\n"
    "Who does another part than was agreed brings it up at once. A new order needs the consent of "
    "everybody whose place changes.\n"
    "An idea that was told here belongs to the one who told it. Whoever wants to use it asks.\n"
    "Whoever leaves the group stays an author of what they have worked on, or says that they do not "
    "want to be."
)
