from django.urls import URLPattern, URLResolver, include, path

from profiles.api_access import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("dashboard/api-clients/", views.api_clients, name="api_clients"),
    path("dashboard/api-clients/new/", views.api_client_new, name="api_client_new"),
    path("dashboard/api-clients/<uuid:pk>/", views.api_client, name="api_client"),
    path(
        "dashboard/api-clients/<uuid:pk>/rotate/",
        views.api_client_rotate,
        name="api_client_rotate",
    ),
    path(
        "dashboard/api-clients/<uuid:pk>/drop-previous/",
        views.api_client_drop_previous,
        name="api_client_drop_previous",
    ),
    path(
        "dashboard/api-clients/<uuid:pk>/revoke/",
        views.api_client_revoke,
        name="api_client_revoke",
    ),
    path("", include("profiles.api_access.webhooks.urls")),
]
