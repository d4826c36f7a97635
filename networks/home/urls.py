from django.urls import URLPattern, path

from networks.home import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
]
