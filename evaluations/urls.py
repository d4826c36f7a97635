from django.urls import URLPattern, URLResolver

from evaluations.check_ins.urls import urlpatterns as check_ins_urls
from evaluations.dashboard.activity.urls import urlpatterns as activity_urls
from evaluations.dashboard.calendar.urls import urlpatterns as desk_calendar_urls
from evaluations.dashboard.figures.urls import urlpatterns as figures_urls
from evaluations.dashboard.messages.urls import urlpatterns as desk_messages_urls
from evaluations.dashboard.urls import urlpatterns as dashboard_urls
from evaluations.files.urls import urlpatterns as files_urls
from evaluations.first_steps.urls import urlpatterns as first_steps_urls
from evaluations.gaps.urls import urlpatterns as gaps_urls
from evaluations.home.urls import urlpatterns as home_urls
from evaluations.meetings.urls import urlpatterns as meetings_urls
from evaluations.outcomes.urls import urlpatterns as outcomes_urls
from evaluations.plans.urls import urlpatterns as plans_urls
from evaluations.privacy.urls import urlpatterns as privacy_urls
from evaluations.relationship_page.urls import urlpatterns as relationship_page_urls
from evaluations.sessions.urls import urlpatterns as sessions_urls
from evaluations.surveys.urls import urlpatterns as surveys_urls
from evaluations.writing.urls import urlpatterns as writing_urls

app_name = "evaluations"

urlpatterns: list[URLPattern | URLResolver] = [
    *first_steps_urls,
    *relationship_page_urls,
    *meetings_urls,
    *check_ins_urls,
    *surveys_urls,
    *sessions_urls,
    *gaps_urls,
    *plans_urls,
    *writing_urls,
    *outcomes_urls,
    *files_urls,
    *privacy_urls,
    *dashboard_urls,
    *figures_urls,
    *activity_urls,
    *desk_calendar_urls,
    *desk_messages_urls,
    *home_urls,
]
