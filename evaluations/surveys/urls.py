from django.urls import URLPattern, path

from evaluations.surveys.lists import SURVEYS
from evaluations.surveys.views import director, instruments, respondent, results
from mentornet.lists.urls import list_urls

urlpatterns: list[URLPattern] = [
    path("surveys/", respondent.surveys, name="surveys"),
    path("surveys/<uuid:pk>/", respondent.survey, name="survey"),
    *list_urls(SURVEYS, "dashboard/surveys/"),
    path("dashboard/surveys/new/", director.new, name="survey_new"),
    path("dashboard/surveys/<uuid:pk>/", director.survey, name="directing_survey"),
    path(
        "dashboard/surveys/<uuid:pk>/report.<slug:suffix>",
        director.survey_file,
        name="survey_file",
    ),
    path("dashboard/surveys/<uuid:pk>/<str:act>/", director.act, name="survey_act"),
    path("dashboard/results/", results.results, name="survey_results"),
    path("dashboard/results/<uuid:pk>/", results.result, name="survey_result"),
    path(
        "dashboard/results/<uuid:pk>/report.<slug:suffix>",
        results.result_file,
        name="survey_result_file",
    ),
    path("dashboard/instruments/", instruments.instruments, name="instruments"),
    path("dashboard/instruments/new/", instruments.new, name="instrument_new"),
    path("dashboard/instruments/example.csv", instruments.example, name="instrument_example"),
    path(
        "dashboard/instruments/ours/<slug:key>/", instruments.built_in, name="instrument_built_in"
    ),
    path("dashboard/instruments/<uuid:pk>/", instruments.instrument, name="instrument"),
    path("dashboard/instruments/<uuid:pk>/retire/", instruments.retire, name="instrument_retire"),
]
