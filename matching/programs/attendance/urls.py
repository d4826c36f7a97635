from django.urls import URLPattern, path

from matching.programs.attendance import views

urlpatterns: list[URLPattern] = [
    path(
        "dashboard/programs/<uuid:pk>/attendance/", views.attendance_rules, name="attendance_rules"
    ),
]
