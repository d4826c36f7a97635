"""Who meets what at the pages about API clients, and at the addresses around the API itself."""

from tests.contract.matrix import Kwargs, Outcome, Row, colleagues, everyone, only
from tests.contract.world import ROLES

CLIENT: Kwargs = lambda world: {"pk": world.rows["api_client"].pk}  # noqa: E731
DIRECTORS = only("director", "other_director", others=Outcome.DENIED)
# Directors alone; a client of another institution is not there.
DIRECTORS_HERE = {**DIRECTORS, "other_director": Outcome.HIDDEN}

API_CLIENTS: dict[str, Row] = {
    "profiles:api_clients": Row(DIRECTORS),
    "profiles:api_client_new": Row(DIRECTORS),
    "profiles:api_client": Row(DIRECTORS_HERE, kwargs=CLIENT),
    "profiles:api_client_rotate": Row(DIRECTORS_HERE, kwargs=CLIENT, method="post"),
    "profiles:api_client_drop_previous": Row(DIRECTORS_HERE, kwargs=CLIENT, method="post"),
    "profiles:api_client_revoke": Row(DIRECTORS_HERE, kwargs=CLIENT),
    # What a client asks each of its institution's people for; each sees and decides their own.
    "profiles:content_consent": Row(
        colleagues(), kwargs=lambda world: {"pk": world.rows["content_grant"].pk}
    ),
    # What the API can do is no secret; what it holds is behind tokens: see test_api_matrix.
    "api:openapi": Row(everyone()),
    "api:postman": Row(everyone()),
    "oauth_metadata": Row(everyone()),
    "api:docs": Row(everyone()),
    "api:problems": Row(everyone()),
    "api:unknown": Row(dict.fromkeys(ROLES, Outcome.HIDDEN), kwargs=lambda world: {"rest": "x"}),
}
