from django.urls import URLPattern, path

from networks.relationships.views import ending, exclusion, links, outside, tie

urlpatterns: list[URLPattern] = [
    path("network/exclusions/", exclusion.exclusions, name="exclusions"),
    path("people/<uuid:pk>/exclude/", exclusion.exclude, name="exclude"),
    path("people/<uuid:pk>/include/", exclusion.include, name="include"),
    path("network/ties/", tie.ties, name="ties"),
    path("network/ties/new/", tie.new, name="tie_new"),
    path("network/ties/<uuid:pk>/", tie.tie, name="tie"),
    path("network/ties/<uuid:pk>/edit/", tie.edit, name="tie_edit"),
    path("network/ties/<uuid:pk>/end/", tie.end, name="tie_end"),
    path("network/ties/<uuid:pk>/ending/", ending.ending, name="tie_ending"),
    path("network/ties/<uuid:pk>/stage/", ending.stage, name="tie_stage"),
    path("network/ties/<uuid:pk>/undo-end/", tie.undo_end, name="tie_undo_end"),
    path("network/ties/<uuid:pk>/confirm/", tie.confirm, name="tie_confirm"),
    path("network/ties/<uuid:pk>/refuse/", tie.refuse, name="tie_refuse"),
    path("network/ties/<uuid:pk>/emails/", outside.emails, name="tie_emails"),
    path("outside/stop/<str:token>/", outside.stop, name="outside_stop"),
    path("i/<str:token>/", links.mail_link, name="mail_link"),
]
