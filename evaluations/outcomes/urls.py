from django.urls import URLPattern

from evaluations.outcomes.closing.urls import urlpatterns as closing_urls
from evaluations.outcomes.skills.urls import urlpatterns as skills_urls

urlpatterns: list[URLPattern] = [
    *closing_urls,
    *skills_urls,
]
