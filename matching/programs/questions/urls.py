"""Addresses of the questions that a program asks at enrollment."""

from django.urls import URLPattern, path

from matching.programs.questions import views

urlpatterns: list[URLPattern] = [
    path(
        "dashboard/programs/<uuid:pk>/questions/", views.program_questions, name="program_questions"
    ),
    path(
        "dashboard/programs/<uuid:pk>/questions/new/",
        views.program_question_new,
        name="program_question_new",
    ),
    path(
        "dashboard/programs/<uuid:pk>/questions/<uuid:question>/",
        views.program_question,
        name="program_question",
    ),
    path(
        "dashboard/programs/<uuid:pk>/questions/<uuid:question>/delete/",
        views.program_question_delete,
        name="program_question_delete",
    ),
]
