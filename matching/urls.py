from django.urls import URLPattern, URLResolver, path

from matching.groups.forming import views as group_run
from matching.groups.forming_rules import views as group_rules
from matching.groups.membership.urls import urlpatterns as groups_urls
from matching.pairs.views import preferences as preference
from matching.pairs.views import proposals as proposal
from matching.pairs.views import run
from matching.programs.application import views as enrollment
from matching.programs.attendance.urls import urlpatterns as attendance_urls
from matching.programs.dates.urls import urlpatterns as programs_urls
from matching.programs.views import browse as program
from matching.programs.views import directing
from matching.spreadsheets import views as sheet
from matching.teams import views as team

app_name = "matching"

urlpatterns: list[URLPattern | URLResolver] = [
    *programs_urls,
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
    path("programs/<uuid:pk>/team/", team.own, name="team_own"),
    path("teams/<uuid:pk>/", team.team, name="team"),
    path("teams/<uuid:pk>/mentoring-plan.pdf", team.team_pdf, name="team_pdf"),
    path("teams/<uuid:pk>/plan/", team.plan, name="team_plan"),
    path("teams/<uuid:pk>/ask/", team.ask, name="team_ask"),
    path("teams/<uuid:pk>/milestones/", team.milestone_add, name="milestone_add"),
    path("teams/milestones/<uuid:pk>/<str:act>/", team.milestone_set, name="milestone_set"),
    path("teams/parts/<uuid:pk>/", team.team_request, name="team_request"),
    path("teams/parts/<uuid:pk>/function/", team.function, name="team_function"),
    path("teams/parts/<uuid:pk>/leave/", team.leave, name="team_leave"),
    path("teams/parts/<uuid:pk>/agree/", team.agree, name="team_agree"),
    path("teams/parts/<uuid:pk>/<str:act>/", team.answer, name="team_answer"),
    path("directing/<uuid:pk>/teams/", team.program_teams, name="program_teams"),
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
    path("directing/proposals/<uuid:pk>/", proposal.change, name="proposal_change"),
    path("directing/proposals/<uuid:pk>/<str:kind>/", proposal.decide, name="proposal_decide"),
    path("directing/<uuid:pk>/groups/rules/", group_rules.rules, name="group_rules"),
    path("directing/<uuid:pk>/groups/form/", group_run.start, name="group_start"),
    path("directing/groupings/<uuid:pk>/", group_run.run, name="group_run"),
    path("directing/groupings/<uuid:pk>/publish/", group_run.publish, name="group_publish"),
    path("directing/groupings/<uuid:pk>/groups.csv", group_run.table, name="group_table"),
    path("directing/groupings/<uuid:pk>/<str:what>/", group_run.act, name="group_act"),
    path("directing/groupings/seats/<uuid:pk>/<str:what>/", group_run.seat, name="group_seat"),
    path("directing/groupings/groups/<uuid:pk>/<str:what>/", group_run.group, name="group_change"),
    path("directing/sheets/", sheet.sheets, name="sheets"),
    path("directing/sheets/<uuid:pk>/", sheet.sheet, name="sheet"),
    path("directing/sheets/<uuid:pk>/columns/", sheet.columns, name="sheet_columns"),
    path("directing/sheets/<uuid:pk>/pairs.csv", sheet.table, name="sheet_table"),
    path("directing/sheets/<uuid:pk>/cancel/", sheet.cancel, name="sheet_cancel"),
    path("directing/sheets/<uuid:pk>/delete/", sheet.delete, name="sheet_delete"),
    *groups_urls,
    path("directing/pair-rules/<uuid:pk>/lift/", proposal.lift, name="pair_rule_lift"),
    *attendance_urls,
]
