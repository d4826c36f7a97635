from django.urls import URLPattern, path

from evaluations.sessions.messages import views

urlpatterns: list[URLPattern] = [
    path("groups/<uuid:pk>/messages/", views.group_messages, name="group_messages"),
    path("groups/<uuid:pk>/messages/new/", views.group_message_new, name="group_message_new"),
]
