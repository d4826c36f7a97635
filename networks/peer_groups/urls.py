from django.urls import URLPattern, path

from networks.peer_groups.views import parts as part_views

urlpatterns: list[URLPattern] = [
    path("groups/<uuid:pk>/parts/", part_views.parts, name="group_parts"),
    path("groups/<uuid:pk>/step-down/", part_views.step_down, name="group_step_down"),
    path("directing/groups/<uuid:pk>/parts/", part_views.directing, name="directing_group_parts"),
    path(
        "directing/groups/<uuid:pk>/self-led/",
        part_views.self_led,
        name="directing_group_self_led",
    ),
    path(
        "directing/groups/parts/<uuid:pk>/step-down/",
        part_views.directing_step_down,
        name="directing_group_step_down",
    ),
]
