from django.urls import URLPattern, URLResolver, path

from matching.programs.attendance import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("directing/<uuid:pk>/attendance/", views.attendance_rules, name="attendance_rules"),
]
