"""Addresses of a program's enrollment as its directors look after it."""

from django.urls import URLPattern, path

from matching.programs.recruiting import file_views, views
from matching.programs.recruiting.lists import ENROLLMENTS
from matching.programs.recruiting.openings import OPENINGS
from matching.programs.recruiting.waiting import WAITING
from mentornet.lists.urls import list_urls

urlpatterns: list[URLPattern] = [
    *list_urls(ENROLLMENTS, "dashboard/enrollments/"),
    *list_urls(OPENINGS, "dashboard/capacity/"),
    *list_urls(WAITING, "dashboard/waiting/"),
    path("dashboard/programs/<uuid:pk>/enrollments/", views.people, name="directing_people"),
    path("dashboard/programs/<uuid:pk>/enrollments/invite/", views.invite, name="program_invite"),
    path("dashboard/programs/<uuid:pk>/enrollments/add/", views.enroll_for, name="enroll_for"),
    path(
        "dashboard/programs/<uuid:pk>/enrollments/remind/<str:side>/",
        views.remind,
        name="program_remind",
    ),
    path(
        "dashboard/programs/<uuid:pk>/enrollments/files/",
        file_views.upload,
        name="enrollment_files",
    ),
    path("dashboard/enrollment-files/<uuid:pk>/", file_views.file, name="enrollment_file"),
    path(
        "dashboard/enrollment-files/<uuid:pk>/answers/",
        file_views.answers,
        name="enrollment_file_answers",
    ),
    path(
        "dashboard/enrollment-files/<uuid:pk>/send/", file_views.send, name="enrollment_file_send"
    ),
    path(
        "dashboard/enrollment-files/<uuid:pk>/undo/", file_views.undo, name="enrollment_file_undo"
    ),
    path(
        "dashboard/enrollment-files/<uuid:pk>/delete/",
        file_views.delete,
        name="enrollment_file_delete",
    ),
    path("dashboard/enrollments/<uuid:pk>/withdraw/", views.withdraw_for, name="withdraw_for"),
    path(
        "dashboard/enrollments/<uuid:pk>/answer/<str:act>/", views.answer, name="enrollment_answer"
    ),
    path("dashboard/programs/<uuid:pk>/move/<str:to>/", views.move, name="directing_move"),
    path("programs/confirm/<str:token>/", views.confirm, name="enrollment_confirm"),
]
