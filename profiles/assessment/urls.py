from django.urls import URLPattern, path

from profiles.assessment.views import content_consents, goals, needs, parts, sharing, versions

urlpatterns: list[URLPattern] = [
    path("self-assessment/", parts.overview, name="self_assessment"),
    path("self-assessment/parts/<slug:slug>/", parts.part, name="assessment_part"),
    path("self-assessment/review/", parts.review, name="assessment_review"),
    path("self-assessment/submit/", parts.submit, name="assessment_submit"),
    path("self-assessment/print/", parts.printed, name="assessment_print"),
    path("self-assessment/versions/", versions.versions, name="assessment_versions"),
    path("self-assessment/versions/<int:number>/", versions.version, name="assessment_version"),
    path(
        "self-assessment/versions/<int:number>/compare/",
        versions.compare,
        name="assessment_compare",
    ),
    path("self-assessment/sharing/", sharing.sharing, name="assessment_sharing"),
    path(
        "self-assessment/sharing/systems/<uuid:pk>/",
        content_consents.content_consent,
        name="content_consent",
    ),
    path("self-assessment/goals/new/", goals.goal_new, name="goal_new"),
    path("self-assessment/goals/<uuid:pk>/", goals.goal, name="goal"),
    path("self-assessment/goals/<uuid:pk>/remove/", goals.goal_remove, name="goal_remove"),
    path("self-assessment/goals/<uuid:pk>/targets/", goals.target_add, name="target_add"),
    path("self-assessment/targets/<uuid:pk>/", goals.target, name="target"),
    path("self-assessment/goals/<uuid:pk>/notes/", goals.note_add, name="note_add"),
    path("self-assessment/notes/<uuid:pk>/remove/", goals.note_remove, name="note_remove"),
    path("self-assessment/needs/", needs.need_add, name="need_add"),
    path("self-assessment/needs/proposals/", needs.proposal, name="need_proposal"),
    path("self-assessment/needs/<uuid:pk>/", needs.need, name="need"),
    path("self-assessment/needs/<uuid:pk>/remove/", needs.need_remove, name="need_remove"),
]
