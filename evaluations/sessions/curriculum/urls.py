from django.urls import URLPattern, path

from evaluations.sessions.curriculum import views

urlpatterns: list[URLPattern] = [
    path("directing/curricula/", views.curricula, name="curricula"),
    path("directing/curricula/new/", views.new, name="curriculum_new"),
    path("directing/curricula/ours/<slug:key>/", views.built_in, name="curriculum_built_in"),
    path("directing/curricula/<uuid:pk>/", views.curriculum, name="curriculum"),
    path("directing/curricula/<uuid:pk>/delete/", views.delete, name="curriculum_delete"),
    path("directing/curricula/<uuid:pk>/add/", views.outline_add, name="outline_add"),
    path("directing/outlines/<uuid:pk>/", views.outline, name="outline"),
    path(
        "directing/outlines/<uuid:pk>/materials/",
        views.outline_material,
        name="outline_material",
    ),
    path("directing/outlines/<uuid:pk>/<str:act>/", views.outline_act, name="outline_act"),
    path(
        "directing/outline-materials/<uuid:pk>/remove/",
        views.outline_material_remove,
        name="outline_material_remove",
    ),
]
