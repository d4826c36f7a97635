from django.urls import URLPattern, URLResolver, path

from evaluations.sessions.attendance import views as own
from evaluations.sessions.office import views as office

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/<uuid:pk>/absence/", own.session_absence, name="session_absence"),
    path("s/<str:token>/", own.session_absence_link, name="session_absence_link"),
    path("meetings/<uuid:pk>/make-up/", own.make_up, name="make_up"),
    path("groups/<uuid:pk>/needs/", own.session_needs, name="session_needs"),
    path("directing/<uuid:pk>/sessions/", office.program_sessions, name="program_sessions"),
    path(
        "directing/<uuid:pk>/sessions/sessions.<slug:suffix>",
        office.program_sessions_file,
        name="program_sessions_file",
    ),
    path("directing/sessions/<uuid:pk>/place/", office.session_place, name="session_place"),
    path("directing/sessions/<uuid:pk>/make-up/", office.program_make_up, name="program_make_up"),
]
