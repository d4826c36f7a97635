from django.urls import URLPattern, path

from profiles.roster import views

urlpatterns: list[URLPattern] = [
    path("directors/roster/", views.roster, name="roster"),
    path("directors/roster/template.csv", views.roster_template, name="roster_template"),
    path("directors/roster/activation/", views.roster_mail, name="roster_mail"),
    path("directors/roster/<uuid:pk>/", views.roster_import, name="roster_import"),
    path("directors/roster/<uuid:pk>/confirm/", views.roster_confirm, name="roster_confirm"),
    path("directors/roster/<uuid:pk>/cancel/", views.roster_cancel, name="roster_cancel"),
    path("directors/roster/<uuid:pk>/retry/", views.roster_retry, name="roster_retry"),
    path("directors/roster/<uuid:pk>/errors.csv", views.roster_errors, name="roster_errors"),
]
