from django.urls import URLPattern, path

from evaluations.writing.views import approval as views

urlpatterns: list[URLPattern] = [
    path("projects/<uuid:pk>/approval/", views.final_ask, name="final_ask"),
    path("approvals/<uuid:pk>/<str:act>/", views.final_answer, name="final_answer"),
    path("projects/<uuid:pk>/authors/outside/", views.outside_add, name="outside_add"),
    path("authors/<uuid:pk>/contact/", views.author_contact, name="author_contact"),
    path("authors/<uuid:pk>/remove/", views.outside_remove, name="outside_remove"),
    path("authors/<uuid:pk>/ask/", views.outside_ask, name="outside_ask"),
    path("w/<str:token>/", views.author_link, name="author_link"),
]
