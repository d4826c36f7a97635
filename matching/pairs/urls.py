"""Addresses of choosing, of match runs and of what they propose."""

from django.urls import URLPattern, path

from matching.pairs.views import preferences, proposals, run

urlpatterns: list[URLPattern] = [
    path("programs/<uuid:pk>/choices/<str:side>/", preferences.choices, name="choices"),
    path("programs/<uuid:pk>/choices/<str:side>/compare/", preferences.compare, name="compare"),
    path("programs/<uuid:pk>/choices/<str:side>/order/", preferences.order, name="choices_order"),
    path("programs/<uuid:pk>/choices/<str:side>/<str:act>/", preferences.choose, name="choose"),
    path("directing/<uuid:pk>/weights/", run.weights, name="weights"),
    path("directing/<uuid:pk>/runs/", run.start, name="run_start"),
    path("directing/runs/<uuid:pk>/", run.run, name="run"),
    path("directing/runs/<uuid:pk>/cancel/", run.cancel, name="run_cancel"),
    path("directing/runs/<uuid:pk>/retry/", run.retry, name="run_retry"),
    path(
        "directing/runs/<uuid:pk>/publish/cancel/",
        run.cancel_publishing,
        name="publication_cancel",
    ),
    path("directing/runs/<uuid:pk>/repeat/", run.repeat, name="run_repeat"),
    path("directing/runs/<uuid:pk>/publish/", run.publish, name="run_publish"),
    path("directing/runs/<uuid:pk>/pairs.csv", run.table, name="run_table"),
    path("directing/runs/<uuid:pk>/with/<uuid:other>/", run.compare, name="run_compare"),
    path("directing/proposals/<uuid:pk>/", proposals.change, name="proposal_change"),
    path("directing/proposals/<uuid:pk>/<str:kind>/", proposals.decide, name="proposal_decide"),
    path("directing/pair-rules/<uuid:pk>/lift/", proposals.lift, name="pair_rule_lift"),
]
