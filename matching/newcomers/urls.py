"""Addresses of newcomers: the list, and a program's setting."""

from django.urls import URLPattern, path

from matching.newcomers import views
from matching.newcomers.lists import NEWCOMERS
from mentornet.lists.urls import list_urls

urlpatterns: list[URLPattern] = [
    *list_urls(NEWCOMERS, "dashboard/newcomers/"),
    path("dashboard/programs/<uuid:pk>/newcomers/", views.welcome, name="newcomer_welcome"),
    path("newcomers/", views.led, name="newcomers_led"),
    path("newcomers/<uuid:pk>/", views.suggest, name="newcomer_suggest"),
]
