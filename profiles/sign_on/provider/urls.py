from django.urls import URLPattern, path

from profiles.sign_on.provider.views import setup, sign_on

urlpatterns: list[URLPattern] = [
    path("sign-on/", sign_on.find_sign_on, name="find_sign_on"),
    path("sign-on/<slug:slug>/", sign_on.sign_on, name="sign_on"),
    path(
        "sign-on/<slug:slug>/required/",
        sign_on.sign_on,
        {"required": True},
        name="sign_on_required",
    ),
    path("sign-on/<slug:slug>/link/", sign_on.link_sign_on, name="link_sign_on"),
    path("sign-on/<slug:slug>/unlink/", sign_on.unlink_sign_on, name="unlink_sign_on"),
    path("dashboard/sign-on/", setup.setup, name="sign_on_setup"),
    path("dashboard/sign-on/test/", setup.start_test, name="sign_on_test"),
    path("dashboard/sign-on/state/", setup.state, name="sign_on_state"),
    path("dashboard/sign-on/break-glass/", setup.break_glass, name="sign_on_break_glass"),
    path("dashboard/sign-on/remove/", setup.remove, name="sign_on_remove"),
    path("dashboard/sign-on/forget/", setup.remove_link, name="sign_on_forget"),
    path("dashboard/sign-on/<slug:protocol>/", setup.connection, name="sign_on_connection"),
]
