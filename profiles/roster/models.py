from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.jobs.awaited import Awaited
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class RosterImportQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> RosterImportQuerySet:
        """Return the imports of the institutions in which *user* is a director now."""
        return self.filter(institution__in=Institution.objects.directed_by(user))

    def light(self) -> RosterImportQuerySet:
        """Without the file and what was found in it."""
        return self.defer("upload", "findings", "results", "listing")


class RosterImport(Awaited, InstitutionScoped):
    """One uploaded roster, from the file to its result.

    Nothing depends on a worker staying alive: the state says what is to be done next, and a job does
    it. One that failed keeps its file, for another try of what is not written yet.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Being checked")
        CHECKED = "checked", _("Waiting for your decision")
        CONFIRMED = "confirmed", _("Being imported")
        DONE = "done", _("Imported")
        REFUSED = "refused", _("Could not be used")
        CANCELLED = "cancelled", _("Canceled")
        TRIED = "tried", _("Tested, nothing imported")
        FAILED = "failed", _("Failed")

    class Decision(models.TextChoices):
        """Who decides once the file is checked."""

        ASK = "ask", _("A director")
        WRITE = "write", _("No one: it is imported right away")
        TRY = "try", _("No one: it was only a test")

    OPEN_STATES = (State.UPLOADED, State.CHECKED, State.CONFIRMED)
    WORKING_STATES = (State.UPLOADED, State.CONFIRMED)

    uploaded_by = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    client = models.ForeignKey(
        "profiles.ApiClient", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.ASK)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    upload = models.BinaryField(default=b"")
    end_missing = models.BooleanField(
        _("end people who are missing"),
        default=False,
        help_text=_("The file lists everyone. People who are not in it have left."),
    )
    # What a director said about this file: see domain/answers.py.
    answers = models.JSONField(default=dict, db_default={}, blank=True)
    # Before there were other answers: new units of the file → those that are used in their place, as paths.
    unit_choices = models.JSONField(default=dict, db_default={}, blank=True)
    skip_bad_rows = models.BooleanField(default=False)
    # A director saw how many people would leave, and decided that they do.
    endings_confirmed = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=20, choices=State, default=State.UPLOADED)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    # Compressed: everyone whom it would write, column by column (see domain/listing.py).
    listing = models.BinaryField(default=b"", db_default=b"")
    # Compressed: of each row its number, external id, fate and errors. For programs, for a week.
    results = models.BinaryField(default=b"")
    message = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "digest", "end_missing", "decision"],
                condition=models.Q(state__in=["uploaded", "checked", "confirmed"]),
                name="roster_import_one_open_a_file",
            )
        ]
        indexes = [models.Index(fields=["institution", "-uploaded_at"])]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING_STATES


class HeldEndingQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: AnonymousUser | User) -> HeldEndingQuerySet:
        """Return those of the institutions in which *user* is a director now."""
        return self.filter(institution__in=Institution.objects.directed_by(user))

    def waiting(self) -> HeldEndingQuerySet:
        """Return those about which no one has decided."""
        return self.filter(confirmed_at=None)


class HeldEnding(InstitutionScoped):
    """The end of a membership that waits for a director: more people would leave than usual.

    The row goes when the membership ends, when a director decides that the person stays, or when a
    source says that they are here.
    """

    class Source(models.TextChoices):
        FILE = "file", _("Roster file")
        API = "api", _("API")
        DIRECTORY = "directory", _("Directory (SCIM)")
        COMMAND = "command", _("On the server")

    member = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="held_ending"
    )
    last_day = models.DateField()
    source = models.CharField(max_length=10, choices=Source)
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = HeldEndingQuerySet.as_manager()

    class Meta:
        ordering = ["member__sort_key", "member_id"]
        indexes = [models.Index(fields=["institution", "asked_at"], name="held_ending_asked")]

    def __str__(self) -> str:
        return f"held ending {self.pk}"


class RosterMeaning(InstitutionScoped):
    """What an institution said once about its files: what a heading means, whose rank a title is, which track a word.

    `meaning` is a column of the roster, or a rank or "not_faculty", or a track or "-" for none; empty for a heading
    that is not used, and for a title or track that is to be asked again. Of a specialty it is the name under which
    that spelling is kept.
    """

    class Kind(models.TextChoices):
        HEADING = "heading", _("Heading")
        TITLE = "title", _("Title")
        TRACK = "track", _("Track")
        SPECIALTY = "specialty", _("Specialty")

    kind = models.CharField(max_length=10, choices=Kind)
    # As it is compared: one case, single blanks.
    text = models.CharField(max_length=300)
    meaning = models.CharField(max_length=100, blank=True)
    said_by = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("what a heading or title means")
        verbose_name_plural = _("what headings and titles mean")
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "kind", "text"], name="roster_meaning_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.text}"
