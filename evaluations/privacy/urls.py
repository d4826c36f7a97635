from django.urls import URLPattern, path

from evaluations.privacy.views import figures, question_counts

urlpatterns: list[URLPattern] = [
    path("figures/", figures.figures, name="figures"),
    path(
        "dashboard/programs/<uuid:pk>/answers/counts/",
        question_counts.question_counts,
        name="question_counts",
    ),
    path(
        "dashboard/programs/<uuid:pk>/answers/counts.csv",
        question_counts.question_counts_file,
        name="question_counts_file",
    ),
]
