"""Addresses of choosing, of match runs and of what they propose."""

from django.urls import URLPattern, path

from matching.pairs.views import preferences, proposals, rules, run

urlpatterns: list[URLPattern] = [
    path("programs/<uuid:pk>/choices/<str:side>/", preferences.choices, name="choices"),
    path("programs/<uuid:pk>/choices/<str:side>/compare/", preferences.compare, name="compare"),
    path("programs/<uuid:pk>/choices/<str:side>/order/", preferences.order, name="choices_order"),
    path("programs/<uuid:pk>/choices/<str:side>/<str:act>/", preferences.choose, name="choose"),
    path("dashboard/programs/<uuid:pk>/weights/", run.weights, name="weights"),
    path("dashboard/programs/<uuid:pk>/rules/", rules.rules, name="match_rules"),
    path("dashboard/programs/<uuid:pk>/rules/add/<str:kind>/", rules.add, name="match_rule_add"),
    path("dashboard/match-rules/<uuid:pk>/", rules.edit, name="match_rule_edit"),
    path("dashboard/match-rules/<uuid:pk>/remove/", rules.remove, name="match_rule_remove"),
    path("dashboard/programs/<uuid:pk>/runs/", run.start, name="run_start"),
    path("dashboard/runs/<uuid:pk>/", run.run, name="run"),
    path("dashboard/runs/<uuid:pk>/cancel/", run.cancel, name="run_cancel"),
    path("dashboard/runs/<uuid:pk>/retry/", run.retry, name="run_retry"),
    path(
        "dashboard/runs/<uuid:pk>/publish/cancel/",
        run.cancel_publishing,
        name="publication_cancel",
    ),
    path("dashboard/runs/<uuid:pk>/repeat/", run.repeat, name="run_repeat"),
    path("dashboard/runs/<uuid:pk>/publish/", run.publish, name="run_publish"),
    path("dashboard/runs/<uuid:pk>/pairs.csv", run.table, name="run_table"),
    path("dashboard/runs/<uuid:pk>/with/<uuid:other>/", run.compare, name="run_compare"),
    path("dashboard/runs/<uuid:pk>/note/", run.note, name="run_note"),
    path("dashboard/runs/<uuid:pk>/undo/", proposals.undo, name="pairs_undo"),
    path("dashboard/proposals/<uuid:pk>/choices/", proposals.proposal, name="proposal"),
    path("dashboard/proposals/<uuid:pk>/", proposals.change, name="proposal_change"),
    path("dashboard/proposals/<uuid:pk>/<str:kind>/", proposals.decide, name="proposal_decide"),
    path("dashboard/pair-rules/<uuid:pk>/lift/", proposals.lift, name="pair_rule_lift"),
]
