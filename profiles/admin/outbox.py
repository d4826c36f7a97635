from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.mail.marks import marks_of
from mentornet.mail.outbox import CONFIDENTIAL, try_again
from mentornet.models import OutboxMessage
from profiles.admin.site import TenantAdmin, site


@admin.register(OutboxMessage, site=site)
class OutboxMessageAdmin(TenantAdmin):
    """What goes out and what became of it, for operators; what it says is not shown.

    Nor to whom confidential messages go: that someone has written to the ombuds is known to no one.
    """

    list_display = ("key", "kind", "to", "state", "due_at", "attempts", "last_error")
    list_filter = ("state", "kind")
    search_fields = ("key",)
    search_help_text = gettext_lazy("A key, or the whole email address that it was sent to.")
    fields = readonly_fields = (
        "key",
        "kind",
        "to",
        "state",
        "due_at",
        "attempts",
        "last_error",
        "created_at",
        "sent_at",
    )
    ordering = ("-created_at",)
    show_full_result_count = False
    actions = ("send_again",)

    @admin.display(description=gettext_lazy("Recipient"))
    def to(self, message: OutboxMessage) -> str:
        return "" if message.kind == CONFIDENTIAL else message.recipient

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find by a whole address what was sent there and is not confidential; a part finds nothing."""
        if "@" in search_term:
            found = queryset.filter(recipient_mark__in=marks_of(search_term))
            return found.exclude(kind=CONFIDENTIAL), False
        return super().get_search_results(request, queryset, search_term)

    @admin.action(description=gettext_lazy("Try failed messages again"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        count = try_again(queryset)
        messages.success(request, _("%(count)d messages will be tried again.") % {"count": count})
