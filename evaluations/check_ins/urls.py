from django.urls import URLPattern, path

from evaluations.check_ins import views
from evaluations.check_ins.feedback.urls import urlpatterns as feedback_urls

urlpatterns: list[URLPattern] = [
    path("a/<str:token>/", views.answer, name="check_in_link"),
    path("a/<str:token>/<str:answer>/", views.answer, name="check_in_answer"),
    path("check-ins/<uuid:pk>/<str:answer>/", views.own_answer, name="own_check_in"),
    *feedback_urls,
]
