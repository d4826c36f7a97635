from django.urls import URLPattern, path

from evaluations.dashboard.calendar import views

urlpatterns: list[URLPattern] = [
    path("dashboard/calendar/", views.calendar, name="desk_calendar"),
    path("dashboard/calendar/link/", views.calendar_link, name="desk_calendar_link"),
    path("dashboard/calendar/<str:token>.ics", views.calendar_feed, name="desk_calendar_feed"),
]
