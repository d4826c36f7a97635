from django.urls import URLPattern, path

from matching.programs.dates import views
from matching.programs.questions import views as questions

urlpatterns: list[URLPattern] = [
    path("programs/<uuid:pk>/dates.ics", views.program_calendar, name="program_calendar"),
    path("confirm/<str:token>/", views.time_confirmation, name="time_confirmation"),
    path("directing/<uuid:pk>/dates/", views.program_dates, name="program_dates"),
    path("directing/<uuid:pk>/dates/add/", views.program_dates_add, name="program_dates_add"),
    path("directing/<uuid:pk>/dates/shift/", views.program_dates_shift, name="program_dates_shift"),
    path(
        "directing/<uuid:pk>/dates/settings/",
        views.program_dates_settings,
        name="program_dates_settings",
    ),
    path("directing/<uuid:pk>/answers/", views.program_answers, name="program_answers"),
    path("directing/<uuid:pk>/questions/", questions.program_questions, name="program_questions"),
    path(
        "directing/<uuid:pk>/questions/new/",
        questions.program_question_new,
        name="program_question_new",
    ),
    path(
        "directing/<uuid:pk>/questions/<uuid:question>/",
        questions.program_question,
        name="program_question",
    ),
    path(
        "directing/<uuid:pk>/questions/<uuid:question>/delete/",
        questions.program_question_delete,
        name="program_question_delete",
    ),
]
