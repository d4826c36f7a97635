from django.urls import URLPattern, URLResolver, include, path

app_name = "profiles"

# Addresses of different neighborhoods begin differently, so that none is resolved in another's stead.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("profiles.people.urls")),
    path("", include("profiles.assessment.urls")),
    path("", include("profiles.undo.urls")),
    path("", include("profiles.offer.urls")),
    path("", include("profiles.institution.urls")),
    path("", include("profiles.words.urls")),
    path("", include("profiles.logo.urls")),
    path("", include("profiles.sign_on.urls")),
    path("", include("profiles.provisioning.urls")),
    path("", include("profiles.roster.urls")),
    path("", include("profiles.api_access.urls")),
    path("", include("profiles.sandbox.urls")),
]
