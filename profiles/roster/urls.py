from django.urls import URLPattern, path

from profiles.roster import views

urlpatterns: list[URLPattern] = [
    path("dashboard/roster/", views.roster, name="roster"),
    path("dashboard/roster/template.csv", views.roster_template, name="roster_template"),
    path("dashboard/roster/activation/", views.roster_mail, name="roster_mail"),
    path("dashboard/roster/<uuid:pk>/", views.roster_import, name="roster_import"),
    path("dashboard/roster/<uuid:pk>/confirm/", views.roster_confirm, name="roster_confirm"),
    path("dashboard/roster/<uuid:pk>/cancel/", views.roster_cancel, name="roster_cancel"),
    path("dashboard/roster/<uuid:pk>/retry/", views.roster_retry, name="roster_retry"),
    path("dashboard/roster/<uuid:pk>/errors.csv", views.roster_errors, name="roster_errors"),
]
