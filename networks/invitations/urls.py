from django.urls import URLPattern, path

from networks.invitations import link_views, views

urlpatterns: list[URLPattern] = [
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/new/", views.new, name="invitation_new"),
    path("q/<str:token>/", link_views.by_link, name="invitation_by_link"),
    path("invitations/<uuid:pk>/", views.invitation, name="invitation"),
    path("invitations/<uuid:pk>/answer/", views.answer, name="invitation_answer"),
    path("invitations/<uuid:pk>/withdraw/", views.withdraw, name="invitation_withdraw"),
]
