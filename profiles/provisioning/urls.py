from django.urls import URLPattern, path

from profiles.provisioning import views
from profiles.provisioning.api import scim

urlpatterns: list[URLPattern] = [
    path("dashboard/provisioning/", views.provisioning, name="provisioning"),
    path(
        "dashboard/provisioning/<uuid:pk>/revoke/",
        views.revoke,
        name="provisioning_revoke",
    ),
    # SCIM 2.0, whose addresses end without a slash.
    path("scim/v2/ServiceProviderConfig", scim.ServiceProviderConfig.as_view(), name="scim_config"),
    path("scim/v2/Schemas", scim.About.as_view(), name="scim_schemas"),
    path("scim/v2/Schemas/<str:key>", scim.About.as_view(), name="scim_schema"),
    path(
        "scim/v2/ResourceTypes",
        scim.About.as_view(kind="ResourceTypes"),
        name="scim_resource_types",
    ),
    path(
        "scim/v2/ResourceTypes/<str:key>",
        scim.About.as_view(kind="ResourceTypes"),
        name="scim_resource_type",
    ),
    path("scim/v2/Users", scim.Users.as_view(), name="scim_users"),
    path("scim/v2/Users/<str:pk>", scim.User.as_view(), name="scim_user"),
    path("scim/v2/Groups", scim.Groups.as_view(), name="scim_groups"),
    path("scim/v2/Groups/<str:pk>", scim.Group.as_view(), name="scim_group"),
]
