"""What a start refuses. The settings are read again, in a process of their own."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from mentornet.dev import embedded
from mentornet.settings_checks import problems, read_file, secrets_from_files
from mentornet.tenancy.checks import check_roles

RANDOM = "Zk3v9Qw7xT1mB5nR8yL2cH6dJ4fG0sAaPpUuEeIiOoVvWwXxYyZz"
PRODUCTION = {
    "SECRET_KEY": RANDOM,
    "CONCERN_KEYS": "c2VhbHMtY29uY2VybnMtaW4tYS10ZXN0LW9ubHktMDE=",
    "SITE_URL": "https://mentornet.example",
    "ALLOWED_HOSTS": "mentornet.example",
    "DATABASE_URL": "postgresql:///none",
    "REDIS_URL": "redis://localhost",
    "EMAIL_URL": "smtp://localhost",
    "DEFAULT_FROM_EMAIL": "mentornet@mentornet.example",
}
PROGRAM = "import mentornet.settings as s; print({})"


def read_settings(expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(expression)],
        cwd=settings.BASE_DIR,
        env={**kept, "MENTORNET_DEMO": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def refused(**environment: str) -> list[str]:
    """What a start in a process of its own says is wrong."""
    done = read_settings("1", **environment)
    assert (done.returncode, "ImproperlyConfigured: " in done.stderr) == (1, True), done.stderr
    return [line[2:] for line in done.stderr.splitlines() if line.startswith("- ")]


def wrong(file: dict[str, str] | None = None, **environment: str) -> list[str]:
    """What is wrong with a deployment of which these settings are others; empty ones are unset."""
    given = {"MENTORNET_DEMO": "0", **PRODUCTION, **environment}
    return problems({name: value for name, value in given.items() if value}, file or {})


@pytest.mark.parametrize("name", PRODUCTION)
def test_deployment_without_a_required_setting_names_it(name):
    said = wrong(**{name: ""})

    assert said == [f"Set {name}, or set MENTORNET_DEMO=1 for a demonstration on this machine."]


def test_start_names_all_that_is_unsafe_at_once():
    unsafe = {
        "SECRET_KEY": "short",
        "CONCERN_KEYS": "notakey",
        "SITE_URL": "http://mentornet.example",
        "ALLOWED_HOSTS": "*",
        "EMAIL_URL": "consolemail://",
        "DEBUG": "1",
    }

    said = refused(**{**PRODUCTION, **unsafe})

    assert [one.split()[0] for one in said] == [
        "SECRET_KEY",
        "Key",
        "SITE_URL",
        "ALLOWED_HOSTS",
        "ALLOWED_HOSTS",
        "EMAIL_URL",
        "DEBUG",
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "x" * 49, "SECRET_KEY is too short"),
        ("SECRET_KEY", "x" * 200, "SECRET_KEY is too short or too regular"),
        ("SECRET_KEY", "not-a-secret-" * 8, "SECRET_KEY is too short or too regular"),
        ("SECRET_KEY_FALLBACKS", f"other,{RANDOM}", "SECRET_KEY also stands in"),
        ("CONCERN_KEYS", "notakey", "Key 1 of CONCERN_KEYS"),
        ("CONCERN_KEYS", PRODUCTION["CONCERN_KEYS"] + ",short", "Key 2 of CONCERN_KEYS"),
        ("CONCERN_KEYS", "A" * 43 + "=", "Key 1 of CONCERN_KEYS"),
        ("SITE_URL", "http://mentornet.example", "SITE_URL must begin with https://"),
        ("SITE_URL", "https://mentornet.example/app", "SITE_URL must be scheme and host"),
        ("SITE_URL", "https://mentornet.example/?a=1", "SITE_URL must be scheme and host"),
        ("SITE_URL", "https://me@mentornet.example", "SITE_URL must be scheme and host"),
        ("SITE_URL", "mentornet.example", "SITE_URL is not an address"),
        ("SITE_URL", "https://mentornet.example:http", "SITE_URL is not an address"),
        ("ALLOWED_HOSTS", "mentornet.example,*", "ALLOWED_HOSTS has *,"),
        ("ALLOWED_HOSTS", ".example,mentornet.example", "ALLOWED_HOSTS has .example,"),
        ("ALLOWED_HOSTS", "other.example", "ALLOWED_HOSTS does not contain SITE_URL's host"),
        ("DATABASE_URL", "sqlite:///db", "DATABASE_URL is not the address of a PostgreSQL"),
        ("DATABASE_URL", "postgresql://host", "DATABASE_URL is not the address of a PostgreSQL"),
        ("DATABASE_URL", "postgresql://m:password@h/m", "DATABASE_URL has the password of"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL is not the address of a Redis"),
        ("REDIS_URL", "redis:///0", "REDIS_URL is not the address of a Redis"),
        ("EMAIL_URL", "consolemail://", "EMAIL_URL must name a mail server"),
        ("EMAIL_URL", "memorymail://", "EMAIL_URL must name a mail server"),
        ("EMAIL_URL", "dummymail://", "EMAIL_URL must name a mail server"),
        ("EMAIL_URL", "filemail:///tmp/mail", "EMAIL_URL must name a mail server"),
        ("EMAIL_URL", "smtp+tls://", "EMAIL_URL lacks the mail server's name"),
        ("EMAIL_URL", "smtp://me:secret@mail.example", "EMAIL_URL sends its password in clear"),
        ("DEFAULT_FROM_EMAIL", "MentorNet", "DEFAULT_FROM_EMAIL is not an address"),
        ("DEFAULT_FROM_EMAIL", "MentorNet <m@>", "DEFAULT_FROM_EMAIL is not an address"),
        ("DEFAULT_FROM_EMAIL", "m@exa mple", "DEFAULT_FROM_EMAIL is not an address"),
        ("ANYMAIL_WEBHOOK_SECRET", RANDOM, "ANYMAIL_WEBHOOK_SECRET must be user:password"),
        ("ANYMAIL_WEBHOOK_SECRET", "user:short", "ANYMAIL_WEBHOOK_SECRET must be user:password"),
        ("DEBUG", "1", "DEBUG shows settings and data"),
        ("DEBUG", "maybe", "DEBUG=maybe is neither on nor off"),
        ("MENTORNET_DEMO", "ture", "MENTORNET_DEMO=ture is neither on nor off"),
        ("MENTORNET_TEST", "1", "MENTORNET_TEST is for test runs alone"),
        ("WEBHOOKS_TO_PRIVATE_ADDRESSES", "1", "WEBHOOKS_TO_PRIVATE_ADDRESSES lets directors"),
        ("WEBHOOK_NETWORKS", "10.0.0.0/8,hospital", "WEBHOOK_NETWORKS has “hospital”, which is no"),
        ("WEBHOOK_NETWORKS", "0.0.0.0/0", "WEBHOOK_NETWORKS has 0.0.0.0/0, which is nearly"),
        ("WEBHOOK_PROXY", "proxy:3128", "WEBHOOK_PROXY must be an address"),
        ("BEHIND_PROXY", "1", "BEHIND_PROXY=1 needs TRUSTED_PROXIES"),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES must be a whole number"),
        ("HSTS_SECONDS", "0", "HSTS_SECONDS must be a whole number from 300"),
        ("LARGEST_UPLOAD_MB", "many", "LARGEST_UPLOAD_MB must be a whole number"),
        ("API_REQUESTS_A_MINUTE", "0", "API_REQUESTS_A_MINUTE must be a whole number"),
        ("LOG_LEVEL", "DEBUG", "LOG_LEVEL=DEBUG writes tokens"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be"),
    ],
)
def test_unsafe_setting_is_named(name, value, said):
    [problem] = wrong(**{name: value})

    assert problem.startswith(said)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "0123456789abcdef" * 3 + "fedcba9876543210" + "02468ace"),
        ("ALLOWED_HOSTS", ".mentornet.example"),
        ("SITE_URL", "https://mentornet.example/"),
        ("DATABASE_URL", "postgresql://mentornet:s3cret@db.example:5432/mentornet"),
        ("REDIS_URL", "rediss://:secret@redis.example:6380/0"),
        ("REDIS_URL", "unix:///run/redis.sock"),
        ("EMAIL_URL", "smtp+tls://me:secret@mail.example:587"),
        ("EMAIL_URL", "smtp://relay.example:25"),
        ("DEFAULT_FROM_EMAIL", "MentorNet <mentornet@mentornet.example>"),
        ("ANYMAIL_WEBHOOK_SECRET", f"postmark:{RANDOM}"),
        ("TRUSTED_PROXIES", "2"),
        ("HSTS_SECONDS", "300"),
        ("LOG_LEVEL", "WARNING"),
    ],
)
def test_safe_setting_is_taken(name, value):
    assert wrong(**{name: value}) == []


def test_example_is_refused_until_it_is_filled_in():
    example = read_file(settings.BASE_DIR / ".env.example")

    said = problems({}, example)

    assert [one.split()[0:2] for one in said if one.startswith("Set ")] == [
        ["Set", "SECRET_KEY,"],
        ["Set", "CONCERN_KEYS,"],
        ["Set", "EMAIL_URL,"],
    ]
    assert [one for one in said if not one.startswith("Set ")] == [
        f"{name} has the password of .env.example: give the database's user another one."
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_OPERATIONS_URL")
    ]


ROLES = {
    "DATABASE_URL": "postgresql://application@db/mentornet",
    "DATABASE_OWNER_URL": "postgresql://owner@db/mentornet",
    "DATABASE_OPERATIONS_URL": "postgresql://operations@db/mentornet",
}


def test_three_database_roles_are_taken_and_so_is_one_of_before():
    assert wrong(**ROLES) == []
    assert wrong(DATABASE_URL=ROLES["DATABASE_URL"]) == []


def test_each_database_role_has_the_address_of_a_postgresql():
    [said] = wrong(**ROLES | {"DATABASE_OWNER_URL": "mysql://owner@h/m"})

    assert said.startswith("DATABASE_OWNER_URL is not the address of a PostgreSQL database")


def test_processes_that_make_no_tables_do_without_their_owner():
    without = ROLES | {"DATABASE_OWNER_URL": ""}

    assert wrong(**without) == []
    assert wrong(**without, MENTORNET_AS_OWNER="1") == [
        "DATABASE_OWNER_URL is missing: this command makes or empties tables, as their owner."
    ]
    assert wrong(**ROLES | {"DATABASE_OPERATIONS_URL": ""}) == [
        "DATABASE_OPERATIONS_URL is missing: name all three database roles, or DATABASE_URL alone."
    ]


@pytest.mark.parametrize("name", ["DATABASE_OWNER_URL", "DATABASE_OPERATIONS_URL"])
def test_one_user_under_two_names_is_a_mistake(name):
    said = wrong(**ROLES | {name: ROLES["DATABASE_URL"]})

    assert said == [
        "DATABASE_URL, DATABASE_OWNER_URL, DATABASE_OPERATIONS_URL must name 3 users: "
        "docs/operation.md gives the SQL that makes them."
    ]
    two = {"DATABASE_OWNER_URL": "", "DATABASE_OPERATIONS_URL": ROLES["DATABASE_URL"]}
    assert wrong(**ROLES | two) == [
        "DATABASE_URL, DATABASE_OPERATIONS_URL must name 2 users: docs/operation.md gives the SQL that makes them."
    ]


def test_secrets_are_read_from_files_and_what_is_wrong_with_one_is_said(tmp_path):
    key, empty = tmp_path / "key", tmp_path / "empty"
    key.write_text(RANDOM + "\n")
    empty.write_text("\n")
    read = read_settings(
        "s.SECRET_KEY", **PRODUCTION | {"SECRET_KEY": "", "SECRET_KEY_FILE": str(key)}
    )

    assert read.stdout.strip() == RANDOM, read.stderr
    assert secrets_from_files(
        {
            "SECRET_KEY": "one",
            "SECRET_KEY_FILE": str(key),
            "REDIS_URL_FILE": str(tmp_path / "gone"),
            "EMAIL_URL_FILE": str(empty),
            "BREACHED_PASSWORDS_FILE": str(key),
        }
    ) == (
        {"EMAIL_URL": ""},
        [
            "SECRET_KEY and SECRET_KEY_FILE are both set: take one of them away.",
            f"REDIS_URL_FILE={tmp_path}/gone can't be read: No such file or directory.",
            f"EMAIL_URL_FILE={empty} is empty.",
        ],
    )


def test_migrate_warns_of_one_role_that_does_everything(settings):
    settings.DATABASE_OPERATIONS_URL = ""

    assert [one.id for one in check_roles(None)] == ["mentornet.W001"]

    settings.DATABASE_OPERATIONS_URL = ROLES["DATABASE_OPERATIONS_URL"]
    assert check_roles(None) == []


def test_demonstration_refuses_services_of_others():
    others = {name: PRODUCTION[name] for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")}

    said = refused(MENTORNET_DEMO="1", **others)

    assert [one.split(" names ")[0] for one in said] == ["DATABASE_URL", "REDIS_URL", "EMAIL_URL"]


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL"])
def test_demonstration_and_tests_refuse_a_folder_that_serves_a_deployment(name):
    for environment in ({}, {"MENTORNET_TEST": "1"}, {name: embedded.url()}):
        given = {"MENTORNET_DEMO": "1", **environment}
        said = problems(given, {"MENTORNET_DEMO": "0", name: "postgresql://db.example/people"})

        assert [one.split(",")[0] for one in said] == [f".env names {name}"]


def test_demonstration_takes_the_database_that_it_has_started():
    assert problems({"MENTORNET_DEMO": "1", "DATABASE_URL": embedded.url()}, {}) == []


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("DATABASE_URL", "postgresql://ci:ci@db.example/mentornet_test", True),
        ("DATABASE_URL", "postgresql://mentornet:secret@127.0.0.1/mentornet", False),
        ("DATABASE_URL", "postgresql:///mentornet?host=/var/run/postgresql", False),
        ("REDIS_URL", "redis://127.0.0.1:6399/0", True),
        ("REDIS_URL", "redis://redis.example/0", False),
        ("EMAIL_URL", "smtp://127.0.0.1:2525", True),
        ("EMAIL_URL", "smtp+tls://me:secret@mail.example", False),
    ],
)
def test_test_run_uses_services_of_this_machine_and_databases_for_tests(name, value, taken):
    said = problems({"MENTORNET_DEMO": "1", "MENTORNET_TEST": "1", name: value}, {})

    assert (said == []) == taken


def test_mark_of_a_test_run_does_not_come_from_a_file():
    said = problems({"MENTORNET_DEMO": "1"}, {"MENTORNET_TEST": "1"})

    assert said == ["MENTORNET_TEST is for the test command alone: take it out of .env."]


def test_deployment_is_safe():
    done = read_settings(
        "s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
        "s.SECURE_HSTS_SECONDS, 'unsafe' in str(s.CONTENT_SECURITY_POLICY)",
        **PRODUCTION,
    )

    assert done.stdout.strip() == "False True True True 31536000 False"


def test_cookies_of_a_deployment_are_this_hosts_alone():
    done = read_settings(
        "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_HTTPONLY, "
        "s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE",
        **PRODUCTION,
    )

    assert done.stdout.strip() == "__Host-sessionid __Host-csrftoken True Lax Lax"


def test_demo_needs_no_setting():
    done = read_settings("s.DEBUG, s.EMAIL_BACKEND", MENTORNET_DEMO="1")

    assert done.stdout.strip() == "False mentornet.mail.demo_mailbox.DemoMailBackend"


def test_every_setting_is_explained():
    read = set(
        re.findall(
            r"(?:env\.\w+|required)\(\s*\"([A-Z_]+)\"",
            (settings.BASE_DIR / "mentornet" / "settings.py").read_text(),
        )
    )
    explained = set(
        re.findall(r"^([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.M)
    )

    assert read | {"PORT"} == explained
