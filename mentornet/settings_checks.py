"""What makes settings unsafe: each problem in one sentence that says what to do.

`problems` looks at the names and values alone, before Django is loaded, and finds all of them at
once. A deployment may lack nothing and weaken nothing; a demonstration may reach nothing but what it
has started itself, so that a made-up school with a printed password never meets people's data.
"""

from __future__ import annotations

import base64
import binascii
import logging
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from email.utils import parseaddr
from math import log2
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import environ

from mentornet import breached_passwords as breached
from mentornet.dev import embedded
from mentornet.mail.inbound.settings_checks import inbound_problems
from mentornet.webhooks.settings_checks import webhook_problems

Values = Mapping[str, str]

REQUIRED = (
    "SECRET_KEY",
    "CONCERN_KEYS",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
)
DATABASES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_OPERATIONS_URL")
# Each may stand in a file instead, whose path NAME_FILE names: what Docker, Kubernetes and systemd mount.
SECRETS = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "CONCERN_KEYS",
    *DATABASES,
    "DATABASE_LISTEN_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "INBOUND_IMAP_URL",
    "ANYMAIL_WEBHOOK_SECRET",
    "ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY",
    "ANYMAIL_MAILERSEND_INBOUND_SECRET",
)
SERVICES = (*DATABASES, "REDIS_URL", "EMAIL_URL", "INBOUND_IMAP_URL")
FLAGS = (
    "MENTORNET_DEMO",
    "DEBUG",
    "BEHIND_PROXY",
    "SIGN_ON_PRIVATE_NETWORKS",
    "WEBHOOKS_TO_PRIVATE_ADDRESSES",
)
NUMBERS = {
    "TRUSTED_PROXIES": range(11),
    "HSTS_SECONDS": range(300, 10**9),
    "DATABASE_CONN_MAX_AGE": range(86_401),
    "LARGEST_UPLOAD_MB": range(1, 2_049),
    "API_REQUESTS_A_MINUTE": range(1, 10**6),
}
YES, NO = {"1", "true", "on", "ok", "y", "yes"}, {"0", "false", "off", "n", "no", ""}
SHORTEST_KEY = 50
FEWEST_BITS = 128
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
ADDRESS = re.compile(r"[^@\s<>,;]+@(?P<domain>[^@\s<>,;]+)")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
MAKE_KEY = 'python -c "import secrets; print(secrets.token_urlsafe(64))"'
MAKE_CONCERN_KEY = (
    'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
)


def read_file(path: Path) -> dict[str, str]:
    """Return what a `.env` file sets, without setting it; nothing where there is no file."""

    class File(environ.Env):
        ENVIRON: dict[str, str] = {}

    File.read_env(path)
    return File.ENVIRON


def secrets_from_files(values: Values) -> tuple[dict[str, str], list[str]]:
    """Return the settings that files hold which *values* name as NAME_FILE, and what is wrong with these files.

    A line's end after the value is no part of it, since editors write one.
    """
    found, wrong = {}, []
    for name in SECRETS:
        path = values.get(f"{name}_FILE", "").strip()
        if not path:
            continue
        if values.get(name, "").strip():
            wrong.append(f"{name} and {name}_FILE are both set: take one of them away.")
            continue
        try:
            found[name] = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            wrong.append(f"{name}_FILE={path} can't be read: {why}.")
            continue
        if not found[name].strip():
            wrong.append(f"{name}_FILE={path} is empty.")
    return found, wrong


def problems(environment: Values, file: Values) -> list[str]:
    """Return what keeps these settings from being used; the environment wins over the file."""
    values = {**file, **environment}
    wrong_flags = [
        f"{name}={values[name]} is neither on nor off: set it to 1 or 0."
        for name in FLAGS
        if values.get(name, "").lower() not in YES | NO
    ]
    if wrong_flags:
        return wrong_flags
    if _on(values, "MENTORNET_DEMO"):
        return demonstration_problems(environment, file)
    return [*_missing(values), *(problem for check in CHECKS for problem in check(values))]


def demonstration_problems(environment: Values, file: Values) -> list[str]:
    """Return which services a demonstration would reach that are not its own.

    A test run (MENTORNET_TEST=1, set by `python -m mentornet.dev.embedded`) may be given a Redis and a
    mail server on this machine and a database whose name contains "test". A `.env` file that names
    a service is that of a deployment, whatever the environment says.
    """
    found = [
        f".env names {name}, so this folder serves a deployment, and a demonstration or a test run "
        f"does not start in it: use another checkout."
        for name in SERVICES
        if file.get(name)
    ]
    if "MENTORNET_TEST" in file:
        found.append("MENTORNET_TEST is for the test command alone: take it out of .env.")
    testing = environment.get("MENTORNET_TEST") == "1"
    for name in SERVICES:
        if (value := environment.get(name, "")) and not file.get(name):
            found += _foreign_service(name, value, testing=testing)
    return found


def refusal(found: list[str]) -> str:
    """Return one text for all problems."""
    return "\n".join(
        ["MentorNet does not start with these settings (.env.example explains each):", ""]
        + [f"- {one}" for one in found]
    )


def _foreign_service(name: str, value: str, *, testing: bool) -> Iterator[str]:
    address = _split(value)
    if name in DATABASES:
        if embedded.is_own(value):
            return
        if not testing:
            yield (
                f"{name} names a database, and a demonstration uses only its own: unset {name}, or "
                f"set MENTORNET_DEMO=0 for a deployment."
            )
        elif address is None or "test" not in address.path:
            yield (
                f"{name} names a database whose name does not contain “test”: tests use no other, so "
                f"that they never meet one with people in it."
            )
    elif not testing:
        yield (
            f"{name} names a server, and a demonstration uses only its own: unset {name}, or set "
            f"MENTORNET_DEMO=0 for a deployment. (For tools beside a test run: MENTORNET_TEST=1.)"
        )
    elif address is None or (address.hostname or "localhost") not in LOOPBACK:
        yield f"{name} names another machine: tests use a server on this one only."


def _missing(values: Values) -> Iterator[str]:
    for name in REQUIRED:
        if not values.get(name, "").strip():
            yield f"Set {name}, or set MENTORNET_DEMO=1 for a demonstration on this machine."


def _secret_key(values: Values) -> Iterator[str]:
    key = values.get("SECRET_KEY", "")
    if key and (len(key) < SHORTEST_KEY or _bits(key) < FEWEST_BITS):
        yield (
            f"SECRET_KEY is too short or too regular to keep a secret (at least {SHORTEST_KEY} random "
            f"characters): make one with {MAKE_KEY}"
        )
    if key and key in [one.strip() for one in values.get("SECRET_KEY_FALLBACKS", "").split(",")]:
        yield "SECRET_KEY also stands in SECRET_KEY_FALLBACKS: a key of before must be another one."


def _concern_keys(values: Values) -> Iterator[str]:
    keys = [one.strip() for one in values.get("CONCERN_KEYS", "").split(",") if one.strip()]
    for place, key in enumerate(keys, start=1):
        try:
            usable = len(base64.urlsafe_b64decode(key)) == 32 and len(key) == 44
        except (binascii.Error, ValueError):
            usable = False
        if not usable or len(set(base64.urlsafe_b64decode(key))) < 12:
            yield f"Key {place} of CONCERN_KEYS is not a random key: make it with {MAKE_CONCERN_KEY}"


def _site(values: Values) -> Iterator[str]:
    text = values.get("SITE_URL", "").strip()
    if not text:
        return
    address = _split(text)
    if address is None or not address.hostname or address.scheme not in ("http", "https"):
        yield "SITE_URL is not an address: write it as https://mentornet.example.org"
        return
    if address.scheme != "https":
        yield "SITE_URL must begin with https://, or passwords and notes cross the network in clear."
    if address.path.strip("/") or address.query or address.fragment or address.username:
        yield "SITE_URL must be scheme and host alone, as in https://mentornet.example.org"


def _hosts(values: Values) -> Iterator[str]:
    hosts = [one.strip().lower() for one in values.get("ALLOWED_HOSTS", "").split(",")]
    hosts = [one for one in hosts if one]
    for host in hosts:
        if "*" in host or (host.startswith(".") and "." not in host[1:]):
            yield f"ALLOWED_HOSTS has {host}, which lets in any host name: list the names themselves."
    address = _split(values.get("SITE_URL", ""))
    site = address.hostname if address else None
    if hosts and site and not any(_covers(host, site) for host in hosts):
        yield f"ALLOWED_HOSTS does not contain SITE_URL's host: add {site}."


def _database(values: Values) -> Iterator[str]:
    for name in DATABASES:
        text = values.get(name, "")
        address = _split(text)
        if not text:
            continue
        if (
            address is None
            or address.scheme not in ("postgres", "postgresql", "psql", "pgsql")
            or not address.path.strip("/")
        ):
            yield f"{name} is not the address of a PostgreSQL database: postgresql://user:password@host/name"
        elif address.password == "password":  # noqa: S105  (it is the example's)
            yield f"{name} has the password of .env.example: give the database's user another one."


def _roles(values: Values) -> Iterator[str]:
    """One address is an installation of before, which goes on; web and workers do without the owner."""
    given = [name for name in DATABASES if values.get(name, "").strip()]
    missing = [name for name in DATABASES if name not in given]
    if missing == ["DATABASE_OWNER_URL"]:
        if values.get("MENTORNET_AS_OWNER") == "1":
            yield "DATABASE_OWNER_URL is missing: this command makes or empties tables, as their owner."
    elif len(given) > 1 and missing:
        yield f"{missing[0]} is missing: name all three database roles, or DATABASE_URL alone."
    users = {address.username for name in given if (address := _split(values[name]))}
    if len(given) > 1 and (len(users) < len(given) or None in users):
        yield (
            f"{', '.join(given)} must name {len(given)} users: docs/operation.md gives the SQL that makes "
            f"them."
        )


def _redis(values: Values) -> Iterator[str]:
    text = values.get("REDIS_URL", "")
    address = _split(text)
    if text and (
        address is None
        or address.scheme not in ("redis", "rediss", "unix")
        or not (address.path if address.scheme == "unix" else address.hostname)
    ):
        yield "REDIS_URL is not the address of a Redis server: redis://host:6379/0"


def _mail(values: Values) -> Iterator[str]:
    text = values.get("EMAIL_URL", "")
    address = _split(text)
    if not text:
        return
    if address is None or address.scheme not in ("smtp", "smtps", "smtp+tls", "smtp+ssl"):
        yield (
            "EMAIL_URL must name a mail server (smtp+tls://user:password@host:587): other ways of "
            "sending lose people's mail, or show its links to whoever reads the log."
        )
    elif not address.hostname:
        yield "EMAIL_URL lacks the mail server's name: smtp+tls://user:password@host:587"
    elif address.scheme == "smtp" and address.password and address.hostname not in LOOPBACK:
        yield "EMAIL_URL sends its password in clear: use smtp+tls:// or smtp+ssl:// instead of smtp://."


def _sender(values: Values) -> Iterator[str]:
    text = values.get("DEFAULT_FROM_EMAIL", "").strip()
    given = parseaddr(text)[1]
    found = ADDRESS.fullmatch(given)
    usable = found is not None and HOST_NAME.fullmatch(found["domain"].lower()) and given in text
    if text and ("\n" in text or not usable):
        yield (
            "DEFAULT_FROM_EMAIL is not an address: write it as MentorNet "
            "<mentornet@mentornet.example.org>"
        )


def _bounces(values: Values) -> Iterator[str]:
    secret = values.get("ANYMAIL_WEBHOOK_SECRET", "")
    user, _colon, password = secret.partition(":")
    if secret and (not user or len(password) < 20 or _bits(password) < 64):
        yield (
            "ANYMAIL_WEBHOOK_SECRET must be user:password with a random password of at least 20 "
            "characters, or anybody can report that people's addresses bounce."
        )


def _demonstration_only(values: Values) -> Iterator[str]:
    if _on(values, "DEBUG"):
        yield "DEBUG shows settings and data to everybody who meets an error: unset DEBUG."
    if _on(values, "WEBHOOKS_TO_PRIVATE_ADDRESSES"):
        yield (
            "WEBHOOKS_TO_PRIVATE_ADDRESSES lets directors make the server call its own network: "
            "unset it outside a demonstration."
        )
    if values.get("MENTORNET_TEST"):
        yield "MENTORNET_TEST is for test runs alone: unset it."


def _proxies(values: Values) -> Iterator[str]:
    if _on(values, "BEHIND_PROXY") and not values.get("TRUSTED_PROXIES", "").strip("0"):
        yield (
            "BEHIND_PROXY=1 needs TRUSTED_PROXIES, the number of proxies in front that append to "
            "X-Forwarded-For (usually 1), or all people count as one client."
        )


def _numbers(values: Values) -> Iterator[str]:
    for name, allowed in NUMBERS.items():
        text = values.get(name, "").strip()
        if text and not (text.isdecimal() and int(text) in allowed):
            yield f"{name} must be a whole number from {allowed[0]} to {allowed[-1]}."


def _breached_passwords(values: Values) -> Iterator[str]:
    path = values.get("BREACHED_PASSWORDS_FILE", "").strip()
    if path and (problem := breached.problem_of(Path(path))):
        yield f"BREACHED_PASSWORDS_FILE: {problem}"


def _log(values: Values) -> Iterator[str]:
    level = values.get("LOG_LEVEL", "") or "INFO"
    if level == "DEBUG":
        yield "LOG_LEVEL=DEBUG writes tokens into the log: use INFO, WARNING or ERROR."
    elif level not in logging.getLevelNamesMapping():
        yield "LOG_LEVEL must be INFO, WARNING or ERROR."


CHECKS: tuple[Callable[[Values], Iterator[str]], ...] = (
    _secret_key,
    _concern_keys,
    _site,
    _hosts,
    _database,
    _roles,
    _redis,
    _mail,
    _sender,
    _bounces,
    inbound_problems,
    _demonstration_only,
    _proxies,
    webhook_problems,
    _numbers,
    _breached_passwords,
    _log,
)


def _on(values: Values, name: str) -> bool:
    return values.get(name, "").lower() in YES


def _covers(allowed: str, host: str) -> bool:
    """Return whether Django takes *host* for this entry of ALLOWED_HOSTS."""
    if allowed.startswith("."):
        return host.endswith(allowed) or host == allowed[1:]
    return host == allowed


def _split(text: str) -> SplitResult | None:
    try:
        address = urlsplit(text.strip())
        _ = address.port
    except ValueError:
        return None
    return address


def _bits(text: str) -> float:
    """Return an upper bound of the text's entropy; that of its shortest period where it repeats."""
    period = text[: (text + text).index(text, 1)] if text else ""
    counts = Counter(period)
    return sum(-log2(count / len(period)) * count for count in counts.values())


def file_of(folder: Path = embedded.BASE_DIR) -> dict[str, str]:
    """Return what the checkout's own `.env` sets."""
    return read_file(folder / ".env")


def check_demonstration() -> list[str]:
    """Return what keeps `make run` from starting here: services of others, or a deployment's mark.

    It starts all that it needs by itself, so that not even a test run's services are for it.
    """
    file = file_of()
    given = {name: value for name, value in os.environ.items() if name != "MENTORNET_TEST"}
    found = demonstration_problems(given, file)
    if {**file, **given}.get("MENTORNET_DEMO", "1").lower() not in YES:
        found.append(
            "MENTORNET_DEMO=0 says that this is a deployment, and `make run` is the demonstration: "
            "docs/operation.md says how to run a deployment."
        )
    return found
