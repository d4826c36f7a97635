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
    path("directors/sign-on/", setup.setup, name="sign_on_setup"),
    path("directors/sign-on/test/", setup.start_test, name="sign_on_test"),
    path("directors/sign-on/state/", setup.state, name="sign_on_state"),
    path("directors/sign-on/break-glass/", setup.break_glass, name="sign_on_break_glass"),
    path("directors/sign-on/remove/", setup.remove, name="sign_on_remove"),
    path("directors/sign-on/forget/", setup.remove_link, name="sign_on_forget"),
    path("directors/sign-on/<slug:protocol>/", setup.connection, name="sign_on_connection"),
]
