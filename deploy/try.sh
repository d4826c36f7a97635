#!/bin/bash
# MentorNet as a hospital runs it, on this one machine: nginx with TLS, two web processes, two workers, two beats,
# PgBouncer in transaction pooling, PostgreSQL with the three roles, Redis, and a mailbox that mails end in.
#
#   deploy/try.sh           start it all and say where; Ctrl-C stops it and leaves nothing running
#   deploy/try.sh --check   start it, let deploy/try_job.py go through it in a browser, stop it
#
# Debian: apt-get install nginx-light pgbouncer postgresql redis-server. Everything is in a new folder in /tmp, which is
# removed at the end; with TRY_FOLDER=… in that folder, which stays and goes on at the next start.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
export PATH=$here/.venv/bin:$PATH
began=$SECONDS
umask 077

postgres=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
for program in nginx pgbouncer redis-server openssl "$postgres/initdb"; do
    command -v "$program" >/dev/null || { echo "Missing: $program. See the head of deploy/try.sh." >&2; exit 2; }
done

folder=${TRY_FOLDER:-$(mktemp -d /tmp/mentornet-try.XXXXXX)}
mkdir -p "$folder"/{logs,files,run,postgres}
chmod 755 "$folder"
chmod 777 "$folder/run" "$folder/logs"
as=()
if [ "$(id -u)" = 0 ]; then
    # PostgreSQL and PgBouncer refuse to be root.
    chown nobody "$folder/postgres"
    as=(setpriv --reuid nobody --regid nogroup --clear-groups)
fi

say() { printf '%4d s  %s\n' $((SECONDS - began)) "$*"; }
free_port() { python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
pids=()
start() {
    local name=$1
    shift
    "$@" >>"$folder/logs/$name.log" 2>&1 &
    pids+=($!)
    echo $! >"$folder/run/$name.pid"
}
stop() {
    trap - EXIT INT TERM
    say "Stopping."
    kill "${pids[@]}" 2>/dev/null || true
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    "${as[@]}" "$postgres/pg_ctl" -D "$folder/postgres/data" -m fast -w stop >/dev/null 2>&1 || true
    [ -n "${TRY_FOLDER:-}" ] || rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

database_port=$(free_port) pool_port=$(free_port) broker_port=$(free_port) mail_port=$(free_port)
https_port=${HTTPS_PORT:-$(free_port)} http_port=$(free_port)
# What stays the same from one start to the next.
[ -s "$folder/run/keys" ] || cat >"$folder/run/keys" <<KEYS
password=$(openssl rand -hex 24)
secret_key=$(openssl rand -hex 48)
concern_key=$(openssl rand -base64 32 | tr '+/' '-_')
KEYS
. "$folder/run/keys"
is_new=1
[ ! -s "$folder/postgres/data/PG_VERSION" ] || is_new=

say "PostgreSQL, with its three roles."
echo "$password" >"$folder/postgres/password"
for_nobody() { [ -z "${as[*]}" ] || chown nobody "$@"; }
for_nobody "$folder/postgres/password"
[ -z "$is_new" ] || "${as[@]}" "$postgres/initdb" -D "$folder/postgres/data" -U admin --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 \
    --pwfile="$folder/postgres/password" >"$folder/logs/initdb.log"
"${as[@]}" "$postgres/pg_ctl" -D "$folder/postgres/data" -w -l "$folder/logs/postgres.log" \
    -o "-p $database_port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60" start >/dev/null
export PGPASSWORD=$password PGHOST=127.0.0.1 PGPORT=$database_port
if [ -n "$is_new" ]; then
    for role in owner application operations; do
        psql -qU admin -d postgres -c "CREATE ROLE mentornet_$role LOGIN PASSWORD '$password'"
    done
    psql -qU admin -d postgres -c "GRANT mentornet_application, mentornet_operations TO mentornet_owner"
    psql -qU admin -d postgres -c "CREATE DATABASE mentornet OWNER mentornet_owner"
fi
unset PGPASSWORD PGHOST PGPORT

say "PgBouncer and Redis."
printf '"mentornet_%s" "'"$password"'"\n' application operations >"$folder/run/users.txt"
sed -e "s|@DATABASE_HOST@|127.0.0.1|; s|@DATABASE_PORT@|$database_port|; s|@LISTEN@|127.0.0.1|; s|@PORT@|$pool_port|" \
    -e "s|@USERS@|$folder/run/users.txt|; s|@LOG@|$folder/run/pgbouncer.log|; s|@PID@|$folder/run/pool.pid|" \
    deploy/pgbouncer.ini >"$folder/run/pgbouncer.ini"
for_nobody "$folder/run/users.txt" "$folder/run/pgbouncer.ini"
start pgbouncer "${as[@]}" pgbouncer -q "$folder/run/pgbouncer.ini"
start redis redis-server --port "$broker_port" --bind 127.0.0.1 --save "" --appendonly no
start mail python -m aiosmtpd -n -l "127.0.0.1:$mail_port" -c aiosmtpd.handlers.Mailbox "$folder/mail"  # a folder that it makes itself

# What .env holds on a real host.
cat >"$folder/run/env" <<ENV
MENTORNET_DEMO=0
SECRET_KEY=$secret_key
CONCERN_KEYS=$concern_key
SITE_URL=https://localhost:$https_port
ALLOWED_HOSTS=localhost
BEHIND_PROXY=1
TRUSTED_PROXIES=1
HSTS_SECONDS=300
DATABASE_URL=postgresql://mentornet_application:$password@127.0.0.1:$pool_port/mentornet
DATABASE_OPERATIONS_URL=postgresql://mentornet_operations:$password@127.0.0.1:$pool_port/mentornet
DATABASE_OWNER_URL=postgresql://mentornet_owner:$password@127.0.0.1:$database_port/mentornet
REDIS_URL=redis://127.0.0.1:$broker_port/0
EMAIL_URL=smtp://127.0.0.1:$mail_port
DEFAULT_FROM_EMAIL=MentorNet <mentornet@localhost.example>
FILES_DIR=$folder/files
STATIC_ROOT=$folder/static
ENV
while read -r line; do export "${line?}"; done <"$folder/run/env"

say "The tables, and the static files."
python manage.py migrate --verbosity 0
python manage.py collectstatic --noinput --verbosity 0

say "Two web processes, two workers, two beats."
unset DATABASE_OWNER_URL
for number in 1 2; do
    start "web$number" gunicorn mentornet.wsgi --bind "unix:$folder/run/web$number.sock" --workers 1 --threads 4 \
        --keep-alive 75 --graceful-timeout 30 --no-control-socket
    start "worker$number" celery --quiet -A mentornet worker --queues urgent,mail,reports,matching,default,webhooks \
        --concurrency 2 --hostname "worker$number@%h" --loglevel WARNING
    start "beat$number" celery --quiet -A mentornet beat --loglevel WARNING
done

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$folder/run/key.pem" -out "$folder/run/cert.pem" 2>/dev/null
upstreams="    server unix:$folder/run/web1.sock max_fails=1 fail_timeout=2s;\n    server unix:$folder/run/web2.sock max_fails=1 fail_timeout=2s;"
cp deploy/nginx-proxy.conf "$folder/run/proxy.conf"
{
    echo "worker_processes 1; daemon off; pid $folder/run/nginx.pid; error_log $folder/logs/nginx-error.log;"
    [ "$(id -u)" != 0 ] || echo "user root;"
    echo "events { worker_connections 1024; } http { include /etc/nginx/mime.types;"
    for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $folder/run/$kind;"; done
    sed -e "s|@UPSTREAMS@|$upstreams|; s|@HOST@|localhost|; s|@HTTPS_PORT@|$https_port|; s|@HTTP_PORT@|$http_port|" \
        -e "s|@CERTIFICATE@|$folder/run/cert.pem|; s|@KEY@|$folder/run/key.pem|; s|@LOG@|$folder/logs/access.log|" \
        -e "s|@PROXY@|$folder/run/proxy.conf|" deploy/nginx.conf
    echo "}"
} >"$folder/run/nginx.conf"
start nginx nginx -c "$folder/run/nginx.conf"

for _ in $(seq 120); do
    curl -ks -o /dev/null -f "https://localhost:$https_port/readyz" && break
    sleep 1
done
curl -ksf "https://localhost:$https_port/readyz" >/dev/null || {
    say "It is not ready: $(curl -ks "https://localhost:$https_port/readyz")"
    tail -n 5 "$folder"/logs/*.log "$folder"/run/*.log
    exit 1
}
say "Ready: https://localhost:$https_port/ (its certificate is of today: the browser asks). Logs: $folder/logs"

if [ "${1:-}" = --check ]; then
    TRY_RUNNING=$folder python deploy/try_job.py || {
        tail -n 5 "$folder"/logs/*.log "$folder"/run/*.log
        exit 1
    }
    say "The job went through."
else
    TRY_RUNNING=$folder python manage.py create_institution "Harbor Medical School" --email dana@harbor.example --given-name Dana \
        --family-name Reyes --id D001 || say "It is there from the last time."
    say "Mails end in $folder/mail/new. Ctrl-C stops it."
    wait "${pids[0]}"
fi
