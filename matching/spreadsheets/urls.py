"""Addresses of spreadsheets to match."""

from django.urls import URLPattern, path

from matching.spreadsheets import views

urlpatterns: list[URLPattern] = [
    path("dashboard/sheets/", views.sheets, name="sheets"),
    path("dashboard/sheets/<uuid:pk>/", views.sheet, name="sheet"),
    path("dashboard/sheets/<uuid:pk>/columns/", views.columns, name="sheet_columns"),
    path("dashboard/sheets/<uuid:pk>/pairs.csv", views.table, name="sheet_table"),
    path("dashboard/sheets/<uuid:pk>/cancel/", views.cancel, name="sheet_cancel"),
    path("dashboard/sheets/<uuid:pk>/delete/", views.delete, name="sheet_delete"),
]
