from django.urls import URLPattern, URLResolver, include, path

from profiles.sign_on import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("confirm/", views.confirm, name="confirm"),
    path("confirm/sign-on/<slug:slug>/", views.confirm_by_sign_on, name="confirm_by_sign_on"),
    path("held/", views.resubmit, name="held"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("", include("profiles.sign_on.provider.urls")),
]
