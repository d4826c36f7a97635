from django.urls import URLPattern, path

from matching.groups.membership import views

urlpatterns: list[URLPattern] = [
    path("dashboard/groups/places/<uuid:pk>/", views.answer, name="group_place"),
    path("programs/places/<uuid:pk>/withdraw/", views.take_back, name="group_place_withdraw"),
]
