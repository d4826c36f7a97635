from django.apps import AppConfig


class MentornetConfig(AppConfig):
    name = "mentornet"
