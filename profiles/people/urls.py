from django.urls import URLPattern, URLResolver, include, path

from profiles.people.views import activation, expertise, introduction, language, settings, tips

urlpatterns: list[URLPattern | URLResolver] = [
    path("activate/", activation.fresh_activation_link, name="fresh_activation_link"),
    path("activate/<str:token>/", activation.activate_account, name="activate"),
    path("language/", language.choose, name="choose_language"),
    path("about-me/", introduction.about_me, name="about_me"),
    path("about-me/photo/", introduction.photo_save, name="photo_save"),
    path("about-me/photo/remove/", introduction.photo_remove, name="photo_remove"),
    path("about-me/photo/restore/", introduction.photo_restore, name="photo_restore"),
    path("photos/<uuid:key>/<str:size>/", introduction.photo, name="photo"),
    path("settings/", settings.settings, name="settings"),
    path("settings/expertise/", expertise.expertise, name="expertise"),
    path("settings/expertise/save/", expertise.expertise_save, name="expertise_save"),
    path("settings/tips/", tips.tips_show, name="tips_show"),
    path("settings/tips/<slug:name>/dismiss/", tips.tip_dismiss, name="tip_dismiss"),
    path("settings/institution/", settings.switch_institution, name="switch_institution"),
    path("", include("profiles.people.director_notes.urls")),
    path("", include("profiles.people.directory.urls")),
    path("", include("profiles.people.emails.urls")),
    path("", include("profiles.people.staff_roles.urls")),
]
