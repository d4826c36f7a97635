from django.urls import URLPattern, path

from evaluations.dashboard.activity import views

urlpatterns: list[URLPattern] = [
    path("dashboard/activity/", views.activity, name="desk_activity"),
    path(
        "dashboard/activity/activity.<slug:suffix>", views.activity_file, name="desk_activity_file"
    ),
]
