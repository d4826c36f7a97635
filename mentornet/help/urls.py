from django.urls import URLPattern, path

from mentornet.help import views

urlpatterns: list[URLPattern] = [
    path("help/", views.contents, name="help"),
    path("help/<slug:slug>/", views.page, name="help_page"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
