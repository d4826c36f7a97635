from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from mentornet.jobs.queue import cancel_by_hand, retry_by_hand
from mentornet.models import Job
from profiles.admin.site import TenantAdmin, site


@admin.register(Job, site=site)
class JobAdmin(TenantAdmin):
    """What is done later and what became of it, for operators: its technical state, no content."""

    list_display = ("kind", "at", "state", "attempts", "due_at", "finished_at", "error")
    list_filter = ("state", "queue", "kind")
    list_select_related = ("institution",)
    fields = readonly_fields = (
        "kind",
        "at",
        "queue",
        "state",
        "attempts",
        "due_at",
        "claimed_until",
        "created_at",
        "started_at",
        "finished_at",
        "error",
    )
    ordering = ("-due_at",)
    actions = ("try_again", "cancel")

    @admin.action(description=gettext_lazy("Try failed and canceled jobs again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        count = retry_by_hand(queryset)
        said = ngettext(
            "%(count)d job will be tried again.", "%(count)d jobs will be tried again.", count
        )
        messages.success(request, said % {"count": count})

    @admin.action(description=gettext_lazy("Cancel unfinished jobs"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        count = cancel_by_hand(queryset)
        said = ngettext("%(count)d job canceled.", "%(count)d jobs canceled.", count)
        messages.success(request, said % {"count": count})
