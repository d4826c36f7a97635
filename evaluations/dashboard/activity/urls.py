from django.urls import URLPattern, path

from evaluations.dashboard.activity import views
from evaluations.dashboard.activity.lists import AUDIT
from mentornet.lists.urls import list_urls

urlpatterns: list[URLPattern] = [
    *list_urls(AUDIT, "dashboard/audit/"),
    path("dashboard/activity/", views.activity, name="desk_activity"),
    path(
        "dashboard/activity/activity.<slug:suffix>", views.activity_file, name="desk_activity_file"
    ),
]
