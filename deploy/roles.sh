#!/bin/sh
# The three roles and the database, once, when the volume of the database is new: see docs/operation.md.
set -eu
for role in owner application operations; do
    psql -v ON_ERROR_STOP=1 -v role="mentornet_$role" -v password="$(cat "/run/secrets/database_$role")" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
SQL
done
psql -v ON_ERROR_STOP=1 <<'SQL'
GRANT mentornet_application, mentornet_operations TO mentornet_owner;
CREATE DATABASE mentornet OWNER mentornet_owner;
SQL
