from django.urls import URLPattern, path

from profiles.institution import views

urlpatterns: list[URLPattern] = [
    path("dashboard/approvals/", views.approvals, name="approvals"),
    path("dashboard/approvals/<uuid:pk>/approve/", views.approval_approve, name="approval_approve"),
    path("dashboard/approvals/<uuid:pk>/refuse/", views.approval_refuse, name="approval_refuse"),
    path(
        "dashboard/approvals/<uuid:pk>/withdraw/",
        views.approval_withdraw,
        name="approval_withdraw",
    ),
]
