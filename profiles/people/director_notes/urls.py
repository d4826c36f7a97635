"""Addresses of notes about a person."""

from django.urls import URLPattern, path

from profiles.people.director_notes import views

urlpatterns: list[URLPattern] = [
    path("dashboard/people/<uuid:pk>/notes/new/", views.note_new, name="person_note_new"),
    path("dashboard/people/notes/<uuid:pk>/", views.note, name="person_note"),
    path("dashboard/people/notes/<uuid:pk>/delete/", views.note_delete, name="person_note_delete"),
]
