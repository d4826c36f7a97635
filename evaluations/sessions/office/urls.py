from django.urls import URLPattern, path

from evaluations.sessions.office import views

urlpatterns: list[URLPattern] = [
    path("directing/<uuid:pk>/sessions/", views.program_sessions, name="program_sessions"),
    path(
        "directing/<uuid:pk>/sessions/sessions.<slug:suffix>",
        views.program_sessions_file,
        name="program_sessions_file",
    ),
    path("directing/sessions/<uuid:pk>/place/", views.session_place, name="session_place"),
    path("directing/sessions/<uuid:pk>/make-up/", views.program_make_up, name="program_make_up"),
]
