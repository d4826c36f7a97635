from django.urls import path

from evaluations.sessions.preparation import views

urlpatterns = [
    path("meetings/<uuid:pk>/preparation/", views.preparation, name="preparation"),
]
