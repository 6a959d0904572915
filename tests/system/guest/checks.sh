# What the scripts in a guest are written with. Each check prints one line, `ok` or `not ok`.

url=http://127.0.0.1:10464
log=/var/log/charterd/events.jsonl

# check WORDS COMMAND...
check() {
  local words=$1 problem
  shift
  if problem=$("$@" 2>&1); then
    echo "ok $words"
  else
    echo "not ok $words"
    printf '%s\n' "$problem" | tail -20 | sed 's/^/    /'
  fi
}

# wait_until COMMAND...: at most a minute, in which Prometheus has come round four times.
wait_until() {
  local last
  for _ in $(seq 300); do
    last=$("$@" 2>&1) && return 0
    sleep 0.2 # nothing in the guest says when it comes true
  done
  echo "waited in vain for: $*"
  printf '%s\n' "$last"
  return 1
}

is() { # is VALUE EXPECTED
  [ "$1" = "$2" ] || { echo "\"$1\", expected \"$2\""; return 1; }
}

says() { printf '%s' "$1" | grep -qF -- "$2" || { echo "no \"$2\" in:"; echo "$1"; return 1; }; }

get() { curl --silent --show-error --max-time 10 "$url$1"; }
ready() { curl --silent --fail --max-time 10 "$url/-/ready"; }
metric() { get /metrics | sed -n "s|^$1 ||p"; }
property() { systemctl show --value --property "$1" "${2:-charterd.service}"; }
pid() { property MainPID "${1:-charterd.service}"; }

metric_is() { is "$(metric "$1")" "$2"; }
property_is() { is "$(property "$1")" "$2"; }
# So many records have been accepted.
accepted() { metric_is 'charterd_source_records_total{result="accepted",source="shop"}' "$1"; }
# All decisions of all targets: what must never be lost.
decisions() { get /metrics | grep '^charter_target_events_total' | sort; }
decisions_are() { is "$(decisions)" "$1"; }

# The daemon's own lines since the start of the command.
journal_of() { # journal_of COMMAND...
  local cursor
  cursor=$(journalctl --quiet --lines 1 --show-cursor | sed -n 's/^-- cursor: //p')
  "$@" >/dev/null 2>&1
  journalctl --sync
  journalctl --quiet --output cat --after-cursor "$cursor" --unit charterd.service
}

write_events() { # write_events FROM COUNT: that many calls, one a second until now
  local at
  for ((i = $1; i < $1 + $2; i++)); do
    at=$(date -u -d "@$((EPOCHSECONDS - 7200 + i))" +%FT%TZ)
    echo "{\"ts\":\"$at\",\"event\":\"call.answered\",\"id\":\"call-$i\",\"wait\":12,\"channel\":\"phone\",\"segment\":\"returning\"}"
  done
}
