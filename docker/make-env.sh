#!/bin/sh
# Makes docker/.env with fresh passwords and a cursor secret, readable by its owner only. Leaves an existing one alone.
set -eu
env_file="$(dirname "$0")/.env"
if [ -e "$env_file" ]; then
  echo "$env_file is there already; delete it to make new secrets" >&2
  exit 1
fi

# Hex, so that nothing has to be escaped inside a URL.
secret() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

umask 077
cat >"$env_file" <<END
POSTGRES_PASSWORD=$(secret)
INGEST_DATABASE_PASSWORD=$(secret)
QUERY_DATABASE_PASSWORD=$(secret)
CURSOR_SECRET=$(secret)
# Who issues the tokens:
JWKS_URI=
JWT_ISSUER=
JWT_AUDIENCE=activity-log
END
echo "$env_file is made: fill in JWKS_URI and JWT_ISSUER"
