from django.urls import path

from evaluations.sessions.halfway import views

urlpatterns = [
    path("meetings/<uuid:pk>/halfway/", views.halfway, name="halfway"),
    path("meetings/<uuid:pk>/halfway/here/", views.halfway_here, name="halfway_here"),
]
