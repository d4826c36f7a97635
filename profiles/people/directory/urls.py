from django.urls import URLPattern, path

from mentornet.lists.urls import list_urls
from profiles.people.directory import lists, views

urlpatterns: list[URLPattern] = [
    *list_urls(lists.people, "dashboard/people/"),
    *list_urls(lists.mentors, "dashboard/mentors/"),
    path("dashboard/people/find/", views.people_find, name="people_find"),
    path("dashboard/people/<uuid:pk>/", views.directed_person, name="directed_person"),
    path(
        "dashboard/people/<uuid:pk>/activation/",
        views.directed_person_activation,
        name="directed_person_activation",
    ),
]
