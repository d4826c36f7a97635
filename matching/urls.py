from django.urls import URLPattern, URLResolver, path

from matching.views import directing, enrollment, preference, program, proposal, run, sheet

app_name = "matching"

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/", program.programs, name="programs"),
    path("programs/<uuid:pk>/", program.program, name="program"),
    path("programs/<uuid:pk>/enroll/<str:side>/", enrollment.enroll, name="enroll"),
    path("programs/<uuid:pk>/withdraw/<str:side>/", enrollment.withdraw, name="withdraw"),
    path("programs/<uuid:pk>/apart/", enrollment.apart, name="apart"),
    path("programs/<uuid:pk>/apart/<str:act>/", enrollment.apart_change, name="apart_change"),
    path("programs/<uuid:pk>/choices/<str:side>/", preference.choices, name="choices"),
    path("programs/<uuid:pk>/choices/<str:side>/compare/", preference.compare, name="compare"),
    path("programs/<uuid:pk>/choices/<str:side>/order/", preference.order, name="choices_order"),
    path("programs/<uuid:pk>/choices/<str:side>/<str:act>/", preference.choose, name="choose"),
    path("directing/", directing.programs, name="directing_programs"),
    path("directing/new/", directing.kinds, name="directing_kinds"),
    path("directing/new/<str:kind>/", directing.new, name="directing_new"),
    path("directing/<uuid:pk>/", directing.program, name="directing"),
    path("directing/<uuid:pk>/edit/", directing.edit, name="directing_edit"),
    path("directing/<uuid:pk>/enrolments/", directing.people, name="directing_people"),
    path("directing/<uuid:pk>/weights/", run.weights, name="weights"),
    path("directing/<uuid:pk>/move/<str:to>/", directing.move, name="directing_move"),
    path("directing/<uuid:pk>/runs/", run.start, name="run_start"),
    path("directing/enrolments/<uuid:pk>/left-out/", directing.left_out, name="left_out"),
    path("directing/runs/<uuid:pk>/", run.run, name="run"),
    path("directing/runs/<uuid:pk>/cancel/", run.cancel, name="run_cancel"),
    path("directing/runs/<uuid:pk>/repeat/", run.repeat, name="run_repeat"),
    path("directing/runs/<uuid:pk>/publish/", run.publish, name="run_publish"),
    path("directing/runs/<uuid:pk>/pairs.csv", run.table, name="run_table"),
    path("directing/runs/<uuid:pk>/with/<uuid:other>/", run.compare, name="run_compare"),
    path("directing/proposals/<uuid:pk>/", proposal.change, name="proposal_change"),
    path("directing/proposals/<uuid:pk>/<str:kind>/", proposal.decide, name="proposal_decide"),
    path("directing/sheets/", sheet.sheets, name="sheets"),
    path("directing/sheets/<uuid:pk>/", sheet.sheet, name="sheet"),
    path("directing/sheets/<uuid:pk>/columns/", sheet.columns, name="sheet_columns"),
    path("directing/sheets/<uuid:pk>/pairs.csv", sheet.table, name="sheet_table"),
    path("directing/sheets/<uuid:pk>/delete/", sheet.delete, name="sheet_delete"),
    path("directing/pair-rules/<uuid:pk>/lift/", proposal.lift, name="pair_rule_lift"),
]
