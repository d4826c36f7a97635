from django.urls import URLPattern, path

from profiles.sandbox import views

urlpatterns: list[URLPattern] = [
    path("dashboard/sandbox/", views.sandbox, name="sandbox"),
    path("dashboard/sandbox/enter/", views.sandbox_enter, name="sandbox_enter"),
    path("dashboard/sandbox/leave/", views.sandbox_leave, name="sandbox_leave"),
    path("dashboard/sandbox/reset/", views.sandbox_reset, name="sandbox_reset"),
    path("dashboard/sandbox/delete/", views.sandbox_delete, name="sandbox_delete"),
    path("dashboard/sandbox/emails/", views.sandbox_emails, name="sandbox_emails"),
    path("dashboard/sandbox/emails/<uuid:pk>/", views.sandbox_email, name="sandbox_email"),
]
