# Installation, everyday life, upgrade and removal of the service.

install() { DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends "$@"; }

drop_in() { # drop_in LINE...: into [Service], and nothing else
  mkdir -p /etc/systemd/system/charterd.service.d
  printf '%s\n' '[Service]' "$@" >/etc/systemd/system/charterd.service.d/test.conf
  systemctl daemon-reload
}

no_drop_in() {
  rm -rf /etc/systemd/system/charterd.service.d
  systemctl daemon-reload
}

check "apt installs the package and what it needs" install install ./charterd.deb
check "it runs" systemctl is-active charterd.service
check "it is enabled" systemctl is-enabled charterd.service
check "the socket is not" is "$(systemctl is-enabled charterd.socket)" disabled
check "it is ready" wait_until ready
status_says() { says "$(property StatusText)" "$1"; }
check "systemctl status says how the figures are" wait_until status_says "0 missed, "
check "the configuration that is installed has no mistakes" charterd check
check "the user is in the groups that read logs" \
  is "$(id -nG charterd)" "charterd adm systemd-journal"
check "nobody else reads the state" is "$(stat -c '%a %U' /var/lib/charterd)" "750 charterd"

confined() {
  local status
  status=$(cat "/proc/$(pid)/status")
  says "$status" "NoNewPrivs:	1" && says "$status" "Seccomp:	2" &&
    says "$status" "CapEff:	0000000000000000" && says "$status" "CapBnd:	0000000000000000"
}
check "the hardening is in force" confined
check "systemd counts its exposure as low" \
  bash -c 'systemd-analyze security --threshold=12 charterd.service'
check "its memory is limited" is "$(property MemoryMax)" 2147483648

write_events 0 500 >"$log"
chown root:adm "$log"
chmod 640 "$log"
check "it reads what adm may read" wait_until accepted 500
check "Prometheus's text format comes" says "$(get /metrics)" "# TYPE charter_target_value gauge"
figures=$(decisions)

# --- trouble
drop_in WatchdogSec=3s
systemctl restart charterd
wait_until ready >/dev/null
restarts=$(property NRestarts)
kill -STOP "$(pid)"
check "the watchdog restarts a process that is stopped" \
  wait_until property_is NRestarts $((restarts + 1))
check "and says so" says "$(journalctl -u charterd --no-pager)" "Watchdog timeout"
no_drop_in
systemctl restart charterd
wait_until ready >/dev/null
check "the figures outlive it" decisions_are "$figures"
restarts=$(property NRestarts)
kill -KILL "$(pid)"
check "it comes back after kill -9" wait_until property_is NRestarts $((restarts + 1))
wait_until ready >/dev/null
check "with the same figures" decisions_are "$figures"
check "having read nothing twice" accepted 500

# --- reload
version_is() { says "$(get /metrics | grep '^charter_info{')" "version=\"$1\""; }
was=$(pid)
cp /etc/charterd/charter.yml /root/charter.yml
sed -i 's/^version: .*/version: 4711/' /etc/charterd/charter.yml
check "a reload succeeds" systemctl reload charterd
check "and takes the new charter" wait_until version_is 4711
sed -i 's/^timezone: .*/timezone: Atlantis/; s/^version: .*/version: 4712/' /etc/charterd/charter.yml
refused() { ! systemctl reload charterd; }
check "a reload of a bad charter fails" refused
check "the metrics tell" wait_until metric_is charterd_config_last_reload_successful 0
check "the journal shows the place" says "$(journalctl -u charterd --no-pager -o cat)" \
  "charter.yml:$(grep -n '^timezone' /etc/charterd/charter.yml | cut -d: -f1):"
check "the old charter stays" version_is 4711
check "and so do the figures" decisions_are "$figures"
cp /root/charter.yml /etc/charterd/charter.yml
check "a mended charter is taken" systemctl reload charterd
check "the metrics tell that, too" wait_until metric_is charterd_config_last_reload_successful 1
check "all in the same process" is "$(pid)" "$was"

# --- logs
cp /usr/share/doc/charterd/examples/logrotate /etc/logrotate.d/charterd
rotate_while_writing() {
  local part
  for part in 0 1 2 3; do
    write_events $((500 + part * 100)) 100 >>"$log"
    # At once, while the last lines may still be unread.
    logrotate --force /etc/logrotate.d/charterd || return 1
    wait_until accepted $((600 + part * 100)) || return 1
  done
}
check "logrotate rotates" rotate_while_writing
check "and nothing is lost or read twice" accepted 900
check "old logs are compressed" test -s "$log.2.gz"
figures=$(decisions)

# --- a socket in place of a network
systemctl disable --now charterd.service
systemctl enable --now charterd.socket
check "the socket starts the isolated service" wait_until ready
check "which has taken the state over" decisions_are "$figures"
only_loopback() { is "$(nsenter -t "$(pid charterd-isolated.service)" -n ls /sys/class/net 2>/dev/null || awk -F: 'NR > 2 { gsub(/ /, "", $1); print $1 }' "/proc/$(pid charterd-isolated.service)/net/dev")" lo; }
check "it has no network" only_loopback
write_events 900 100 >>"$log"
check "it goes on reading" wait_until accepted 1000
check "its exposure is next to nothing" \
  bash -c 'systemd-analyze security --threshold=2 charterd-isolated.service'
figures=$(decisions)

cp /etc/charterd/charterd.yml /root/charterd.yml
echo 'public: {listen: "127.0.0.1:8080"}' >>/etc/charterd/charterd.yml
systemctl stop charterd.socket charterd-isolated.service
refused_to_open() {
  says "$(journalctl -o cat -u charterd-isolated)" "have systemd open it, by charterd.socket"
}
systemctl start charterd.socket
get /-/ready >/dev/null 2>&1 &
check "it says that it may open no socket for the customers' page" wait_until refused_to_open
systemctl stop charterd.socket charterd-isolated.service
systemctl reset-failed
systemctl start charterd.socket charterd-public.socket
page() { says "$(curl --silent --max-time 10 http://127.0.0.1:8080/)" "Example Outfitters"; }
check "the customers' page comes by a socket of its own" wait_until page
check "and nothing else does" \
  is "$(curl --silent --output /dev/null --write-out '%{http_code}' http://127.0.0.1:8080/metrics)" 404
check "the figures come by the other one" wait_until ready
check "without a network still" only_loopback
systemctl stop charterd-public.socket
cp /root/charterd.yml /etc/charterd/charterd.yml
systemctl disable --now charterd.socket charterd-isolated.service
systemctl enable --now charterd.service
wait_until ready >/dev/null
check "and back" decisions_are "$figures"

# --- upgrade, removal
echo "# mine" >>/etc/charterd/charterd.yml
was=$(pid)
check "an upgrade succeeds" install install ./charterd-newer.deb
check "it is the newer one" is "$(dpkg-query -Wf '${Version}' charterd)" 0.99.0-1
check "it was restarted" bash -c "[ $(pid) != $was ] && [ $(pid) != 0 ]"
wait_until ready >/dev/null
check "an upgrade keeps all figures" decisions_are "$figures"
check "and the configuration" says "$(tail -1 /etc/charterd/charterd.yml)" "# mine"
check "what is disabled stays so" is "$(systemctl is-enabled charterd.socket)" disabled

check "it can be removed" install remove charterd
check "it is gone" bash -c '! systemctl is-active charterd.service'
check "removing keeps the state" test -s /var/lib/charterd/state.db
check "it can be installed again" install install ./charterd-newer.deb
wait_until ready >/dev/null
check "with all figures" decisions_are "$figures"
check "it can be purged" install purge charterd
gone() {
  local left
  left=$(find / -xdev -path /proc -prune -o -name '*charterd*' -print |
    grep -v -e ^/root -e ^/var/log -e ^/var/cache/apt -e charterd-test -e logrotate)
  is "$left" ""
}
check "purging leaves nothing but the logs of others" gone
check "nothing has failed" is "$(systemctl --failed --plain --no-legend)" ""
