from django.urls import URLPattern, path

from evaluations.home.my_data import views

urlpatterns: list[URLPattern] = [
    path("settings/my-data/", views.my_data, name="my_data"),
    path("settings/my-data.pdf", views.my_data_pdf, name="my_data_pdf"),
    path("settings/my-data.json", views.my_data_file, name="my_data_file"),
]
