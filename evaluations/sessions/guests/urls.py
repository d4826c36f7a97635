from django.urls import URLPattern, path

from evaluations.sessions.guests import views as guest_views

urlpatterns: list[URLPattern] = [
    path("meetings/<uuid:pk>/guests/", guest_views.guests, name="session_guests"),
    path("guests/<uuid:pk>/", guest_views.session, name="session_guest"),
    path(
        "guests/<uuid:pk>/materials/<uuid:material>/",
        guest_views.material,
        name="session_guest_material",
    ),
    path("guests/<uuid:pk>/withdraw/", guest_views.withdraw, name="session_guest_withdraw"),
]
