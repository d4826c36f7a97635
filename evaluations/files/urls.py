from django.urls import URLPattern, path

from evaluations.files import views

urlpatterns: list[URLPattern] = [
    path("files/<uuid:pk>/", views.file, name="file"),
]
