from django.urls import URLPattern, path

from evaluations.sessions.halfway import views

urlpatterns: list[URLPattern] = [
    path("meetings/<uuid:pk>/halfway/", views.halfway, name="halfway"),
    path("meetings/<uuid:pk>/halfway/here/", views.halfway_here, name="halfway_here"),
]
