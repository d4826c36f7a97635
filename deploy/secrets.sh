#!/bin/sh
# Make the secrets of a new deployment as files, which docker-compose.yml mounts: deploy/secrets.sh [FOLDER]
# A file that is there already is left alone. Keep concern_keys apart from backups of the database.
set -eu
folder=${1:-secrets}
umask 077
mkdir -p "$folder"
random() { openssl rand -hex "$1"; }
put() {
    if [ -s "$folder/$1" ]; then
        echo "$folder/$1 is there; left as it is."
    else
        printf '%s\n' "$2" >"$folder/$1"
    fi
}
put secret_key "$(random 48)"
put concern_keys "$(openssl rand -base64 32 | tr '+/' '-_')"
put database_admin "$(random 24)"
for role in owner application operations; do
    put "database_$role" "$(random 24)"
done
put email_url "smtp://mail:1025"
password() { cat "$folder/database_$1"; }
put database_url "postgresql://mentornet_application:$(password application)@pool:6432/mentornet"
put database_operations_url "postgresql://mentornet_operations:$(password operations)@pool:6432/mentornet"
put database_owner_url "postgresql://mentornet_owner:$(password owner)@database:5432/mentornet"
put pool_users "$(printf '"mentornet_application" "%s"\n"mentornet_operations" "%s"' "$(password application)" "$(password operations)")"
# Containers read them as users of their own.
chmod 755 "$folder"
chmod 444 "$folder"/*
echo "In $folder/. Set email_url to your mail server before real people use it."
