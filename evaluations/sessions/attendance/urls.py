from django.urls import URLPattern, path

from evaluations.sessions.attendance import views

urlpatterns: list[URLPattern] = [
    path("meetings/<uuid:pk>/attendance/", views.attendance, name="attendance"),
    path("meetings/<uuid:pk>/absence/", views.session_absence, name="session_absence"),
    path("s/<str:token>/", views.session_absence_link, name="session_absence_link"),
    path("meetings/<uuid:pk>/make-up/", views.make_up, name="make_up"),
    path("groups/<uuid:pk>/needs/", views.session_needs, name="session_needs"),
]
