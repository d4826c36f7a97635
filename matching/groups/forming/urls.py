"""Addresses of forming groups and publishing them."""

from django.urls import URLPattern, path

from matching.groups.forming import views

urlpatterns: list[URLPattern] = [
    path("directing/<uuid:pk>/groups/form/", views.start, name="group_start"),
    path("directing/groupings/<uuid:pk>/", views.run, name="group_run"),
    path("directing/groupings/<uuid:pk>/publish/", views.publish, name="group_publish"),
    path("directing/groupings/<uuid:pk>/groups.csv", views.table, name="group_table"),
    path("directing/groupings/<uuid:pk>/<str:what>/", views.act, name="group_act"),
    path("directing/groupings/seats/<uuid:pk>/<str:what>/", views.seat, name="group_seat"),
    path("directing/groupings/groups/<uuid:pk>/<str:what>/", views.group, name="group_change"),
]
