from django.urls import URLPattern, path

from profiles.provisioning import views
from profiles.provisioning.api import scim
from profiles.provisioning.api.scim_doors import GROUPS, USERS

urlpatterns: list[URLPattern] = [
    path("dashboard/provisioning/", views.provisioning, name="provisioning"),
    path(
        "dashboard/provisioning/<uuid:pk>/revoke/",
        views.revoke,
        name="provisioning_revoke",
    ),
    # SCIM 2.0, whose addresses end without a slash.
    path("scim/v2/", scim.Root.as_view(), name="scim_root"),
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
    path("scim/v2/.search", scim.Search.as_view(), name="scim_search"),
    path("scim/v2/Users/.search", scim.Search.as_view(doors=[USERS]), name="scim_users_search"),
    path("scim/v2/Groups/.search", scim.Search.as_view(doors=[GROUPS]), name="scim_groups_search"),
    path("scim/v2/Bulk", scim.Bulk.as_view(), name="scim_bulk"),
    path("scim/v2/Me", scim.Me.as_view(), name="scim_me"),
    path("scim/v2/Users", scim.Collection.as_view(door=USERS), name="scim_users"),
    path("scim/v2/Users/<str:pk>", scim.Item.as_view(door=USERS), name="scim_user"),
    path("scim/v2/Groups", scim.Collection.as_view(door=GROUPS), name="scim_groups"),
    path("scim/v2/Groups/<str:pk>", scim.Item.as_view(door=GROUPS), name="scim_group"),
    path("scim/v2/<path:rest>", scim.Nothing.as_view(), name="scim_nothing"),
]
