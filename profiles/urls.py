from django.urls import URLPattern, URLResolver, path

from profiles.views import activation, assessment, goal, need, offer, settings, sharing, version

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
    path("settings/institution/", settings.switch_institution, name="switch_institution"),
]
