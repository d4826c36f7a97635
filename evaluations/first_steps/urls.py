from django.urls import URLPattern, path

from evaluations.first_steps import views

urlpatterns: list[URLPattern] = [
    path("first-steps/", views.first_steps, name="first_steps"),
    path("first-steps/people/", views.find_people, name="first_steps_people"),
    path("first-steps/contacts/", views.contacts, name="first_steps_contacts"),
    path("first-steps/network/", views.network, name="first_steps_network"),
]
