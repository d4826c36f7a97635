from django.urls import URLPattern, URLResolver, include, path

from profiles.people.views import activation, expertise, language, settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("activate/", activation.fresh_activation_link, name="fresh_activation_link"),
    path("activate/<str:token>/", activation.activate_account, name="activate"),
    path("language/", language.choose, name="choose_language"),
    path("settings/", settings.settings, name="settings"),
    path("settings/expertise/", expertise.expertise, name="expertise"),
    path("settings/expertise/save/", expertise.expertise_save, name="expertise_save"),
    path("settings/institution/", settings.switch_institution, name="switch_institution"),
    path("", include("profiles.people.emails.urls")),
    path("", include("profiles.people.staff_roles.urls")),
]
