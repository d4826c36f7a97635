from django.urls import URLPattern, path

from profiles.api_access.webhooks import views

urlpatterns: list[URLPattern] = [
    path("dashboard/webhooks/", views.webhooks, name="webhooks"),
    path("dashboard/webhooks/new/", views.new, name="webhook_new"),
    path("dashboard/webhooks/<uuid:pk>/", views.webhook, name="webhook"),
    path("dashboard/webhooks/<uuid:pk>/edit/", views.edit, name="webhook_edit"),
    path("dashboard/webhooks/<uuid:pk>/replay/", views.replay, name="webhook_replay"),
    path("dashboard/webhooks/<uuid:pk>/<slug:act>/", views.do, name="webhook_do"),
]
