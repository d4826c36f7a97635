from django.urls import URLPattern, path

from profiles.institution import views

urlpatterns: list[URLPattern] = [
    path("directing/approvals/", views.approvals, name="approvals"),
    path("directing/approvals/<uuid:pk>/approve/", views.approval_approve, name="approval_approve"),
    path("directing/approvals/<uuid:pk>/refuse/", views.approval_refuse, name="approval_refuse"),
    path(
        "directing/approvals/<uuid:pk>/withdraw/",
        views.approval_withdraw,
        name="approval_withdraw",
    ),
]
