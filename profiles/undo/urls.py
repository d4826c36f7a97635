from django.urls import path

from profiles.undo import views

urlpatterns = [path("undo/", views.undo, name="undo")]
