from django.urls import URLPattern, path

from profiles.institution import views
from profiles.people.staff_roles import views as role_views

urlpatterns: list[URLPattern] = [
    path("directing/approvals/", views.approvals, name="approvals"),
    path("directing/approvals/<uuid:pk>/approve/", views.approval_approve, name="approval_approve"),
    path("directing/approvals/<uuid:pk>/refuse/", views.approval_refuse, name="approval_refuse"),
    path(
        "directing/approvals/<uuid:pk>/withdraw/",
        views.approval_withdraw,
        name="approval_withdraw",
    ),
    path("directing/roles/", role_views.staff_roles, name="staff_roles"),
    path("directing/roles/grant/", role_views.staff_role_grant, name="staff_role_grant"),
    path(
        "directing/roles/<uuid:pk>/revoke/", role_views.staff_role_revoke, name="staff_role_revoke"
    ),
    path("directing/roles/invite/", role_views.outside_invite, name="outside_invite"),
    path("directing/roles/outside/<uuid:pk>/end/", role_views.outside_end, name="outside_end"),
]
