from django.urls import URLPattern, URLResolver, path

from evaluations.views import calendar_feed, feedback, health, meeting, my_data, relationship

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
    path("meetings/<uuid:pk>/", meeting.meeting, name="meeting"),
    path("meetings/<uuid:pk>/goals/<uuid:goal>/", meeting.goal_note, name="meeting_goal_note"),
    path("meetings/<uuid:pk>/pick/", meeting.pick, name="meeting_pick"),
    path("meetings/<uuid:pk>/move/", meeting.move, name="meeting_move"),
    path("meetings/<uuid:pk>/cancel/", meeting.cancel, name="meeting_cancel"),
    path("meetings/<uuid:pk>/close/<str:how>/", meeting.close, name="meeting_close"),
    path("directing/<uuid:pk>/pairs/", health.program_pairs, name="program_pairs"),
    path("settings/my-data/", my_data.my_data, name="my_data"),
    path("settings/my-data.json", my_data.my_data_file, name="my_data_file"),
    path("calendar/", calendar_feed.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
]
