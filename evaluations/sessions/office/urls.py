from django.urls import URLPattern, path

from evaluations.sessions.office import views
from evaluations.sessions.office.lists import SESSIONS
from mentornet.lists.urls import list_urls

urlpatterns: list[URLPattern] = [
    *list_urls(SESSIONS, "dashboard/sessions/"),
    path("dashboard/programs/<uuid:pk>/sessions/", views.program_sessions, name="program_sessions"),
    path(
        "dashboard/programs/<uuid:pk>/sessions/sessions.<slug:suffix>",
        views.program_sessions_file,
        name="program_sessions_file",
    ),
    path("dashboard/sessions/<uuid:pk>/place/", views.session_place, name="session_place"),
    path("dashboard/sessions/<uuid:pk>/make-up/", views.program_make_up, name="program_make_up"),
]
