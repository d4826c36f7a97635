from django.urls import URLPattern, path

from networks.relationships.agreements import link_views, views

urlpatterns: list[URLPattern] = [
    path("network/ties/<uuid:pk>/agreement/", views.agreement, name="agreement"),
    path("network/agreements/<uuid:pk>/confirm/", views.confirm, name="agreement_confirm"),
    path("outside/agreement/<str:token>/", link_views.by_link, name="outside_agreement"),
]
