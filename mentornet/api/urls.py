"""All routes of the API. A resource to come is one more line."""

from __future__ import annotations

from typing import Any

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from evaluations.check_ins.api import CheckInViewSet
from evaluations.gaps.api import CountViewSet, ReportView
from evaluations.gaps.tables_api import TableView
from evaluations.sessions.api import SessionViewSet
from evaluations.surveys.api import InstrumentViewSet, SurveyViewSet
from matching.pairs.api import PairViewSet, RunViewSet, TieViewSet
from matching.programs.api import EnrollmentViewSet, ProgramViewSet
from mentornet.api.docs import DocsView, openapi, postman, problems
from mentornet.api.export import ExportView
from mentornet.api.problems import not_found
from networks.peer_groups.api import GroupMemberViewSet, GroupViewSet
from profiles.api_access.api.oauth import GiveToken, RevokeToken
from profiles.api_access.webhooks.api import WebhookSecretViewSet, WebhookViewSet
from profiles.api_access.webhooks.deliveries_api import (
    WebhookDeliveryViewSet,
    WebhookReplayViewSet,
)
from profiles.assessment.api.content_consents import AssessmentContentViewSet
from profiles.assessment.api.submissions import AssessmentViewSet
from profiles.institution.api import InstitutionView, UnitViewSet
from profiles.offer.api import OfferViewSet
from profiles.roster.api.imports import ImportViewSet
from profiles.roster.api.members import MemberViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
RESOURCES: tuple[tuple[str, Any], ...] = (
    ("units", UnitViewSet),
    ("members", MemberViewSet),
    ("imports", ImportViewSet),
    ("assessments", AssessmentViewSet),
    ("assessment-contents", AssessmentContentViewSet),
    ("offers", OfferViewSet),
    ("programs", ProgramViewSet),
    ("enrollments", EnrollmentViewSet),
    ("runs", RunViewSet),
    ("pairs", PairViewSet),
    ("ties", TieViewSet),
    ("groups", GroupViewSet),
    ("group-members", GroupMemberViewSet),
    ("sessions", SessionViewSet),
    ("check-ins", CheckInViewSet),
    ("reports/counts", CountViewSet),
    ("instruments", InstrumentViewSet),
    ("surveys", SurveyViewSet),
    ("webhooks", WebhookViewSet),
)
for prefix, viewset in RESOURCES:
    router.register(prefix, viewset, basename=prefix.replace("/", "-"))

v1 = [
    path(
        "export",
        ExportView.as_view({"get": "retrieve"}, exported=RESOURCES),
        name="export",
    ),
    path("institution", InstitutionView.as_view({"get": "retrieve"}), name="institution"),
    path("reports/coverage", ReportView.as_view({"get": "coverage"}), name="reports-coverage"),
    path("reports/gaps", ReportView.as_view({"get": "gaps"}), name="reports-gaps"),
    *(
        path(f"reports/{name}.csv", TableView.as_view({"get": name}), name=f"reports-{name}-csv")
        for name in ("coverage", "gaps", "counts")
    ),
    path(
        "webhooks/<uuid:pk>/secret",
        WebhookSecretViewSet.as_view({"get": "retrieve"}),
        name="webhook-secret",
    ),
    path(
        "webhooks/<uuid:pk>/deliveries",
        WebhookDeliveryViewSet.as_view({"get": "list"}),
        name="webhook-deliveries",
    ),
    path(
        "webhooks/<uuid:pk>/deliveries/<uuid:event_id>",
        WebhookDeliveryViewSet.as_view({"get": "retrieve"}),
        name="webhook-delivery",
    ),
    path(
        "webhooks/<uuid:pk>/deliveries/<uuid:event_id>/replay",
        WebhookDeliveryViewSet.as_view({"post": "replay"}),
        name="webhook-delivery-replay",
    ),
    path(
        "webhooks/<uuid:pk>/replay",
        WebhookReplayViewSet.as_view({"post": "replay"}),
        name="webhook-replay",
    ),
    *router.urls,
]

app_name = "api"
urlpatterns = [
    path("v1/", include(v1)),
    path("openapi.json", openapi, name="openapi"),
    path("postman.json", postman, name="postman"),
    path("docs", DocsView.as_view(), name="docs"),
    path("problems", problems, name="problems"),
    path("oauth/token", GiveToken.as_view(), name="token"),
    path("oauth/revoke", RevokeToken.as_view(), name="revoke"),
    # A line feed is a character like any other.
    re_path(r"^(?P<rest>[\s\S]*)\Z", not_found, name="unknown"),
]
