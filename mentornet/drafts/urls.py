from django.urls import path

from mentornet.drafts import views

urlpatterns = [
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/delete/", views.delete, name="draft_delete"),
    path("drafts/key/", views.key, name="draft_key"),
    path("drafts/save/", views.save, name="draft_save"),
    path("drafts/read/", views.read, name="draft_read"),
    path("drafts/discard/", views.discard, name="draft_discard"),
]
