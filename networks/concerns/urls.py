from django.urls import URLPattern, path, re_path, reverse_lazy
from django.views.generic import RedirectView

from networks.concerns import views

urlpatterns: list[URLPattern] = [
    # Neither the browser's history nor a log says by the address what this is about.
    path("messages/", views.concerns, name="concerns"),
    path("messages/new/", views.new, name="concern_new"),
    path("messages/code/", views.by_code, name="concern_by_code"),
    path("messages/<uuid:pk>/", views.concern, name="concern"),
    path("messages/<uuid:pk>/readers/", views.decide, name="concern_decide"),
    path("messages/<uuid:pk>/state/", views.state, name="concern_state"),
    # Addresses in earlier email.
    re_path(
        r"^concerns/",
        RedirectView.as_view(url=reverse_lazy("networks:concerns")),
        name="concerns_before",
    ),
]
