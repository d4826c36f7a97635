from django.urls import URLPattern, path

from evaluations.sessions.reflections import views

urlpatterns: list[URLPattern] = [
    path("meetings/<uuid:pk>/reflection/", views.reflection, name="reflection"),
    path("meetings/<uuid:pk>/reflection/close/", views.reflection_close, name="reflection_close"),
    path(
        "meetings/<uuid:pk>/reflection/delete/", views.reflection_delete, name="reflection_delete"
    ),
    path("programs/<uuid:pk>/reflections/", views.program_reflections, name="program_reflections"),
]
