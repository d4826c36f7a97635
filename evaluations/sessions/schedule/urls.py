from django.urls import URLPattern, path

from evaluations.sessions.schedule import views

urlpatterns: list[URLPattern] = [
    path("meetings/<uuid:pk>/session/", views.adjust, name="session"),
    path("meetings/<uuid:pk>/materials/", views.material, name="session_material"),
    path("materials/<uuid:pk>/remove/", views.material_remove, name="material_remove"),
    path("groups/<uuid:pk>/curriculum/", views.apply, name="apply_curriculum"),
    path("groups/<uuid:pk>/shift/", views.reschedule, name="shift_sessions"),
    path("groups/<uuid:pk>/plan/", views.plan_sessions, name="plan_sessions"),
]
