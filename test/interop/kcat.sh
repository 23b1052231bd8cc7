#!/usr/bin/env bash
# Publishes events with kcat (librdkafka: a client that is not ours) to the stack that `npm start` runs, in binary and in
# structured mode and with every compression, and looks for each in the timeline and on the topic of activities.
#
#   npm start                      # in one terminal
#   npm run test:kcat              # in another; needs kcat, curl and jq
#
# KAFKA (127.0.0.1:9092) and QUERY (http://127.0.0.1:3000) say where the stack is.
set -euo pipefail
cd "$(dirname "$0")/../.."

KAFKA=${KAFKA:-127.0.0.1:9092}
QUERY=${QUERY:-http://127.0.0.1:3000}
org=kcat
contact="contact-$(date +%s)"
time=2026-11-22T08:00:00Z
data='{"subjects":[{"datatype":"contact","ownerId":"'$contact'","name":"Ada"}],"user":null,"metadata":{"email_id":"eml_1"}}'
token=$(npm run -s actlog -- token --org "$org" --user usr_kcat)
passed=0
failed=0

publish() { # mode codec id
  local mode=$1 codec=$2 id=$3
  if [ "$mode" = binary ]; then
    printf '%s\t%s\n' "$org/contact/$contact" "$data" |
      kcat -P -b "$KAFKA" -t crm.domain-events -K '\t' -z "$codec" \
        -H "ce_specversion=1.0" -H "ce_id=$id" -H "ce_source=/kcat" -H "ce_type=email_opened" \
        -H "ce_time=$time" -H "ce_orgid=$org" -H "content-type=application/json"
  else
    printf '%s\t%s\n' "$org/contact/$contact" \
      '{"specversion":"1.0","id":"'"$id"'","source":"/kcat","type":"email.opened","time":"'"$time"'","orgid":"'"$org"'","datacontenttype":"application/json","data":'"$data"'}' |
      kcat -P -b "$KAFKA" -t crm.domain-events -K '\t' -z "$codec" -H "content-type=application/cloudevents+json"
  fi
}

timeline_total() {
  curl -sf -H "authorization: Bearer $token" -H "orgid: $org" "$QUERY/crm/activity/by-customer/contact/$contact" | jq .meta.total
}

on_topic() {
  kcat -C -b "$KAFKA" -t crm.activities -o beginning -e -q -f '%k\n' | grep -cFx "$org/contact/$contact" || true
}

check() { # what expected command
  local what=$1 expected=$2 seen=
  for _ in $(seq 50); do
    seen=$("$3")
    [ "$seen" = "$expected" ] && break
    sleep 0.2
  done
  if [ "$seen" = "$expected" ]; then
    passed=$((passed + 1)); echo "ok: $what"
  else
    failed=$((failed + 1)); echo "not ok: $what: expected $expected, saw $seen"
  fi
}

published=0
for codec in none gzip snappy lz4 zstd; do
  for mode in binary structured; do
    publish "$mode" "$codec" "$mode-$codec-$contact"
    published=$((published + 1))
    check "$mode event, compressed with $codec, is in the timeline" "$published" timeline_total
  done
done
check "all of them are on crm.activities" "$published" on_topic

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
