from django.urls import URLPattern, path

from networks.peer_groups.views import parts, peers

urlpatterns: list[URLPattern] = [
    path("network/group/<uuid:pk>/", peers.group_peer, name="group_peer"),
    path("groups/<uuid:pk>/parts/", parts.parts, name="group_parts"),
    path("groups/<uuid:pk>/step-down/", parts.step_down, name="group_step_down"),
    path("dashboard/groups/<uuid:pk>/parts/", parts.directing, name="directing_group_parts"),
    path("dashboard/groups/<uuid:pk>/self-led/", parts.self_led, name="directing_group_self_led"),
    path(
        "dashboard/groups/parts/<uuid:pk>/step-down/",
        parts.directing_step_down,
        name="directing_group_step_down",
    ),
]
