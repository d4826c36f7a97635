"""Addresses of spreadsheets to match."""

from django.urls import URLPattern, path

from matching.spreadsheets import views

urlpatterns: list[URLPattern] = [
    path("directing/sheets/", views.sheets, name="sheets"),
    path("directing/sheets/<uuid:pk>/", views.sheet, name="sheet"),
    path("directing/sheets/<uuid:pk>/columns/", views.columns, name="sheet_columns"),
    path("directing/sheets/<uuid:pk>/pairs.csv", views.table, name="sheet_table"),
    path("directing/sheets/<uuid:pk>/cancel/", views.cancel, name="sheet_cancel"),
    path("directing/sheets/<uuid:pk>/delete/", views.delete, name="sheet_delete"),
]
