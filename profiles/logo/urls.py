from django.urls import URLPattern, path

from profiles.logo import views

urlpatterns: list[URLPattern] = [
    path("dashboard/settings/logo/", views.logo_settings, name="logo_settings"),
    path("dashboard/settings/logo/remove/", views.logo_remove, name="logo_remove"),
    path("logo/<uuid:key>.png", views.logo, name="logo"),
]
