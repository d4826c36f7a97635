from django.urls import URLPattern, path

from evaluations.plans.work import views

urlpatterns: list[URLPattern] = [
    path("groups/<uuid:pk>/work/", views.work, name="work"),
    path("groups/<uuid:pk>/work/edit/", views.edit, name="work_edit"),
    path("groups/<uuid:pk>/work/steps/", views.step_add, name="work_step_add"),
    path("groups/<uuid:pk>/work/end/", views.end, name="work_end"),
    path("groups/work/steps/<uuid:pk>/<str:act>/", views.step_act, name="work_step_act"),
]
