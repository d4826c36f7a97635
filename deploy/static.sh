#!/bin/sh
# Gather style sheets, scripts and pictures for a deployment, where its own settings are not at hand: when an image is
# built. The settings below are of this command alone; nothing is reached by them.
set -eu
cd "$(dirname "$0")/.."
random() { python -c 'import secrets; print(secrets.token_urlsafe(64))'; }
export MENTORNET_DEMO=0 SITE_URL=https://build.example ALLOWED_HOSTS=build.example EMAIL_URL=smtp://build.example \
    DEFAULT_FROM_EMAIL=build@build.example REDIS_URL=redis://build.example DATABASE_URL=postgresql://build@build.example/build
SECRET_KEY=$(random)
CONCERN_KEYS=$(python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')
export SECRET_KEY CONCERN_KEYS
exec python manage.py collectstatic --noinput --verbosity 0
