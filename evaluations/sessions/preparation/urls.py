from django.urls import URLPattern, path

from evaluations.sessions.preparation import views

urlpatterns: list[URLPattern] = [
    path("meetings/<uuid:pk>/preparation/", views.preparation, name="preparation"),
]
