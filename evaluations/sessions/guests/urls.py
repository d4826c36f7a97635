from django.urls import URLPattern, path

from evaluations.sessions.guests import views

urlpatterns: list[URLPattern] = [
    path("meetings/<uuid:pk>/guests/", views.guests, name="session_guests"),
    path("guests/<uuid:pk>/", views.session, name="session_guest"),
    path(
        "guests/<uuid:pk>/materials/<uuid:material>/",
        views.material,
        name="session_guest_material",
    ),
    path("guests/<uuid:pk>/withdraw/", views.withdraw, name="session_guest_withdraw"),
]
