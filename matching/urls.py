from django.urls import URLPattern

from matching.groups.urls import urlpatterns as groups
from matching.newcomers.urls import urlpatterns as newcomers
from matching.pairing.urls import urlpatterns as pairing
from matching.pairs.urls import urlpatterns as pairs
from matching.programs.urls import urlpatterns as programs
from matching.projects.urls import urlpatterns as projects
from matching.spreadsheets.urls import urlpatterns as spreadsheets
from matching.teams.urls import urlpatterns as teams

app_name = "matching"

urlpatterns: list[URLPattern] = [
    *programs,
    *teams,
    *pairs,
    *pairing,
    *projects,
    *groups,
    *spreadsheets,
    *newcomers,
]
