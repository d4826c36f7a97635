"""Addresses of career-award teams."""

from django.urls import URLPattern, path

from matching.teams import views

urlpatterns: list[URLPattern] = [
    path("programs/<uuid:pk>/team/", views.own, name="team_own"),
    path("teams/<uuid:pk>/", views.team, name="team"),
    path("teams/<uuid:pk>/mentoring-plan.pdf", views.team_pdf, name="team_pdf"),
    path("teams/<uuid:pk>/plan/", views.plan, name="team_plan"),
    path("teams/<uuid:pk>/ask/", views.ask, name="team_ask"),
    path("teams/<uuid:pk>/milestones/", views.milestone_add, name="milestone_add"),
    path("teams/milestones/<uuid:pk>/<str:act>/", views.milestone_set, name="milestone_set"),
    path("teams/parts/<uuid:pk>/", views.team_request, name="team_request"),
    path("teams/parts/<uuid:pk>/function/", views.function, name="team_function"),
    path("teams/parts/<uuid:pk>/leave/", views.leave, name="team_leave"),
    path("teams/parts/<uuid:pk>/agree/", views.agree, name="team_agree"),
    path("teams/parts/<uuid:pk>/<str:act>/", views.answer, name="team_answer"),
    path("dashboard/programs/<uuid:pk>/teams/", views.program_teams, name="program_teams"),
]
