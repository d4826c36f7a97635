"""Addresses of the rules by which groups are formed."""

from django.urls import URLPattern, path

from matching.groups.forming_rules import views

urlpatterns: list[URLPattern] = [
    path("dashboard/programs/<uuid:pk>/groups/rules/", views.rules, name="group_rules"),
]
