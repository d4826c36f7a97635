from django.urls import URLPattern, path

from profiles.people.staff_roles import views

urlpatterns: list[URLPattern] = [
    path("dashboard/roles/", views.staff_roles, name="staff_roles"),
    path("dashboard/roles/grant/", views.staff_role_grant, name="staff_role_grant"),
    path("dashboard/roles/<uuid:pk>/revoke/", views.staff_role_revoke, name="staff_role_revoke"),
    path("dashboard/roles/deputies/", views.deputies, name="deputies"),
    path("dashboard/roles/deputies/<uuid:pk>/end/", views.deputy_end, name="deputy_end"),
    path("dashboard/roles/invite/", views.outside_invite, name="outside_invite"),
    path("dashboard/roles/outside/<uuid:pk>/end/", views.outside_end, name="outside_end"),
]
