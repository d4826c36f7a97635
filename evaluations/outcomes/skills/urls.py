from django.urls import URLPattern, path

from evaluations.outcomes.skills import views

urlpatterns: list[URLPattern] = [
    path("meetings/<uuid:pk>/skills/", views.session_skills, name="session_skills"),
    path("skills/", views.my_skills, name="my_skills"),
    path(
        "dashboard/groups/<uuid:pk>/skills/",
        views.directing_group_skills,
        name="directing_group_skills",
    ),
]
