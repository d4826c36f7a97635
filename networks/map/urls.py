from django.urls import URLPattern, path

from networks.map.views import network

urlpatterns: list[URLPattern] = [
    path("network/", network.network, name="network"),
]
