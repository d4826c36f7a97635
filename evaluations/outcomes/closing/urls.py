from django.urls import URLPattern, path

from evaluations.outcomes.closing.views import director as directing
from evaluations.outcomes.closing.views import member as views
from evaluations.sessions.groups.views import paper

urlpatterns: list[URLPattern] = [
    path("certificates/", views.check, name="certificate_check"),
    path("endings/<uuid:pk>/", views.ending, name="ending"),
    path("endings/<uuid:pk>/certificate.pdf", views.certificate, name="certificate"),
    path("endings/<uuid:pk>/<str:act>/", views.act, name="ending_act"),
    path("groups/<uuid:pk>/paper/", paper.group_paper, name="group_paper"),
    path("groups/going-on/<uuid:pk>/", views.go_on, name="go_on"),
    path("directing/<uuid:pk>/ending/", directing.plan_ending, name="plan_ending"),
    path("directing/<uuid:pk>/cohort/", directing.cohort, name="cohort"),
    path("directing/<uuid:pk>/alumni/", directing.alumni, name="alumni"),
]
