"""Addresses of programs: for faculty, for directors, and of enrolling."""

from django.urls import URLPattern, path

from matching.programs.application import views as application
from matching.programs.attendance.urls import urlpatterns as attendance
from matching.programs.dates.urls import urlpatterns as dates
from matching.programs.lists import PROGRAMS
from matching.programs.pages.views import desk, enroll, faculty
from matching.programs.questions.urls import urlpatterns as questions
from matching.programs.recruiting.urls import urlpatterns as recruiting
from matching.programs.views import directing
from mentornet.lists.urls import list_urls

urlpatterns: list[URLPattern] = [
    *dates,
    *questions,
    *recruiting,
    path(
        "dashboard/programs/<uuid:pk>/answers/", application.program_answers, name="program_answers"
    ),
    path("programs/", faculty.programs, name="programs"),
    path("programs/<uuid:pk>/", faculty.program, name="program"),
    path("programs/<uuid:pk>/enroll/<str:side>/", enroll.enroll, name="enroll"),
    path("programs/<uuid:pk>/withdraw/<str:side>/", application.withdraw, name="withdraw"),
    path("programs/<uuid:pk>/apart/", application.apart, name="apart"),
    path("programs/<uuid:pk>/apart/<str:act>/", application.apart_change, name="apart_change"),
    *list_urls(PROGRAMS, "dashboard/programs/"),
    path("dashboard/programs/new/", directing.kinds, name="directing_kinds"),
    path("dashboard/programs/new/<str:kind>/", directing.new, name="directing_new"),
    path("dashboard/programs/<uuid:pk>/", desk.program, name="directing"),
    path("dashboard/programs/<uuid:pk>/edit/", directing.edit, name="directing_edit"),
    path("dashboard/enrollments/<uuid:pk>/left-out/", directing.left_out, name="left_out"),
    *attendance,
]
