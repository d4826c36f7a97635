from django.urls import URLPattern, path

from profiles.people.emails.views import oversight as watch_views
from profiles.people.emails.views import own as views

urlpatterns: list[URLPattern] = [
    path("settings/email/", views.my_address, name="my_address"),
    path("settings/email/<uuid:pk>/confirm/", views.confirm_address, name="confirm_address"),
    path("settings/email/<uuid:pk>/stop/", views.keep_address, name="keep_address"),
    path("settings/email/<uuid:pk>/use/", views.adopt_address, name="adopt_address"),
    path("settings/institutions/", views.my_offers, name="offers"),
    path("settings/institutions/<uuid:pk>/join/", views.accept_offer, name="accept_offer"),
    path("settings/institutions/<uuid:pk>/decline/", views.decline_offer, name="decline_offer"),
    path("email/stop/<str:token>/", views.stop_address, name="stop_address_claim"),
    path("closed/", views.closed, name="closed"),
    path("directing/emails/", watch_views.address_claims, name="address_claims"),
    path("directing/emails/<uuid:pk>/stop/", watch_views.stop_claim, name="stop_claim"),
    path("directing/emails/<uuid:pk>/vouch/", watch_views.vouch_for, name="vouch_for"),
    path("operating/emails/", watch_views.operating_emails, name="operating_emails"),
    path(
        "operating/emails/<uuid:pk>/stop/", watch_views.operating_stop, name="operating_stop_claim"
    ),
    path(
        "operating/emails/<uuid:pk>/vouch/", watch_views.operating_vouch, name="operating_vouch_for"
    ),
    path("operating/domains/", watch_views.change_domain, name="change_domain"),
]
