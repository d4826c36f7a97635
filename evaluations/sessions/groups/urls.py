from django.urls import URLPattern, path

from evaluations.sessions.groups.lists import GROUPS
from evaluations.sessions.groups.views import director, member, openings, paper
from mentornet.lists.urls import list_urls

urlpatterns: list[URLPattern] = [
    path("groups/<uuid:pk>/agree/", member.agree, name="group_agree"),
    path("groups/<uuid:pk>/authorship/", member.agree_authorship, name="group_agree_authorship"),
    path("groups/<uuid:pk>/charter/", member.charter, name="charter"),
    path("groups/<uuid:pk>/leave/", member.leave, name="group_leave"),
    path("groups/<uuid:pk>/actions/", member.action_add, name="group_action_add"),
    path("groups/<uuid:pk>/earlier/", openings.ask, name="group_opening_ask"),
    path("groups/earlier/<uuid:pk>/", openings.opening, name="group_opening"),
    *list_urls(GROUPS, "dashboard/groups/"),
    path("dashboard/groups/new/", director.new, name="directing_group_new"),
    path("dashboard/groups/<uuid:pk>/", director.group, name="directing_group"),
    path("dashboard/groups/<uuid:pk>/add/", director.add, name="directing_group_add"),
    path(
        "dashboard/groups/<uuid:pk>/completion/",
        director.confirm_skills,
        name="directing_group_completion",
    ),
    path("dashboard/groups/<uuid:pk>/end/", director.end, name="directing_group_end"),
    path(
        "dashboard/groups/parts/<uuid:pk>/remove/",
        director.remove,
        name="directing_group_remove",
    ),
    path("groups/<uuid:pk>/paper/", paper.group_paper, name="group_paper"),
]
