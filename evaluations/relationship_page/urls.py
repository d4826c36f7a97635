from django.urls import URLPattern, path

from evaluations.relationship_page import views

urlpatterns: list[URLPattern] = [
    path("relationships/<uuid:pk>/", views.relationship, name="relationship"),
    path("relationships/<uuid:pk>/met/", views.met, name="met"),
    path("relationships/<uuid:pk>/actions/", views.action_add, name="action_add"),
    path("actions/<uuid:pk>/<str:act>/", views.action_set, name="action_set"),
]
