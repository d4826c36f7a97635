from django.urls import URLPattern, path

from evaluations.privacy import views

urlpatterns: list[URLPattern] = [
    path("figures/", views.figures, name="figures"),
]
