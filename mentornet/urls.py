"""Every address starts here."""

from django.urls import include, path

from mentornet.views import demo, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("demo/outbox/", demo.outbox, name="demo_outbox"),
    path("demo/outbox/<slug:name>/", demo.message, name="demo_message"),
    path("", include("profiles.urls")),
    path("", include("networks.urls")),
]
