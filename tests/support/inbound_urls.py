"""The product's addresses with those that are there only where a mail service posts to us."""

from django.urls import include, path

from mentornet.urls import urlpatterns as ours

handler500 = "mentornet.error_pages.server_error"

urlpatterns = [path("anymail/", include("anymail.urls")), *ours]
