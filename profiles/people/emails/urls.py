from django.urls import URLPattern, path

from profiles.people.emails.views import oversight, own

urlpatterns: list[URLPattern] = [
    path("settings/email/", own.my_address, name="my_address"),
    path("settings/email/<uuid:pk>/confirm/", own.confirm_address, name="confirm_address"),
    path("settings/email/<uuid:pk>/stop/", own.keep_address, name="keep_address"),
    path("settings/email/<uuid:pk>/use/", own.adopt_address, name="adopt_address"),
    path("settings/institutions/", own.my_offers, name="offers"),
    path("settings/institutions/<uuid:pk>/join/", own.accept_offer, name="accept_offer"),
    path("settings/institutions/<uuid:pk>/decline/", own.decline_offer, name="decline_offer"),
    path("email/stop/<str:token>/", own.stop_address, name="stop_address_claim"),
    path("closed/", own.closed, name="closed"),
    path("dashboard/emails/", oversight.address_claims, name="address_claims"),
    path("dashboard/emails/<uuid:pk>/stop/", oversight.stop_claim, name="stop_claim"),
    path("dashboard/emails/<uuid:pk>/vouch/", oversight.vouch_for, name="vouch_for"),
    path("operating/emails/", oversight.operating_emails, name="operating_emails"),
    path("operating/emails/<uuid:pk>/stop/", oversight.operating_stop, name="operating_stop_claim"),
    path(
        "operating/emails/<uuid:pk>/vouch/", oversight.operating_vouch, name="operating_vouch_for"
    ),
    path("operating/domains/", oversight.change_domain, name="change_domain"),
]
