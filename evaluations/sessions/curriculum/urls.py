from django.urls import URLPattern, path

from evaluations.sessions.curriculum import views

urlpatterns: list[URLPattern] = [
    path("dashboard/curricula/", views.curricula, name="curricula"),
    path("dashboard/curricula/new/", views.new, name="curriculum_new"),
    path("dashboard/curricula/ours/<slug:key>/", views.built_in, name="curriculum_built_in"),
    path("dashboard/curricula/<uuid:pk>/", views.curriculum, name="curriculum"),
    path("dashboard/curricula/<uuid:pk>/delete/", views.delete, name="curriculum_delete"),
    path("dashboard/curricula/<uuid:pk>/add/", views.outline_add, name="outline_add"),
    path("dashboard/outlines/<uuid:pk>/", views.outline, name="outline"),
    path(
        "dashboard/outlines/<uuid:pk>/materials/",
        views.outline_material,
        name="outline_material",
    ),
    path("dashboard/outlines/<uuid:pk>/<str:act>/", views.outline_act, name="outline_act"),
    path(
        "dashboard/outline-materials/<uuid:pk>/remove/",
        views.outline_material_remove,
        name="outline_material_remove",
    ),
]
