"""Addresses of a program’s dates, and of the page on which a chief confirms them."""

from django.urls import URLPattern, path

from matching.programs.dates import views

urlpatterns: list[URLPattern] = [
    path("programs/<uuid:pk>/dates.ics", views.program_calendar, name="program_calendar"),
    path("confirm/<str:token>/", views.time_confirmation, name="time_confirmation"),
    path("dashboard/programs/<uuid:pk>/dates/", views.program_dates, name="program_dates"),
    path(
        "dashboard/programs/<uuid:pk>/dates/add/", views.program_dates_add, name="program_dates_add"
    ),
    path(
        "dashboard/programs/<uuid:pk>/dates/shift/",
        views.program_dates_shift,
        name="program_dates_shift",
    ),
    path(
        "dashboard/programs/<uuid:pk>/dates/settings/",
        views.program_dates_settings,
        name="program_dates_settings",
    ),
]
