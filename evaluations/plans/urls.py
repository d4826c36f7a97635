from django.urls import URLPattern, path

from evaluations.plans import views
from evaluations.plans.work.urls import urlpatterns as work_urls

urlpatterns: list[URLPattern] = [
    path("development-plan/", views.development_plan, name="development_plan"),
    path("development-plan/fill/", views.plan_fill, name="plan_fill"),
    path("development-plan/parts/<slug:slug>/", views.plan_part, name="plan_part"),
    path("development-plan/keep/", views.plan_submit, name="plan_submit"),
    path("development-plan/print/", views.plan_print, name="plan_print"),
    path("development-plan/plan.pdf", views.plan_pdf, name="plan_pdf"),
    path("development-plan/versions/", views.plan_versions, name="plan_versions"),
    path(
        "development-plan/versions/<int:number>/",
        views.plan_version,
        name="plan_version",
    ),
    path(
        "development-plan/groups/<uuid:pk>/<str:act>/",
        views.plan_share,
        name="plan_share",
    ),
    path("groups/<uuid:pk>/plans/", views.group_plans, name="group_plans"),
    path("groups/<uuid:pk>/plans/<uuid:owner>/", views.group_plan, name="group_plan"),
    path(
        "plan-comments/<uuid:pk>/delete/",
        views.plan_comment_delete,
        name="plan_comment_delete",
    ),
    *work_urls,
]
