from django.urls import URLPattern, path

from profiles.words import views

urlpatterns: list[URLPattern] = [
    path("dashboard/words/", views.words, name="words"),
    path("dashboard/words/<slug:kind>/<slug:key>/", views.word, name="word"),
]
