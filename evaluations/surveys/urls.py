from django.urls import URLPattern, path

from evaluations.surveys.views import director, instruments, respondent

urlpatterns: list[URLPattern] = [
    path("surveys/", respondent.surveys, name="surveys"),
    path("surveys/<uuid:pk>/", respondent.survey, name="survey"),
    path("directing/surveys/", director.surveys, name="directing_surveys"),
    path("directing/surveys/new/", director.new, name="survey_new"),
    path("directing/surveys/<uuid:pk>/", director.survey, name="directing_survey"),
    path(
        "directing/surveys/<uuid:pk>/report.<slug:suffix>",
        director.survey_file,
        name="survey_file",
    ),
    path("directing/surveys/<uuid:pk>/<str:act>/", director.act, name="survey_act"),
    path("directing/instruments/", instruments.instruments, name="instruments"),
    path("directing/instruments/new/", instruments.new, name="instrument_new"),
    path("directing/instruments/example.csv", instruments.example, name="instrument_example"),
    path(
        "directing/instruments/ours/<slug:key>/", instruments.built_in, name="instrument_built_in"
    ),
    path("directing/instruments/<uuid:pk>/", instruments.instrument, name="instrument"),
    path("directing/instruments/<uuid:pk>/retire/", instruments.retire, name="instrument_retire"),
]
