from django.urls import URLPattern, path

from evaluations.dashboard.setup import views

urlpatterns: list[URLPattern] = [
    path("dashboard/setup/", views.setup, name="setup"),
    path("dashboard/setup/<slug:step>/", views.setup_step, name="setup_step"),
    path("dashboard/setup/<slug:step>/skip/", views.setup_skip, name="setup_skip"),
]
