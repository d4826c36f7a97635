from django.urls import path

from evaluations.sessions.messages import views

urlpatterns = [
    path("groups/<uuid:pk>/messages/", views.group_messages, name="group_messages"),
    path("groups/<uuid:pk>/messages/new/", views.group_message_new, name="group_message_new"),
]
