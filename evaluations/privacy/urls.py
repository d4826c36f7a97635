from django.urls import URLPattern, path

from evaluations.privacy.views import figures as views
from evaluations.privacy.views import question_counts as question_views

urlpatterns: list[URLPattern] = [
    path("figures/", views.figures, name="figures"),
    path(
        "directing/<uuid:pk>/answers/counts/",
        question_views.question_counts,
        name="question_counts",
    ),
    path(
        "directing/<uuid:pk>/answers/counts.csv",
        question_views.question_counts_file,
        name="question_counts_file",
    ),
]
