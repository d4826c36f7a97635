"""Addresses of forming groups and publishing them."""

from django.urls import URLPattern, path

from matching.groups.forming import views

urlpatterns: list[URLPattern] = [
    path("dashboard/programs/<uuid:pk>/groups/form/", views.start, name="group_start"),
    path("dashboard/groupings/<uuid:pk>/", views.run, name="group_run"),
    path("dashboard/groupings/<uuid:pk>/publish/", views.publish, name="group_publish"),
    path("dashboard/groupings/<uuid:pk>/groups.csv", views.table, name="group_table"),
    path("dashboard/groupings/<uuid:pk>/<str:what>/", views.act, name="group_act"),
    path("dashboard/groupings/seats/<uuid:pk>/<str:what>/", views.seat, name="group_seat"),
    path("dashboard/groupings/groups/<uuid:pk>/<str:what>/", views.group, name="group_change"),
]
