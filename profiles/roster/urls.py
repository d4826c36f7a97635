from django.urls import URLPattern, path

from mentornet.lists.urls import list_urls
from profiles.roster import founding_views, held_endings, specialty_views, title_views, views
from profiles.roster.lists import IMPORTS

urlpatterns: list[URLPattern] = [
    *list_urls(IMPORTS, "dashboard/imports/"),
    path("operating/institutions/", founding_views.institutions, name="operating_institutions"),
    path("dashboard/roster/", views.roster, name="roster"),
    path("dashboard/roster/leaving/", held_endings.held_endings, name="held_endings"),
    path("dashboard/roster/titles/", title_views.titles, name="roster_titles"),
    path("dashboard/roster/specialties/", specialty_views.listed, name="roster_specialties"),
    path(
        "dashboard/roster/specialties/<str:key>/",
        specialty_views.specialty,
        name="roster_specialty",
    ),
    path("dashboard/roster/titles/<uuid:pk>/", title_views.title, name="roster_title"),
    path("dashboard/roster/template.csv", views.roster_template, name="roster_template"),
    path("dashboard/roster/activation/", views.roster_mail, name="roster_mail"),
    path("dashboard/roster/<uuid:pk>/", views.roster_import, name="roster_import"),
    path("dashboard/roster/<uuid:pk>/confirm/", views.roster_confirm, name="roster_confirm"),
    path("dashboard/roster/<uuid:pk>/answers/", views.roster_answers, name="roster_answers"),
    path(
        "dashboard/roster/<uuid:pk>/preview.<slug:suffix>",
        views.roster_listing,
        name="roster_listing",
    ),
    path(
        "dashboard/roster/<uuid:pk>/reading.<slug:suffix>",
        views.roster_reading,
        name="roster_reading",
    ),
    path("dashboard/roster/<uuid:pk>/fixed/", views.roster_fixed, name="roster_fixed"),
    path("dashboard/roster/<uuid:pk>/cancel/", views.roster_cancel, name="roster_cancel"),
    path("dashboard/roster/<uuid:pk>/retry/", views.roster_retry, name="roster_retry"),
    path("dashboard/roster/<uuid:pk>/errors.csv", views.roster_errors, name="roster_errors"),
]
