#!/usr/bin/env bash
# Sends what schemathesis makes of the OpenAPI document to a running service, as a member of staff, a program, a customer and
# nobody: no server error, no status, header or body that is not described, no refusal of what is, nothing that answers to nobody.
# Each operation is one test for each of them, and the links between operations are one more. The last line is
# `N passed, N failed`.
#
#   npm run test:api     # starts a stack of its own, on free ports, and removes it
#
#   # the stack that `npm start` runs in this DATA_DIR and on this POSTGRES_PORT (RATE_LIMIT_PER_MINUTE=0 helps):
#   QUERY=http://127.0.0.1:3000 npm run test:api
#
# The requests are the same each time; SEED makes others. MAX_EXAMPLES (20) is how many a phase makes of each operation for staff
# and for nobody, and a quarter of it for the others. Needs Python 3.11 or later and, once, a package registry.
set -euo pipefail
cd "$(dirname "$0")/../.."

here="$PWD/test/api"
venv="$PWD/node_modules/.cache/schemathesis-$(cksum <"$here/requirements.txt" | cut -d ' ' -f 1)"
work=$(mktemp -d)
stack=
passed=0
failed=0
finish() {
  if [ -n "$stack" ]; then
    kill "$stack" 2>/dev/null || true
    wait "$stack" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT

if [ ! -x "$venv/bin/st" ]; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement "$here/requirements.txt"
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
  POSTGRES_PORT=$(sed -n 's/^PostgreSQL listens on .*:\([0-9]*\)$/\1/p' "$work/start.log")
fi

# schemathesis says in its last report how many tests there were, and how many of them did not pass.
counts_of() { # report
  "$venv/bin/python" -c '
import sys
from xml.etree import ElementTree
of = {name: int(count) for name, count in ElementTree.parse(sys.argv[1]).getroot().attrib.items() if count.isdigit()}
bad = of["failures"] + of["errors"]
print(of["tests"] - of["skipped"] - bad, bad)
' "$1"
}

fuzz() { # who config max-examples
  local who=$1 config=$2 examples=$3 status=0 good bad
  local how=(--generation-deterministic)
  if [ -n "${SEED:-}" ]; then how=(--seed "$SEED"); fi
  printf '\n== as %s\n' "$who"
  (cd "$work" && HOOKS="$here/refusals.py" "$venv/bin/st" --config-file "$here/$config" run "$QUERY/docs-json" --no-color \
    --phases examples,coverage,fuzzing,stateful --continue-on-failure --request-timeout 30 --max-examples "$examples" \
    "${how[@]}" --report junit --report-junit-path "$who.xml") || status=$?
  # What did not come to its report has failed, and so has what found fault in no operation.
  read -r good bad < <(counts_of "$work/$who.xml" || echo 0 1)
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed=$((passed + good))
  failed=$((failed + bad))
}

actlog() { npm run -s actlog -- "$@"; }

examples=${MAX_EXAMPLES:-20}
few=$(((examples + 3) / 4))
export TOKEN POSTGRES_PORT
TOKEN=$(actlog token --org acme --user usr_schemathesis)
fuzz staff schemathesis.toml "$examples"
TOKEN=$(actlog apikey create --org acme --name schemathesis --expires 1h \
  --scopes activity:read,activity:write,activity:audit,activity:erase)
fuzz program schemathesis.toml "$few"
TOKEN=$(actlog token --org acme --user usr_schemathesis --kind customer --customer contact/contact-abc)
fuzz customer schemathesis.toml "$few"
fuzz nobody without-token.toml "$examples"

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
