from django.urls import URLPattern

from evaluations.dashboard.messages.lists import MESSAGES
from mentornet.lists.urls import list_urls

urlpatterns: list[URLPattern] = list_urls(MESSAGES, "dashboard/messages/")
