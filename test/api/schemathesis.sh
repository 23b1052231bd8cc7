#!/usr/bin/env bash
# Sends what schemathesis makes of the OpenAPI document to a running service, with a token and without one: no server error, no
# status, header or body that is not described, nothing that answers to nobody.
#
#   npm run test:api                               # starts a stack of its own, on free ports, and removes it
#   QUERY=http://127.0.0.1:3000 npm run test:api   # a stack that runs, by `npm start` (a RATE_LIMIT_PER_MINUTE of 0 helps)
#
# MAX_EXAMPLES (20) and MAX_SECONDS (60) bound each of the two runs, SEED makes one again. Needs Python 3.10 or later and, once,
# a package registry.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=4.32.5
venv="$PWD/node_modules/.cache/schemathesis-$version"
work=$(mktemp -d)
stack=
finish() {
  if [ -n "$stack" ]; then
    kill "$stack" 2>/dev/null || true
    wait "$stack" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT

if [ ! -x "$venv/bin/st" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version"
fi

if [ -z "${QUERY:-}" ]; then
  export DATA_DIR="$work/data" HTTP_PORT=0 INGEST_HTTP_PORT=0 KAFKA_PORT=0 POSTGRES_PORT=0 DEMO=on RATE_LIMIT_PER_MINUTE=0
  npm run -s build
  node apps/standalone/dist/main.js >"$work/start.log" 2>&1 &
  stack=$!
  until grep -q 'stop with Ctrl-C' "$work/start.log"; do
    kill -0 "$stack" || { cat "$work/start.log"; exit 1; }
    sleep 0.5
  done
  QUERY=$(sed -n 's/^ *query *\(http[^ ]*\).*/\1/p' "$work/start.log")
fi

TOKEN=$(npm run -s actlog -- token --org acme --user usr_schemathesis)
# Both are bearer tokens; one will do.
API_KEY=$TOKEN
export TOKEN API_KEY
bounds=(--max-examples "${MAX_EXAMPLES:-20}" --max-time "${MAX_SECONDS:-60}" --request-timeout 10 ${SEED:+--seed "$SEED"})

schemathesis() { # config further-arguments
  local config=$1
  shift
  (cd "$work" && "$venv/bin/st" --config-file "$config" run "$QUERY/docs-json" --no-color \
    --phases examples,coverage,fuzzing,stateful --continue-on-failure "${bounds[@]}" "$@")
}

failed=0
printf '\n== with a token\n'
schemathesis "$PWD/test/api/schemathesis.toml" || failed=1

printf '\n== without a token\n'
# A header of the run goes before the credentials of the document.
schemathesis "$PWD/test/api/without-token.toml" || failed=1
exit "$failed"
