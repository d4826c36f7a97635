from django.urls import URLPattern, path

from evaluations.outcomes.closing.views import director, member

urlpatterns: list[URLPattern] = [
    path("certificates/", member.check, name="certificate_check"),
    path("endings/<uuid:pk>/", member.ending, name="ending"),
    path("endings/<uuid:pk>/certificate.pdf", member.certificate, name="certificate"),
    path("endings/<uuid:pk>/<str:act>/", member.act, name="ending_act"),
    path("groups/going-on/<uuid:pk>/", member.go_on, name="go_on"),
    path("dashboard/programs/<uuid:pk>/ending/", director.plan_ending, name="plan_ending"),
    path("dashboard/programs/<uuid:pk>/cohort/", director.cohort, name="cohort"),
    path("dashboard/programs/<uuid:pk>/alumni/", director.alumni, name="alumni"),
]
