from django.urls import URLPattern, path

from matching.programs.attendance import views

urlpatterns: list[URLPattern] = [
    path("directing/<uuid:pk>/attendance/", views.attendance_rules, name="attendance_rules"),
]
