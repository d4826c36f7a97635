"""All settings, read from the environment. `.env.example` explains each one.

Two modes: *demo* (MENTORNET_DEMO=1: a laptop, a test run) may fall back on defaults; anything
else is a deployment, where whatever is unsafe or missing stops the start with its name. What is
unsafe stands in `settings_checks.py`.
"""

import base64
import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from mentornet import settings_checks
from mentornet.dev import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

_file = settings_checks.file_of(BASE_DIR)
_secrets, problems = settings_checks.secrets_from_files({**_file, **os.environ})
os.environ.update(_secrets)
if problems := problems or settings_checks.problems(os.environ, _file):
    raise ImproperlyConfigured(settings_checks.refusal(problems))

env = environ.Env()
env.read_env(BASE_DIR / ".env")

MENTORNET_DEMO = env.bool("MENTORNET_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)


def required(name: str, *, demo: str) -> str:
    """Return the setting's value; in demo mode, where it may be missing, its harmless default."""
    return env.str(name, default="") or demo


# Where it is reached ------------------------------------------------------------------------

SECRET_KEY = required("SECRET_KEY", demo="demo-only-" + "not-a-secret-" * 4)
# The newest first; see `manage.py rotate_concern_keys`.
CONCERN_KEYS = [
    key.strip()
    for key in required(
        "CONCERN_KEYS", demo=base64.urlsafe_b64encode(SECRET_KEY.encode()[:32]).decode()
    ).split(",")
    if key.strip()
]
# Keys of before: what they signed and sealed still holds.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = required("SITE_URL", demo="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = [
    host.strip()
    for host in required("ALLOWED_HOSTS", demo="localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", default="")

ROOT_URLCONF = "mentornet.urls"
# Pages that show meetings too, of which the app of the model knows nothing.
ABSOLUTE_URL_OVERRIDES = {
    "networks.groupopening": lambda row: reverse("evaluations:group_opening", args=[row.pk]),
    "networks.peergroup": lambda group: reverse("evaluations:group", args=[group.pk]),
    "networks.tie": lambda tie: reverse("evaluations:relationship", args=[tie.pk]),
}
WSGI_APPLICATION = "mentornet.wsgi.application"

# Parts --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "mentornet",
    "profiles",
    "networks",
    "matching",
    "evaluations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    # Its templates come after ours in templates/, so that ours win.
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
    "anymail",
    "csp",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "rest_framework",
    "rules.apps.AutodiscoverRulesConfig",
]

MIDDLEWARE = [
    "mentornet.jobs.probes.ProbeMiddleware",
    "mentornet.request_ids.RequestIdMiddleware",
    "mentornet.api.versions.VersionMiddleware",
    "mentornet.api.transport.TransportMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mentornet.api.transport.CompressedAnswers",
    "mentornet.api.share.ShareMiddleware",
    "mentornet.tenancy.middleware.ScopeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # What the browser asks for; MembershipMiddleware knows what a signed-in person reads.
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "profiles.people.current_membership.MembershipMiddleware",
    "profiles.access.devices.DeviceMiddleware",
    "profiles.sign_on.middleware.SignInMiddleware",
    "mentornet.drafts.middleware.DraftMiddleware",
    "profiles.people.emails.middleware.ClosedLoginMiddleware",
    "mentornet.busy.BusyMiddleware",
    "mentornet.lost_races.SecondTryMiddleware",
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "profiles.context.institution",
            ],
        },
    },
]

# Database, cache, broker --------------------------------------------------------------------


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for the database at *url*."""
    return {
        **env.db_url_config(url),
        # Row-level security: it tells the database before each statement for whom it is run.
        "ENGINE": "mentornet.tenancy.postgresql",
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env.str("TEST_DATABASE_NAME", default="") or None},
    }


_own = embedded.addresses() if MENTORNET_DEMO and not env.str("DATABASE_URL", default="") else {}
DATABASE_URL = _own.get("DATABASE_URL") or env.str("DATABASE_URL", default="")
# Without them one role does all, and only the application holds institutions apart.
DATABASE_OWNER_URL = _own.get("DATABASE_OWNER_URL") or env.str("DATABASE_OWNER_URL", default="")
DATABASE_OPERATIONS_URL = _own.get("DATABASE_OPERATIONS_URL") or env.str(
    "DATABASE_OPERATIONS_URL", default=""
)
DATABASE_ROLE, DATABASE_OWNER_ROLE, DATABASE_OPERATIONS_ROLE = (
    database(url)["USER"] if url else ""
    for url in (DATABASE_URL, DATABASE_OWNER_URL or DATABASE_URL, DATABASE_OPERATIONS_URL)
)
OWNER_DATABASE = database(DATABASE_OWNER_URL or DATABASE_URL)
# Set by manage.py for the commands that make tables.
if os.environ.get("MENTORNET_AS_OWNER") == "1":
    DATABASES = {"default": OWNER_DATABASE}
else:
    DATABASES = {"default": database(DATABASE_URL)}
    if DATABASE_OPERATIONS_URL:
        DATABASES["operations"] = {
            **database(DATABASE_OPERATIONS_URL),
            "TEST": {"MIRROR": "default"},
        }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL", demo="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "mentornet.shared_cache.SharedCache",
            "LOCATION": REDIS_URL,
        }
    }
    CELERY_BROKER_URL = REDIS_URL
    # Longer than any task may run: a task is sent again only when its worker is surely dead.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 2 * 1_800}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    # A table, in which workers look each second; see mentornet/jobs/broker.py.
    CELERY_BROKER_URL = "wakeups://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# Touched by workers and beat each time they say that they run: what opens no port is watched by it.
ALIVE_FILE = env.str("ALIVE_FILE", default="")
# A direct connection to the database, past every pool: without Redis, workers are woken at once.
DATABASE_LISTEN_URL = env.str("DATABASE_LISTEN_URL", default="")

# What must not be lost is a row in the database; the broker only wakes workers. So a task
# keeps no result, and a publisher that cannot reach the broker gives up quickly. A task is
# acknowledged when its work is done, so that it is sent again after its worker dies.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    # Codes and links that someone waits for: give it a worker of its own.
    "mentornet.tasks.send_urgent_mail": {"queue": "urgent"},
    "mentornet.tasks.send_due_mail": {"queue": "mail"},
    # They wait for other people's systems, and mail does not wait for them.
    "mentornet.tasks.deliver_webhooks": {"queue": "webhooks"},
    "evaluations.tasks.*check_ins": {"queue": "mail"},
    "evaluations.tasks.remind_of_meetings": {"queue": "mail"},
    "evaluations.tasks.advance_surveys": {"queue": "mail"},
    "evaluations.tasks.*report*": {"queue": "reports"},
    "evaluations.tasks.*snapshot*": {"queue": "reports"},
    "matching.tasks.*": {"queue": "matching"},
}
QUEUES = ("urgent", "mail", "reports", "matching", "default", "webhooks")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
LONGEST_TASK = 1_800
CELERY_TASK_SOFT_TIME_LIMIT = LONGEST_TASK - 60
CELERY_TASK_TIME_LIMIT = LONGEST_TASK
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30.0
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# For ever: a broker that was away for an hour comes back, and so do the workers.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TIMEZONE = "UTC"
# Workers log like everything else: see mentornet/log.py.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Beat sends tasks often enough that a lost one does not matter, and one that no worker took
# in time is thrown away. When each was last sent is kept in the database, so that a restart does not
# put a daily one off by a day; what stands here is written there at every start.
CELERY_BEAT_SCHEDULER = "mentornet.jobs.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "send-urgent-mail": {
        "task": "mentornet.tasks.send_urgent_mail",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "send-due-mail": {
        "task": "mentornet.tasks.send_due_mail",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "wake-waiting-jobs": {
        "task": "mentornet.jobs.tasks.wake_waiting",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "purge-jobs": {"task": "mentornet.jobs.tasks.purge_jobs", "schedule": 86_400.0},
    "deliver-webhooks": {
        "task": "mentornet.tasks.deliver_webhooks",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "compact-changes": {"task": "mentornet.tasks.compact_changes", "schedule": 86_400.0},
    "purge-changes": {"task": "mentornet.tasks.purge_changes", "schedule": 86_400.0},
    "forget-old-events": {"task": "mentornet.tasks.forget_old_events", "schedule": 86_400.0},
    "advance-roster-imports": {
        "task": "profiles.tasks.advance_waiting_imports",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "read-mailbox": {
        "task": "mentornet.tasks.read_mailbox",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "purge-inbound": {"task": "mentornet.tasks.purge_inbound", "schedule": 86_400.0},
    "clear-ended-mail": {"task": "mentornet.tasks.clear_ended_mail", "schedule": 3_600.0},
    "purge-drafts": {"task": "mentornet.tasks.purge_drafts", "schedule": 86_400.0},
    "index-names": {"task": "profiles.people.tasks.index_names", "schedule": 60.0},
    "purge-photos": {"task": "profiles.people.tasks.purge_photos", "schedule": 3_600.0},
    "purge-links": {"task": "mentornet.tasks.purge_links", "schedule": 86_400.0},
    "advance-staff-roles": {
        "task": "profiles.tasks.advance_staff_roles",
        "schedule": 900.0,
    },
    "advance-emails": {"task": "profiles.people.tasks.advance_emails", "schedule": 900.0},
    "expire-approvals": {"task": "profiles.tasks.expire_approvals", "schedule": 3_600.0},
    "purge-sessions": {"task": "profiles.tasks.purge_sessions", "schedule": 3_600.0},
    "forget-old-answers": {"task": "mentornet.tasks.forget_old_answers", "schedule": 3_600.0},
    "advance-match-runs": {
        "task": "matching.tasks.advance_waiting_runs",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "close-pair-requests": {"task": "matching.tasks.close_pair_requests", "schedule": 900.0},
    "advance-publications": {
        "task": "matching.tasks.advance_waiting_publications",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "forget-run-inputs": {"task": "matching.tasks.forget_run_inputs", "schedule": 86_400.0},
    "forget-enrollment-files": {
        "task": "matching.tasks.forget_enrollment_files",
        "schedule": 86_400.0,
    },
    "find-newcomers": {"task": "matching.tasks.find_newcomers", "schedule": 900.0},
    "remind-chiefs": {"task": "matching.tasks.remind_chiefs", "schedule": 3_600.0},
    "advance-match-sheets": {
        "task": "matching.tasks.advance_waiting_sheets",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "settle-ended-ties": {"task": "evaluations.tasks.settle_ended_ties", "schedule": 900.0},
    "drop-notes-of-those-who-left": {
        "task": "evaluations.tasks.drop_notes_of_those_who_left",
        "schedule": 86_400.0,
    },
    "settle-author-orders": {
        "task": "evaluations.tasks.settle_author_orders",
        "schedule": 3_600.0,
    },
    "settle-endings": {"task": "evaluations.tasks.settle_endings", "schedule": 3_600.0},
    "settle-skills": {"task": "evaluations.tasks.settle_skills", "schedule": 900.0},
    "drop-stray-files": {"task": "evaluations.tasks.drop_stray_files", "schedule": 86_400.0},
    "release-reflections": {
        "task": "evaluations.tasks.release_reflections",
        "schedule": 86_400.0,
    },
    "plan-check-ins": {"task": "evaluations.tasks.plan_check_ins", "schedule": 900.0},
    "ask-check-ins": {
        "task": "evaluations.tasks.ask_check_ins",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "remind-of-meetings": {
        "task": "evaluations.tasks.remind_of_meetings",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "ask-absent": {"task": "evaluations.tasks.ask_absent", "schedule": 900.0},
    "advance-surveys": {
        "task": "evaluations.tasks.advance_surveys",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "count-skills": {"task": "evaluations.tasks.count_skills", "schedule": 900.0},
    "take-snapshots": {"task": "evaluations.tasks.take_snapshots", "schedule": 900.0},
    "advance-reports": {
        "task": "evaluations.tasks.advance_waiting_reports",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "mail-monthly-reports": {
        "task": "evaluations.tasks.mail_monthly_reports",
        "schedule": 21_600.0,
    },
    "lapse-invitations": {"task": "networks.tasks.lapse_invitations", "schedule": 900.0},
    "remind-of-invitations": {"task": "networks.tasks.remind_invitations", "schedule": 900.0},
}

# People and sign-in -------------------------------------------------------------------------

AUTH_USER_MODEL = "profiles.User"
# Its e-mail is unique without regard to case, by a constraint that this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Which passwords are taken stands in profiles/sign_on/credentials/passwords.py.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"profiles.sign_on.credentials.passwords.{name}"}
    for name in (
        "PasswordLengthValidator",
        "CommonPasswordRefused",
        "KnownWordsRefused",
        "BreachedPasswordRefused",
    )
]
# An operator's list of breached passwords, looked up on disk; see mentornet/breached_passwords.py.
BREACHED_PASSWORDS_FILE = env.str("BREACHED_PASSWORDS_FILE", default="").strip()
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Where someone lands who has just made their account their own.
ACTIVATION_REDIRECT_URL = "/first-steps/"
LOGOUT_REDIRECT_URL = "/"

# Accounts come from the roster: no one signs up.
ACCOUNT_ADAPTER = "profiles.sign_on.adapters.RosterAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "mentornet.mail.password_reset.ResetTokens"  # noqa: S105
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
# No one has mail sent to strangers through us.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Passwords, codes and links are limited by profiles/sign_on/credentials/attempts.py, which shuts out no one but
# who tries; what is named here is limited by the library. Its limits by address are off: a hospital
# is one address.
ACCOUNT_FORMS = {
    "login": "profiles.sign_on.credentials.forms.SignInForm",
    "request_login_code": "profiles.sign_on.credentials.forms.LimitedCodeForm",
    "reset_password": "profiles.sign_on.credentials.forms.LimitedResetForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "request_login_code": None,
    "reset_password": None,
    "reset_password_from_key": None,
    # Left for the codes of authenticator apps: they are asked for after the password, by account.
    "login_failed": "5/5m/key,50/d/key",
}
MFA_ADAPTER = "profiles.sign_on.credentials.authenticators.EncryptedMFAAdapter"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# How long a session lasts hangs on the computer: see profiles/sign_on/domain/sessions.py.
ACCOUNT_SESSION_REMEMBER = False
SESSION_COOKIE_AGE = 14 * 86_400
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "MentorNet"
MFA_FORMS = {"add_webauthn": "profiles.sign_on.credentials.forms.AddPasskeyForm"}
# Browsers offer passkeys on http only for localhost, which is where a demonstration runs.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MENTORNET_DEMO
USERSESSIONS_TRACK_ACTIVITY = False

# The API ------------------------------------------------------------------------------------

# The threads of a web process, of which programs of one institution have a third at most.
WEB_THREADS = env.int("WEB_THREADS", default=4)
# For how long the API tells which rows are gone. Whoever comes back later reads everything again.
CHANGES_KEPT_DAYS = env.int("CHANGES_KEPT_DAYS", default=400)
API_REQUESTS_A_MINUTE = env.int("API_REQUESTS_A_MINUTE", default=600)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "profiles.api_access.api.authentication.ClientAuthentication",
        "profiles.api_access.api.authentication.DirectorAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["mentornet.api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["mentornet.api.content.ApiRenderer"],
    "DEFAULT_PARSER_CLASSES": ["mentornet.api.content.ApiParser"],
    "DEFAULT_THROTTLE_CLASSES": ["mentornet.api.limits.CallerLimit"],
    "DEFAULT_PAGINATION_CLASS": "mentornet.api.pages.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["mentornet.api.filters.StrictFilters"],
    "DEFAULT_SCHEMA_CLASS": "mentornet.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "mentornet.api.answers.answer",
    "DEFAULT_VERSION": "v1",
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": False,
}
OAUTH2_PROVIDER_APPLICATION_MODEL = "profiles.ApiClient"
OAUTH2_PROVIDER = {
    "SCOPES_BACKEND_CLASS": "profiles.api_access.api.oauth.ClientScopes",
    "OAUTH2_VALIDATOR_CLASS": "profiles.api_access.api.oauth.ClientValidator",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3_600,
    "ACCESS_TOKEN_GENERATOR": "mentornet.scannable.new_access_token",
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    # Tokens are kept as hashes; nothing but client credentials is served.
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "MentorNet API",
    # The newest of docs/api-changes.md.
    "VERSION": "1.3.0",
    "DESCRIPTION": "People in, figures out. How to begin and what holds everywhere: docs/api.md.",
    "CONTACT": {
        "name": "Whoever runs MentorNet for your institution",
        "url": "https://mentornet.example.org/help/",
    },
    "LICENSE": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
    "SERVERS": [
        {
            "url": "https://{host}",
            "description": "Production: MentorNet of your institution.",
            "x-internal": False,
            "variables": {"host": {"default": "mentornet.example.org"}},
        }
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "PREPROCESSING_HOOKS": ["mentornet.api.schema.only_v1"],
    "POSTPROCESSING_HOOKS": ["mentornet.api.schema.finish"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "tryItOutEnabled": True, "validatorUrl": None},
}
# Each institution's own identity provider is a row in the database; see docs/institutions.md. What
# it says of a person is read at sign-in and not kept.
SOCIALACCOUNT_ADAPTER = "profiles.sign_on.adapters.RosterSocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "profiles.sign_on.provider.protocols.RosterOIDCProvider",
        "OAUTH_PKCE_ENABLED": True,
    },
    "saml": {"provider_class": "profiles.sign_on.provider.protocols.RosterSAMLProvider"},
}
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
# Identity providers on private addresses: on for a hospital that runs both inside its own walls.
SIGN_ON_PRIVATE_NETWORKS = env.bool("SIGN_ON_PRIVATE_NETWORKS", default=MENTORNET_DEMO)
# How many people the test institution of an institution may have.
SANDBOX_PEOPLE = env.int("SANDBOX_PEOPLE", default=500)

# Mail ---------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", demo="MentorNet <mentornet@demo.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if email_url := required("EMAIL_URL", demo=""):
    vars().update(env.email_url_config(email_url))
else:
    EMAIL_BACKEND = "mentornet.mail.demo_mailbox.DemoMailBackend"
EMAIL_TIMEOUT = 20
# Mail services report bounces to /anymail/<service>/tracking/ under this "user:password".
ANYMAIL_WEBHOOK_SECRET = env.str("ANYMAIL_WEBHOOK_SECRET", default="")
ANYMAIL = {"WEBHOOK_SECRET": ANYMAIL_WEBHOOK_SECRET} if ANYMAIL_WEBHOOK_SECRET else {}

# Where calendars send their answers to invitations; empty: invitations ask for none. Services that
# sign what they post to /anymail/<service>/inbound/ have a key of their own, and a mailbox is read
# where INBOUND_IMAP_URL names one.
INBOUND_ADDRESS = env.str("INBOUND_ADDRESS", default="").strip()
INBOUND_IMAP_URL = env.str("INBOUND_IMAP_URL", default="").strip()
if mailgun_key := env.str("ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY", default=""):
    ANYMAIL["MAILGUN_WEBHOOK_SIGNING_KEY"] = mailgun_key
if mailersend_key := env.str("ANYMAIL_MAILERSEND_INBOUND_SECRET", default=""):
    ANYMAIL["MAILERSEND_INBOUND_SECRET"] = mailersend_key

# Webhooks -----------------------------------------------------------------------------------

# Whether an institution's endpoint may lie on this machine or in a private network, and be http.
WEBHOOKS_TO_PRIVATE_ADDRESSES = env.bool("WEBHOOKS_TO_PRIVATE_ADDRESSES", default=False)
# Networks inside in which receivers may lie, and the proxy through which those outside are reached.
WEBHOOK_NETWORKS = [one.strip() for one in env.list("WEBHOOK_NETWORKS", default=[]) if one.strip()]
WEBHOOK_PROXY = env.str("WEBHOOK_PROXY", default="").strip()

# Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# Each by its own name, since whoever looks for it reads no other. See docs/translating.md.
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Files --------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", default="") or BASE_DIR / "staticfiles"
# The pictures of the manual go with the page that the product makes of it.
STATICFILES_DIRS = [BASE_DIR / "static", ("manual", BASE_DIR / "docs" / "img")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if MENTORNET_DEMO
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
# What people upload lies outside everything that is served, and leaves only through a view that
# asks who may have it: MEDIA_URL is routed nowhere.
MEDIA_ROOT = env.str("FILES_DIR", default="") or VAR_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
LARGEST_UPLOAD = env.int("LARGEST_UPLOAD_MB", default=20) * 1024**2
FILE_UPLOAD_HANDLERS = [
    "mentornet.upload.RefuseTooLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 10
WHITENOISE_USE_FINDERS = MENTORNET_DEMO
WHITENOISE_AUTOREFRESH = MENTORNET_DEMO

# Safety -------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not MENTORNET_DEMO
# Browsers take a cookie of this name from this very host by https alone.
COOKIE_PREFIX = "" if MENTORNET_DEMO else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_SECURE = not MENTORNET_DEMO
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 86_400
MESSAGE_STORAGE = "mentornet.message_storage.Storage"
SESSION_COOKIE_HTTPONLY = True
SESSION_SERIALIZER = "mentornet.encrypted_sessions.SealedSerializer"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not MENTORNET_DEMO
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = 0 if MENTORNET_DEMO else env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not MENTORNET_DEMO
SECURE_HSTS_PRELOAD = not MENTORNET_DEMO
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies in front append to X-Forwarded-For; see mentornet/client_address.py.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

CSRF_FAILURE_VIEW = "mentornet.error_pages.csrf_failure"

# Log ----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "mentornet.log.SafeFormatter",
            "format": "%(asctime)s %(levelname)s%(of_request)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # They tell every step of every page.
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}
