from django.urls import URLPattern, path

from evaluations.home import views
from evaluations.home.my_data.urls import urlpatterns as my_data_urls

urlpatterns: list[URLPattern] = [
    path("search/", views.search, name="search"),
    path("dashboard/search/", views.dashboard_search, name="dashboard_search"),
    path("contact/", views.contact, name="contact"),
    path("groups/", views.groups, name="groups"),
    *my_data_urls,
]
