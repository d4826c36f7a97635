from django.urls import URLPattern, path

from networks.invitations import views

urlpatterns: list[URLPattern] = [
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/new/", views.new, name="invitation_new"),
    path("invitations/<uuid:pk>/", views.invitation, name="invitation"),
    path("invitations/<uuid:pk>/answer/", views.answer, name="invitation_answer"),
    path("invitations/<uuid:pk>/withdraw/", views.withdraw, name="invitation_withdraw"),
]
