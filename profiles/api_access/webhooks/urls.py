from django.urls import URLPattern, path

from profiles.api_access.webhooks import views

urlpatterns: list[URLPattern] = [
    path("directors/webhooks/", views.webhooks, name="webhooks"),
    path("directors/webhooks/new/", views.new, name="webhook_new"),
    path("directors/webhooks/<uuid:pk>/", views.webhook, name="webhook"),
    path("directors/webhooks/<uuid:pk>/edit/", views.edit, name="webhook_edit"),
    path("directors/webhooks/<uuid:pk>/replay/", views.replay, name="webhook_replay"),
    path("directors/webhooks/<uuid:pk>/<slug:act>/", views.do, name="webhook_do"),
]
