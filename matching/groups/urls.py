"""Addresses of the groups of programs."""

from django.urls import URLPattern

from matching.groups.forming.urls import urlpatterns as forming
from matching.groups.forming_rules.urls import urlpatterns as forming_rules
from matching.groups.membership.urls import urlpatterns as membership

urlpatterns: list[URLPattern] = [*forming_rules, *forming, *membership]
