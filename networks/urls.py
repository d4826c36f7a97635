from django.urls import URLPattern, URLResolver, path, re_path, reverse_lazy
from django.views.generic import RedirectView

from networks.concerns import views as concern
from networks.home import views as home
from networks.invitations import views as invitation
from networks.map.views import network
from networks.peer_groups.urls import urlpatterns as peer_group_urls
from networks.peer_groups.views import peers as group_peer
from networks.relationships.views import agreement, ending, tie
from networks.relationships.views import links as link
from networks.suggestions.views import gap as suggestion
from networks.suggestions.views import people

app_name = "networks"

urlpatterns: list[URLPattern | URLResolver] = [
    path("network/gaps/<str:kind>/<str:value>/", suggestion.gap, name="gap"),
    path("network/exclusions/", suggestion.exclusions, name="exclusions"),
    path("people/", people.people, name="people"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/exclude/", suggestion.exclude, name="exclude"),
    path("people/<uuid:pk>/include/", suggestion.include, name="include"),
    path("", home.home, name="home"),
    path("network/", network.network, name="network"),
    path("network/group/<uuid:pk>/", group_peer.group_peer, name="group_peer"),
    path("network/ties/", tie.ties, name="ties"),
    path("network/ties/new/", tie.new, name="tie_new"),
    path("network/ties/<uuid:pk>/", tie.tie, name="tie"),
    path("network/ties/<uuid:pk>/edit/", tie.edit, name="tie_edit"),
    path("network/ties/<uuid:pk>/end/", tie.end, name="tie_end"),
    path("network/ties/<uuid:pk>/ending/", ending.ending, name="tie_ending"),
    path("network/ties/<uuid:pk>/stage/", ending.stage, name="tie_stage"),
    path("network/ties/<uuid:pk>/undo-end/", tie.undo_end, name="tie_undo_end"),
    path("network/ties/<uuid:pk>/confirm/", tie.confirm, name="tie_confirm"),
    path("network/ties/<uuid:pk>/refuse/", tie.refuse, name="tie_refuse"),
    path("network/ties/<uuid:pk>/agreement/", agreement.agreement, name="agreement"),
    path("network/agreements/<uuid:pk>/confirm/", agreement.confirm, name="agreement_confirm"),
    # Neither the browser's history nor a log says by the address what this is about.
    path("messages/", concern.concerns, name="concerns"),
    path("messages/new/", concern.new, name="concern_new"),
    path("messages/code/", concern.by_code, name="concern_by_code"),
    path("messages/<uuid:pk>/", concern.concern, name="concern"),
    path("messages/<uuid:pk>/readers/", concern.decide, name="concern_decide"),
    path("messages/<uuid:pk>/state/", concern.state, name="concern_state"),
    # Addresses in mail from before.
    re_path(
        r"^concerns/",
        RedirectView.as_view(url=reverse_lazy("networks:concerns")),
        name="concerns_before",
    ),
    path("invitations/", invitation.invitations, name="invitations"),
    path("invitations/new/", invitation.new, name="invitation_new"),
    path("invitations/<uuid:pk>/", invitation.invitation, name="invitation"),
    path("invitations/<uuid:pk>/answer/", invitation.answer, name="invitation_answer"),
    path("invitations/<uuid:pk>/withdraw/", invitation.withdraw, name="invitation_withdraw"),
    path("i/<str:token>/", link.mail_link, name="mail_link"),
    *peer_group_urls,
]
