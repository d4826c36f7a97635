from django.urls import URLPattern

from evaluations.sessions.attendance.urls import urlpatterns as attendance_urls
from evaluations.sessions.curriculum.urls import urlpatterns as curriculum_urls
from evaluations.sessions.groups.urls import urlpatterns as groups_urls
from evaluations.sessions.guests.urls import urlpatterns as guests_urls
from evaluations.sessions.halfway.urls import urlpatterns as halfway_urls
from evaluations.sessions.live.urls import urlpatterns as live_urls
from evaluations.sessions.messages.urls import urlpatterns as messages_urls
from evaluations.sessions.office.urls import urlpatterns as office_urls
from evaluations.sessions.pages.urls import urlpatterns as pages_urls
from evaluations.sessions.preparation.urls import urlpatterns as preparation_urls
from evaluations.sessions.reflections.urls import urlpatterns as reflections_urls
from evaluations.sessions.schedule.urls import urlpatterns as schedule_urls

urlpatterns: list[URLPattern] = [
    *attendance_urls,
    *curriculum_urls,
    *groups_urls,
    *guests_urls,
    *halfway_urls,
    *live_urls,
    *messages_urls,
    *office_urls,
    *pages_urls,
    *preparation_urls,
    *reflections_urls,
    *schedule_urls,
]
