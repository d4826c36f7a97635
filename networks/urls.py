from django.urls import URLPattern, URLResolver, include, path

app_name = "networks"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("networks.home.urls")),
    path("", include("networks.map.urls")),
    path("", include("networks.suggestions.urls")),
    path("", include("networks.relationships.urls")),
    path("", include("networks.relationships.agreements.urls")),
    path("", include("networks.invitations.urls")),
    path("", include("networks.peer_groups.urls")),
    path("", include("networks.concerns.urls")),
    path("", include("networks.glossary.urls")),
]
