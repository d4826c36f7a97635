from django.urls import URLPattern, path

from evaluations.meetings.notifications.urls import urlpatterns as notifications_urls
from evaluations.meetings.views import calendar_feed, meetings, mine, outside_times, undo

urlpatterns: list[URLPattern] = [
    path("relationships/<uuid:pk>/plan/", meetings.plan, name="plan"),
    path("relationships/<uuid:pk>/record/", meetings.record, name="record"),
    path("relationships/<uuid:pk>/series/", meetings.series, name="series"),
    path("meetings/", mine.meetings, name="meetings"),
    path("meetings/undo/", undo.undo, name="meeting_undo"),
    path("meetings/<uuid:pk>/goals/<uuid:goal>/", meetings.goal_note, name="meeting_goal_note"),
    path("meetings/<uuid:pk>/pick/", meetings.pick, name="meeting_pick"),
    path("meetings/<uuid:pk>/move/", meetings.move, name="meeting_move"),
    path("meetings/<uuid:pk>/cancel/", meetings.cancel, name="meeting_cancel"),
    path("meetings/<uuid:pk>/close/<str:how>/", meetings.close, name="meeting_close"),
    path("outside/times/<str:token>/", outside_times.by_link, name="outside_times"),
    path("calendar/", calendar_feed.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
    *notifications_urls,
]
