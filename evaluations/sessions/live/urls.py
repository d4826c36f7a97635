from django.urls import URLPattern, path

from evaluations.sessions.live import views

urlpatterns: list[URLPattern] = [
    path("meetings/<uuid:pk>/console/", views.live_session, name="console"),
    path("meetings/<uuid:pk>/projector/", views.projector, name="projector"),
    path("meetings/<uuid:pk>/clock/<str:act>/", views.clock, name="clock"),
    path("meetings/<uuid:pk>/spoke/", views.spoke, name="spoke"),
    path("groups/<uuid:pk>/park/", views.park, name="park"),
    path("parked/<uuid:pk>/<str:act>/", views.parked, name="parked"),
]
