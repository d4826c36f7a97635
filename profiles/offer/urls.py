from django.urls import URLPattern, path

from profiles.offer import views

urlpatterns: list[URLPattern] = [
    path("offer/", views.offer, name="offer"),
    path("offer/pause/", views.offer_pause, name="offer_pause"),
    path("offer/resume/", views.offer_resume, name="offer_resume"),
]
