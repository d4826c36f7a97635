"""Every address starts here."""

from django.conf import settings as conf
from django.urls import include, path

from mentornet.views import demo, health
from profiles.admin import site
from profiles.views import settings

handler500 = "mentornet.views.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    # Before the library's own page: the roster decides with which address people sign in.
    path("accounts/email/", settings.sign_in_address, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("admin/", site.urls),
    path("api/", include("mentornet.api.urls")),
    path("demo/outbox/", demo.outbox, name="demo_outbox"),
    path("demo/outbox/<slug:name>/", demo.message, name="demo_message"),
    *([path("anymail/", include("anymail.urls"))] if conf.ANYMAIL_WEBHOOK_SECRET else []),
    path("", include("profiles.urls")),
    path("", include("networks.urls")),
    path("", include("matching.urls")),
    path("", include("evaluations.urls")),
]
