from django.urls import URLPattern, path

from evaluations.check_ins.feedback import views

urlpatterns: list[URLPattern] = [
    path("relationships/<uuid:pk>/feedback/", views.feedback, name="feedback"),
    path("feedback/<uuid:pk>/delete/", views.withdraw, name="feedback_withdraw"),
]
