from django.urls import URLPattern, path

from evaluations.meetings.notifications import views

urlpatterns: list[URLPattern] = [
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("settings/mail/", views.delivery, name="delivery"),
]
