from django.urls import URLPattern, path

from networks.suggestions.views import gap, people

urlpatterns: list[URLPattern] = [
    path("network/gaps/<str:kind>/<str:value>/", gap.gap, name="gap"),
    path("people/", people.people, name="people"),
    path("people/<uuid:pk>/", people.person, name="person"),
]
