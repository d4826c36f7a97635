from django.urls import URLPattern, URLResolver, include, path

from profiles.api_access import views as api_client
from profiles.api_access.webhooks import views as webhook
from profiles.assessment.views import (
    content_consents as content_consent,
)
from profiles.assessment.views import (
    goals as goal,
)
from profiles.assessment.views import (
    needs as need,
)
from profiles.assessment.views import (
    parts as assessment,
)
from profiles.assessment.views import (
    sharing,
)
from profiles.assessment.views import (
    versions as version,
)
from profiles.offer import views as offer
from profiles.people.views import activation, expertise, settings
from profiles.provisioning import views as provisioning
from profiles.provisioning.api import scim
from profiles.roster import views as roster
from profiles.sign_on.provider.views import setup as sign_on_setup
from profiles.sign_on.provider.views import sign_on

app_name = "profiles"

urlpatterns: list[URLPattern | URLResolver] = [
    path("activate/", activation.fresh_activation_link, name="fresh_activation_link"),
    path("activate/<str:token>/", activation.activate_account, name="activate"),
    path("self-assessment/", assessment.overview, name="self_assessment"),
    path("self-assessment/parts/<slug:slug>/", assessment.part, name="assessment_part"),
    path("self-assessment/review/", assessment.review, name="assessment_review"),
    path("self-assessment/submit/", assessment.submit, name="assessment_submit"),
    path("self-assessment/print/", assessment.printed, name="assessment_print"),
    path("self-assessment/versions/", version.versions, name="assessment_versions"),
    path("self-assessment/versions/<int:number>/", version.version, name="assessment_version"),
    path(
        "self-assessment/versions/<int:number>/compare/",
        version.compare,
        name="assessment_compare",
    ),
    path("self-assessment/sharing/", sharing.sharing, name="assessment_sharing"),
    path(
        "self-assessment/sharing/systems/<uuid:pk>/",
        content_consent.content_consent,
        name="content_consent",
    ),
    path("self-assessment/goals/new/", goal.goal_new, name="goal_new"),
    path("self-assessment/goals/<uuid:pk>/", goal.goal, name="goal"),
    path("self-assessment/goals/<uuid:pk>/remove/", goal.goal_remove, name="goal_remove"),
    path("self-assessment/goals/<uuid:pk>/targets/", goal.target_add, name="target_add"),
    path("self-assessment/targets/<uuid:pk>/", goal.target, name="target"),
    path("self-assessment/goals/<uuid:pk>/notes/", goal.note_add, name="note_add"),
    path("self-assessment/notes/<uuid:pk>/remove/", goal.note_remove, name="note_remove"),
    path("self-assessment/needs/", need.need_add, name="need_add"),
    path("self-assessment/needs/proposals/", need.proposal, name="need_proposal"),
    path("self-assessment/needs/<uuid:pk>/", need.need, name="need"),
    path("self-assessment/needs/<uuid:pk>/remove/", need.need_remove, name="need_remove"),
    path("offer/", offer.offer, name="offer"),
    path("offer/pause/", offer.offer_pause, name="offer_pause"),
    path("offer/resume/", offer.offer_resume, name="offer_resume"),
    path("settings/", settings.settings, name="settings"),
    path("settings/expertise/", expertise.expertise, name="expertise"),
    path("settings/expertise/save/", expertise.expertise_save, name="expertise_save"),
    path("settings/institution/", settings.switch_institution, name="switch_institution"),
    path("", include("profiles.institution.urls")),
    path("", include("profiles.people.emails.urls")),
    path("directors/webhooks/", webhook.webhooks, name="webhooks"),
    path("directors/webhooks/new/", webhook.new, name="webhook_new"),
    path("directors/webhooks/<uuid:pk>/", webhook.webhook, name="webhook"),
    path("directors/webhooks/<uuid:pk>/edit/", webhook.edit, name="webhook_edit"),
    path("directors/webhooks/<uuid:pk>/replay/", webhook.replay, name="webhook_replay"),
    path("directors/webhooks/<uuid:pk>/<slug:act>/", webhook.do, name="webhook_do"),
    path("", include("profiles.sign_on.urls")),
    path("sign-on/", sign_on.find_sign_on, name="find_sign_on"),
    path("sign-on/<slug:slug>/", sign_on.sign_on, name="sign_on"),
    path(
        "sign-on/<slug:slug>/required/",
        sign_on.sign_on,
        {"required": True},
        name="sign_on_required",
    ),
    path("sign-on/<slug:slug>/link/", sign_on.link_sign_on, name="link_sign_on"),
    path("sign-on/<slug:slug>/unlink/", sign_on.unlink_sign_on, name="unlink_sign_on"),
    path("directors/provisioning/", provisioning.provisioning, name="provisioning"),
    path(
        "directors/provisioning/<uuid:pk>/revoke/",
        provisioning.revoke,
        name="provisioning_revoke",
    ),
    path("directors/sign-on/", sign_on_setup.setup, name="sign_on_setup"),
    path("directors/sign-on/test/", sign_on_setup.start_test, name="sign_on_test"),
    path("directors/sign-on/state/", sign_on_setup.state, name="sign_on_state"),
    path("directors/sign-on/break-glass/", sign_on_setup.break_glass, name="sign_on_break_glass"),
    path("directors/sign-on/remove/", sign_on_setup.remove, name="sign_on_remove"),
    path("directors/sign-on/forget/", sign_on_setup.forget, name="sign_on_forget"),
    path("directors/sign-on/<slug:protocol>/", sign_on_setup.connection, name="sign_on_connection"),
    path("directors/roster/", roster.roster, name="roster"),
    path("directors/roster/template.csv", roster.roster_template, name="roster_template"),
    path("directors/roster/activation/", roster.roster_mail, name="roster_mail"),
    path("directors/roster/<uuid:pk>/", roster.roster_import, name="roster_import"),
    path("directors/roster/<uuid:pk>/confirm/", roster.roster_confirm, name="roster_confirm"),
    path("directors/roster/<uuid:pk>/cancel/", roster.roster_cancel, name="roster_cancel"),
    path("directors/roster/<uuid:pk>/retry/", roster.roster_retry, name="roster_retry"),
    path("directors/roster/<uuid:pk>/errors.csv", roster.roster_errors, name="roster_errors"),
    path("directors/api-clients/", api_client.api_clients, name="api_clients"),
    path("directors/api-clients/new/", api_client.api_client_new, name="api_client_new"),
    path("directors/api-clients/<uuid:pk>/", api_client.api_client, name="api_client"),
    path(
        "directors/api-clients/<uuid:pk>/rotate/",
        api_client.api_client_rotate,
        name="api_client_rotate",
    ),
    path(
        "directors/api-clients/<uuid:pk>/drop-previous/",
        api_client.api_client_drop_previous,
        name="api_client_drop_previous",
    ),
    path(
        "directors/api-clients/<uuid:pk>/revoke/",
        api_client.api_client_revoke,
        name="api_client_revoke",
    ),
    # SCIM 2.0, whose addresses end without a slash.
    path("scim/v2/ServiceProviderConfig", scim.ServiceProviderConfig.as_view(), name="scim_config"),
    path("scim/v2/Schemas", scim.About.as_view(), name="scim_schemas"),
    path("scim/v2/Schemas/<str:key>", scim.About.as_view(), name="scim_schema"),
    path(
        "scim/v2/ResourceTypes",
        scim.About.as_view(kind="ResourceTypes"),
        name="scim_resource_types",
    ),
    path(
        "scim/v2/ResourceTypes/<str:key>",
        scim.About.as_view(kind="ResourceTypes"),
        name="scim_resource_type",
    ),
    path("scim/v2/Users", scim.Users.as_view(), name="scim_users"),
    path("scim/v2/Users/<str:pk>", scim.User.as_view(), name="scim_user"),
    path("scim/v2/Groups", scim.Groups.as_view(), name="scim_groups"),
    path("scim/v2/Groups/<str:pk>", scim.Group.as_view(), name="scim_group"),
]
