"""Every address starts here."""

from django.conf import settings as conf
from django.urls import include, path

from mentornet.jobs import views as health
from mentornet.mail import views as demo
from profiles.admin import site
from profiles.api_access.api.metadata import metadata
from profiles.people.views import settings
from profiles.sign_on.provider.views import sign_on, sign_out
from profiles.sign_on.views import SessionsView

handler400 = "mentornet.error_pages.bad_request"
handler404 = "mentornet.error_pages.page_not_found"
handler500 = "mentornet.error_pages.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # Before the library's own page: the roster decides with which address people sign in.
    path("accounts/email/", settings.sign_in_address, name="account_email"),
    # Likewise: institutions with their own sign-on, which no one joins to a login by hand.
    path("accounts/login/", sign_on.SignInView.as_view(), name="account_login"),
    path("accounts/logout/", sign_out.SignOutView.as_view(), name="account_logout"),
    path("accounts/sessions/", SessionsView.as_view(), name="usersessions_list"),
    path("accounts/3rdparty/", sign_on.no_connections, name="socialaccount_connections"),
    path("accounts/3rdparty/signup/", sign_on.no_signup, name="socialaccount_signup"),
    path(
        "accounts/oidc/<slug:provider_id>/login/", sign_on.oidc_login, name="openid_connect_login"
    ),
    path(
        "accounts/oidc/<slug:provider_id>/login/callback/",
        sign_on.oidc_callback,
        name="openid_connect_callback",
    ),
    path(
        "accounts/oidc/<slug:provider_id>/back-channel-logout/",
        sign_out.back_channel_sign_out,
        name="openid_connect_back_channel",
    ),
    path(
        "accounts/oidc/<slug:provider_id>/signed-out/",
        sign_out.oidc_signed_out,
        name="openid_connect_signed_out",
    ),
    path("accounts/saml/<slug:organization_slug>/login/", sign_on.saml_login, name="saml_login"),
    path(
        "accounts/saml/<slug:organization_slug>/metadata/",
        sign_on.saml_metadata,
        name="saml_metadata",
    ),
    path(
        "accounts/saml/<slug:organization_slug>/acs/finish/",
        sign_on.saml_finish,
        name="saml_finish_acs",
    ),
    path("accounts/saml/<slug:organization_slug>/sls/", sign_out.saml_sign_out, name="saml_sls"),
    path("accounts/", include("allauth.urls")),
    path("admin/", site.urls),
    path("api/", include("mentornet.api.urls")),
    path(".well-known/oauth-authorization-server", metadata, name="oauth_metadata"),
    path("", include("mentornet.drafts.urls")),
    path("", include("mentornet.help.urls")),
    path("demo/outbox/", demo.outbox, name="demo_outbox"),
    path("demo/outbox/<slug:name>/", demo.message, name="demo_message"),
    path("demo/outbox/<slug:name>/<int:number>/", demo.attachment, name="demo_attachment"),
    *([path("anymail/", include("anymail.urls"))] if conf.ANYMAIL_WEBHOOK_SECRET else []),
    path("", include("mentornet.pages.moved")),
    path("", include("profiles.urls")),
    path("", include("networks.urls")),
    path("", include("matching.urls")),
    path("", include("evaluations.urls")),
]
