"""Addresses of pairs that directors propose by name."""

from django.urls import URLPattern, path

from matching.pairing import views
from matching.pairing.lists import PAIR_REQUESTS
from mentornet.lists.urls import list_urls

urlpatterns: list[URLPattern] = [
    *list_urls(PAIR_REQUESTS, "dashboard/pair-requests/"),
    path("dashboard/pair-requests/new/", views.propose, name="pair_request_new"),
    path("programs/pair-requests/<uuid:pk>/", views.pair_request, name="pair_request"),
    path(
        "programs/pair-requests/<uuid:pk>/<str:act>/",
        views.pair_request_answer,
        name="pair_request_answer",
    ),
]
