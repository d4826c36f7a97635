from django.urls import URLPattern, URLResolver, path

from evaluations.check_ins import views as check_in
from evaluations.check_ins.feedback import views as feedback
from evaluations.dashboard.views import coverage as mosaic
from evaluations.dashboard.views import pairs as health
from evaluations.files import views as attachment
from evaluations.gaps import views as gaps
from evaluations.home import views as home
from evaluations.home.my_data import views as my_data
from evaluations.meetings.views import calendar_feed
from evaluations.meetings.views import meetings as meeting
from evaluations.meetings.views import undo as meetings
from evaluations.outcomes.closing.urls import urlpatterns as closing_urls
from evaluations.outcomes.skills import views as skill_rating
from evaluations.plans import views as development_plan
from evaluations.plans.work.urls import urlpatterns as work_urls
from evaluations.privacy.urls import urlpatterns as privacy_urls
from evaluations.relationship_page import views as relationship
from evaluations.sessions.attendance import views as attendance_views
from evaluations.sessions.attendance.urls import urlpatterns as attendance_urls
from evaluations.sessions.curriculum import views as curriculum
from evaluations.sessions.groups.views import (
    director as directing_group,
)
from evaluations.sessions.groups.views import (
    member as group,
)
from evaluations.sessions.groups.views import (
    openings as group_opening,
)
from evaluations.sessions.guests.urls import urlpatterns as guest_urls
from evaluations.sessions.halfway.urls import urlpatterns as halfway_urls
from evaluations.sessions.live import views as console
from evaluations.sessions.messages.urls import urlpatterns as message_urls
from evaluations.sessions.pages import views as pages
from evaluations.sessions.preparation.urls import urlpatterns as preparation_urls
from evaluations.sessions.reflections.urls import urlpatterns as reflection_urls
from evaluations.sessions.schedule import views as session
from evaluations.surveys.views import (
    director as directing_survey,
)
from evaluations.surveys.views import (
    instruments as instrument,
)
from evaluations.surveys.views import (
    respondent as survey,
)
from evaluations.writing.urls import urlpatterns as writing_urls
from evaluations.writing.views import author_order
from evaluations.writing.views import project as writing_project

app_name = "evaluations"

urlpatterns: list[URLPattern | URLResolver] = [
    path("relationships/<uuid:pk>/", relationship.relationship, name="relationship"),
    path("relationships/<uuid:pk>/met/", relationship.met, name="met"),
    path("relationships/<uuid:pk>/plan/", meeting.plan, name="plan"),
    path("relationships/<uuid:pk>/record/", meeting.record, name="record"),
    path("relationships/<uuid:pk>/series/", meeting.series, name="series"),
    path("relationships/<uuid:pk>/actions/", relationship.action_add, name="action_add"),
    path("relationships/<uuid:pk>/feedback/", feedback.feedback, name="feedback"),
    path("feedback/<uuid:pk>/delete/", feedback.withdraw, name="feedback_withdraw"),
    path("actions/<uuid:pk>/<str:act>/", relationship.action_set, name="action_set"),
    path("meetings/undo/", meetings.undo, name="meeting_undo"),
    path("meetings/<uuid:pk>/", pages.meeting, name="meeting"),
    path("meetings/<uuid:pk>/goals/<uuid:goal>/", meeting.goal_note, name="meeting_goal_note"),
    path("meetings/<uuid:pk>/pick/", meeting.pick, name="meeting_pick"),
    path("meetings/<uuid:pk>/move/", meeting.move, name="meeting_move"),
    path("meetings/<uuid:pk>/cancel/", meeting.cancel, name="meeting_cancel"),
    path("meetings/<uuid:pk>/close/<str:how>/", meeting.close, name="meeting_close"),
    path("meetings/<uuid:pk>/attendance/", attendance_views.attendance, name="attendance"),
    path("meetings/<uuid:pk>/session/", session.adjust, name="session"),
    path("meetings/<uuid:pk>/materials/", session.material, name="session_material"),
    path("materials/<uuid:pk>/remove/", session.material_remove, name="material_remove"),
    *preparation_urls,
    *reflection_urls,
    *halfway_urls,
    *message_urls,
    path("meetings/<uuid:pk>/console/", console.console, name="console"),
    path("meetings/<uuid:pk>/projector/", console.projector, name="projector"),
    path("meetings/<uuid:pk>/clock/<str:act>/", console.clock, name="clock"),
    path("meetings/<uuid:pk>/spoke/", console.spoke, name="spoke"),
    path("groups/<uuid:pk>/park/", console.park, name="park"),
    path("parked/<uuid:pk>/<str:act>/", console.parked, name="parked"),
    path("a/<str:token>/", check_in.answer, name="check_in_link"),
    path("a/<str:token>/<str:answer>/", check_in.answer, name="check_in_answer"),
    path("check-ins/<uuid:pk>/<str:answer>/", check_in.own_answer, name="own_check_in"),
    path("u/<str:token>/", check_in.unsubscribe, name="unsubscribe"),
    path("settings/mail/", check_in.delivery, name="delivery"),
    path("groups/", home.groups, name="groups"),
    path("groups/<uuid:pk>/", group.group, name="group"),
    path("groups/<uuid:pk>/agree/", group.agree, name="group_agree"),
    path("groups/<uuid:pk>/authorship/", group.agree_authorship, name="group_agree_authorship"),
    path("groups/<uuid:pk>/charter/", group.charter, name="charter"),
    path("groups/<uuid:pk>/curriculum/", session.apply, name="apply_curriculum"),
    path("groups/<uuid:pk>/shift/", session.shift, name="shift_sessions"),
    path("groups/<uuid:pk>/leave/", group.leave, name="group_leave"),
    path("groups/<uuid:pk>/plan/", session.plan_sessions, name="plan_sessions"),
    path("groups/<uuid:pk>/actions/", group.action_add, name="group_action_add"),
    path("files/<uuid:pk>/", attachment.file, name="file"),
    path("directing/gaps/", gaps.gaps, name="gaps"),
    path("directing/gaps/ask/", gaps.gaps_ask, name="gaps_ask"),
    path("directing/gaps/counts/<uuid:pk>/", gaps.gaps_progress, name="gaps_progress"),
    path("directing/gaps/counts/<uuid:pk>/cancel/", gaps.gaps_cancel, name="gaps_cancel"),
    path("directing/gaps/report.<slug:suffix>", gaps.gaps_file, name="gaps_file"),
    path("directing/gaps/<slug:dimension>/<slug:key>/", gaps.gaps, name="gaps_group"),
    path(
        "directing/gaps/<slug:dimension>/<slug:key>/report.<slug:suffix>",
        gaps.gaps_file,
        name="gaps_group_file",
    ),
    path("directing/curricula/", curriculum.curricula, name="curricula"),
    path("directing/curricula/new/", curriculum.new, name="curriculum_new"),
    path("directing/curricula/ours/<slug:key>/", curriculum.built_in, name="curriculum_built_in"),
    path("directing/curricula/<uuid:pk>/", curriculum.curriculum, name="curriculum"),
    path("directing/curricula/<uuid:pk>/delete/", curriculum.delete, name="curriculum_delete"),
    path("directing/curricula/<uuid:pk>/add/", curriculum.outline_add, name="outline_add"),
    path("directing/outlines/<uuid:pk>/", curriculum.outline, name="outline"),
    path(
        "directing/outlines/<uuid:pk>/materials/",
        curriculum.outline_material,
        name="outline_material",
    ),
    path("directing/outlines/<uuid:pk>/<str:act>/", curriculum.outline_act, name="outline_act"),
    path(
        "directing/outline-materials/<uuid:pk>/remove/",
        curriculum.outline_material_remove,
        name="outline_material_remove",
    ),
    path("groups/<uuid:pk>/earlier/", group_opening.ask, name="group_opening_ask"),
    path("groups/earlier/<uuid:pk>/", group_opening.opening, name="group_opening"),
    path("directing/groups/", directing_group.groups, name="directing_groups"),
    path("directing/groups/new/", directing_group.new, name="directing_group_new"),
    path("directing/groups/<uuid:pk>/", directing_group.group, name="directing_group"),
    path("directing/groups/<uuid:pk>/add/", directing_group.add, name="directing_group_add"),
    path(
        "directing/groups/<uuid:pk>/completion/",
        directing_group.confirm_skills,
        name="directing_group_completion",
    ),
    path("directing/groups/<uuid:pk>/end/", directing_group.end, name="directing_group_end"),
    path(
        "directing/groups/parts/<uuid:pk>/remove/",
        directing_group.remove,
        name="directing_group_remove",
    ),
    path("directing/<uuid:pk>/pairs/", health.program_pairs, name="program_pairs"),
    path("directing/<uuid:pk>/coverage/", mosaic.program_coverage, name="program_coverage"),
    path("development-plan/", development_plan.development_plan, name="development_plan"),
    path("development-plan/fill/", development_plan.plan_fill, name="plan_fill"),
    path("development-plan/parts/<slug:slug>/", development_plan.plan_part, name="plan_part"),
    path("development-plan/keep/", development_plan.plan_submit, name="plan_submit"),
    path("development-plan/print/", development_plan.plan_print, name="plan_print"),
    path("development-plan/plan.pdf", development_plan.plan_pdf, name="plan_pdf"),
    path("development-plan/versions/", development_plan.plan_versions, name="plan_versions"),
    path(
        "development-plan/versions/<int:number>/",
        development_plan.plan_version,
        name="plan_version",
    ),
    path(
        "development-plan/groups/<uuid:pk>/<str:act>/",
        development_plan.plan_share,
        name="plan_share",
    ),
    path("groups/<uuid:pk>/plans/", development_plan.group_plans, name="group_plans"),
    path("groups/<uuid:pk>/plans/<uuid:owner>/", development_plan.group_plan, name="group_plan"),
    path(
        "plan-comments/<uuid:pk>/delete/",
        development_plan.plan_comment_delete,
        name="plan_comment_delete",
    ),
    path("groups/<uuid:pk>/projects/", writing_project.group_projects, name="group_projects"),
    path("groups/<uuid:pk>/projects/new/", writing_project.project_new, name="project_new"),
    path("projects/<uuid:pk>/", writing_project.project, name="project"),
    path("projects/<uuid:pk>/edit/", writing_project.project_edit, name="project_edit"),
    path(
        "projects/<uuid:pk>/lay/<str:act>/", writing_project.project_shelve, name="project_shelve"
    ),
    path(
        "projects/<uuid:pk>/steps/<str:step>/",
        writing_project.project_milestone,
        name="project_milestone",
    ),
    path("projects/<uuid:pk>/drafts/", writing_project.draft_add, name="draft_add"),
    path("projects/<uuid:pk>/authors/", author_order.author_add, name="author_add"),
    path("projects/<uuid:pk>/authors/leave/", author_order.author_leave, name="author_leave"),
    path("projects/<uuid:pk>/order/", author_order.order, name="author_order"),
    path("authors/<uuid:pk>/", author_order.author, name="author"),
    path("authors/<uuid:pk>/agree/", author_order.author_agree, name="author_agree"),
    path("orders/<uuid:pk>/<str:act>/", author_order.order_answer, name="order_answer"),
    path("drafts/<uuid:pk>/file/", writing_project.draft_file, name="draft_file"),
    path("drafts/<uuid:pk>/delete/", writing_project.draft_delete, name="draft_delete"),
    path("drafts/<uuid:pk>/readers/", writing_project.draft_readers, name="draft_readers"),
    path("reviews/<uuid:pk>/", writing_project.draft_review, name="draft_review"),
    path("meetings/<uuid:pk>/skills/", skill_rating.session_skills, name="session_skills"),
    path("skills/", skill_rating.my_skills, name="my_skills"),
    path(
        "directing/groups/<uuid:pk>/skills/",
        skill_rating.directing_group_skills,
        name="directing_group_skills",
    ),
    path("surveys/", survey.surveys, name="surveys"),
    path("surveys/<uuid:pk>/", survey.survey, name="survey"),
    path("directing/surveys/", directing_survey.surveys, name="directing_surveys"),
    path("directing/surveys/new/", directing_survey.new, name="survey_new"),
    path("directing/surveys/<uuid:pk>/", directing_survey.survey, name="directing_survey"),
    path(
        "directing/surveys/<uuid:pk>/report.<slug:suffix>",
        directing_survey.survey_file,
        name="survey_file",
    ),
    path("directing/surveys/<uuid:pk>/<str:act>/", directing_survey.act, name="survey_act"),
    path("directing/instruments/", instrument.instruments, name="instruments"),
    path("directing/instruments/new/", instrument.new, name="instrument_new"),
    path("directing/instruments/example.csv", instrument.example, name="instrument_example"),
    path("directing/instruments/ours/<slug:key>/", instrument.built_in, name="instrument_built_in"),
    path("directing/instruments/<uuid:pk>/", instrument.instrument, name="instrument"),
    path("directing/instruments/<uuid:pk>/retire/", instrument.retire, name="instrument_retire"),
    path("settings/my-data/", my_data.my_data, name="my_data"),
    path("settings/my-data.pdf", my_data.my_data_pdf, name="my_data_pdf"),
    path("settings/my-data.json", my_data.my_data_file, name="my_data_file"),
    path("calendar/", calendar_feed.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
    *attendance_urls,
    *privacy_urls,
    *writing_urls,
    *guest_urls,
    *closing_urls,
    *work_urls,
]
