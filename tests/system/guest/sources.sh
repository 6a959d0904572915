# What ops teams have already, as sources of the service: the journal, and programs that post.

DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install ./charterd.deb >/dev/null

cat >>/etc/charterd/charterd.yml <<'END'
  - name: desk
    journald: {matches: [SYSLOG_IDENTIFIER=desk]}
    format: json
    events: [{type: {field: event}}]
  - name: till
    http: {token_file: events-token}
    format: json
    drop_duplicates: {by: id, within: 24h}
    events: [{type: {field: event}, time: {field: ts}}]
END
token=$(openssl rand -hex 20)
install -m 600 /dev/null /root/events-token
echo "$token" >/root/events-token
mkdir -p /etc/systemd/system/charterd.service.d
printf '[Service]\nLoadCredential=events-token:/root/events-token\n' \
  >/etc/systemd/system/charterd.service.d/token.conf
systemctl daemon-reload
systemctl restart charterd
check "it starts with a token that root keeps" wait_until ready

of() { # of SOURCE NUMBER: so many records of it have been accepted
  metric_is "charterd_source_records_total{result=\"accepted\",source=\"$1\"}" "$2"
}
# So many calls have been decided, whichever source they came by.
calls_are() {
  metric_is 'charter_target_events_total{charter="example-outfitters",target="phone-service-level",verdict="good",by="",by_value=""}' "$1"
}
kill_it() {
  local restarts
  restarts=$(property NRestarts)
  kill -KILL "$(pid)"
  wait_until property_is NRestarts $((restarts + 1)) >/dev/null
}

# --- the journal
call='{"event":"call.answered","wait":12,"channel":"phone","segment":"returning"}'
echo "$call" | systemd-cat --identifier=desk
logger --tag desk "$call"
echo "$call" | systemd-cat --identifier=another
check "what programs say into the journal is read" wait_until of desk 2
check "and counts" wait_until calls_are 2
check "what does not match is left alone" \
  metric_is 'charterd_source_records_total{result="filtered",source="desk"}' 0

killed_while_they_write() {
  local round i sent=2
  for round in 1 2 3; do
    for i in 1 2 3 4 5 6 7 8 9 10; do
      echo "$call" | systemd-cat --identifier=desk
      [ "$i" != "$((round * 3))" ] || kill -KILL "$(pid)"
    done
    sent=$((sent + 10))
    wait_until of desk "$sent" || return 1
    wait_until calls_are "$sent" || return 1
  done
}
check "kill -9 loses none and doubles none" killed_while_they_write
kill_it
wait_until ready >/dev/null
check "also when all had been counted" calls_are 32
gaps_are() { metric_is 'charterd_source_gaps_total{source="desk"}' "$1"; }
check "nothing was missing" gaps_are 0

systemctl stop charterd
echo "$call" | systemd-cat --identifier=desk
journalctl --quiet --sync --rotate
journalctl --quiet --vacuum-size=1 2>/dev/null
echo "$call" | systemd-cat --identifier=desk
journalctl --sync
systemctl start charterd
check "what is left of a vacuumed journal is read" wait_until of desk 33
check "that something may be missing is counted" gaps_are 1
check "and said" says "$(journalctl --output cat --unit charterd)" "the journal was vacuumed"

# --- programs that post
post() { # post CURL'S OPTIONS...: the status of the answer
  curl --silent --max-time 30 --output /root/answer --write-out '%{http_code}' "$@" \
    --data-binary @/root/posted "$url/api/v1/events"
}
posted() { is "$(post --oauth2-bearer "$token")" 200; }
write_events 0 20 >/root/posted
check "a post without the token is refused" is "$(post)" 401
check "and with another one" is "$(post --oauth2-bearer 0123456789abcdef)" 401
check "nothing of it is counted" of till 0
check "the service cannot read the token's own file" \
  bash -c '! setpriv --reuid charterd --regid charterd --clear-groups cat /root/events-token'
check "with the token from the credential it is taken" posted
check "the answer says what became of it" says "$(cat /root/answer)" '"accepted":20'
check "the figures have it when the answer comes" calls_are 53
kill_it
wait_until ready >/dev/null
check "and after kill -9" calls_are 53
check "the same again is taken" posted
check "and counts once" says "$(cat /root/answer)" '"duplicate":20'
check "in the figures, too" calls_are 53
