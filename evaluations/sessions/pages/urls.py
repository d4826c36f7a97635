from django.urls import URLPattern, path

from evaluations.sessions.pages import views

urlpatterns: list[URLPattern] = [
    path("meetings/<uuid:pk>/", views.meeting, name="meeting"),
    path("groups/<uuid:pk>/", views.group, name="group"),
]
