# Each way in which the service can fail to work ends with a message that says what to do.

DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install ./charterd.deb >/dev/null
systemctl stop charterd
defaults=/etc/default/charterd
cp "$defaults" /root/defaults

arguments() { # arguments FILE FLAGS: what the service is started with
  printf 'CONFIG_FILE=%s\nARGS="%s"\n' "$1" "$2" >"$defaults"
}
ordinary=/etc/charterd/charterd.yml

# What the journal shows of one attempt to start.
attempt() {
  systemctl reset-failed charterd 2>/dev/null
  journal_of systemctl start charterd
}
given_up() { property_is ExecMainStatus 78 && property_is ActiveState failed; }

arguments /etc/charterd/nothing.yml ""
check "a wrong file is named" says "$(attempt)" \
  "/etc/charterd/nothing.yml: the file cannot be read: No such file or directory"
check "and not tried again" wait_until given_up

sed 's/^sources:/surces:/' "$ordinary" >/etc/charterd/misspelt.yml
arguments /etc/charterd/misspelt.yml ""
check "a misspelt key is shown with the right one" says "$(attempt)" 'did you mean "sources"?'

arguments "$ordinary" "--log.level=loud"
check "a bad flag is explained" says "$(attempt)" \
  'charterd: --log.level "loud": expected debug, info, warn or error'
not_tried_again() { property_is ExecMainStatus 2 && property_is ActiveState failed; }
check "and not tried again, either" wait_until not_tried_again

arguments "$ordinary" ""
charterd run --storage.path /root/other >/dev/null 2>&1 &
other=$!
wait_until ready >/dev/null
check "a port that is taken is named, with what to do" says "$(attempt)" \
  "cannot listen on 127.0.0.1:10464: another program listens there already"
kill "$other"
wait "$other"
check "and when it is free the service comes by itself" wait_until ready

systemctl stop charterd
arguments "$ordinary" "--web.listen-address=127.0.0.1:80"
check "a port below 1024 is explained" says "$(attempt)" "choose a port above 1023"
systemctl stop charterd

arguments "$ordinary" ""
install -m 600 /dev/null "$log"
attempt >/dev/null
denied() { says "$(journalctl --output cat --unit charterd)" "file=$log" &&
  says "$(journalctl --output cat --unit charterd)" "ermission denied"; }
check "a log that may not be read is named" wait_until denied
check "and the service goes on" systemctl is-active charterd
chmod 640 "$log"
chgrp adm "$log"
write_events 0 10 >>"$log"
check "until it may" wait_until accepted 10
systemctl stop charterd

chmod 500 /var/lib/charterd
chown root /var/lib/charterd/state.db* && chmod 400 /var/lib/charterd/state.db*
arguments "$ordinary" "--storage.path=/var/lib/charterd-elsewhere"
check "a folder that may not be written is named" says "$(attempt)" "/var/lib/charterd-elsewhere"
systemctl stop charterd
chown charterd /var/lib/charterd/state.db* && chmod 640 /var/lib/charterd/state.db*
chmod 750 /var/lib/charterd

# --- certificates
mkdir /root/tls
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext \
  subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout /root/tls/key.pem -out /etc/charterd/shop.crt \
  2>/dev/null
chmod 600 /root/tls/key.pem
web() { # web KEY_FILE CERTIFICATE
  printf 'tls_server_config:\n  cert_file: %s\n  key_file: %s\n' "$2" "$1" \
    >/etc/charterd/web.config.yml
}
arguments "$ordinary" "--web.config.file=/etc/charterd/web.config.yml"
web /root/tls/key.pem /etc/charterd/shop.crt
check "a key that may not be read is named" says "$(attempt)" "/root/tls/key.pem"
systemctl stop charterd
web /root/tls/key.pem /etc/charterd/nothing.crt
check "a certificate that is missing is named" says "$(attempt)" "/etc/charterd/nothing.crt"
systemctl stop charterd
echo nonsense >/etc/charterd/bad.crt
install -o charterd -m 400 /root/tls/key.pem /etc/charterd/shop.key
web /etc/charterd/shop.key /etc/charterd/bad.crt
check "a certificate that is none is named" says "$(attempt)" "/etc/charterd/bad.crt"
systemctl stop charterd

mkdir -p /etc/systemd/system/charterd.service.d
printf '[Service]\nLoadCredential=tls.key:/root/tls/key.pem\n' \
  >/etc/systemd/system/charterd.service.d/key.conf
systemctl daemon-reload
web /run/credentials/charterd.service/tls.key /etc/charterd/shop.crt
attempt >/dev/null
by_tls() { curl --silent --fail --cacert /etc/charterd/shop.crt https://localhost:10464/-/ready; }
check "a key that root keeps comes as a credential" wait_until by_tls
rm -r /etc/systemd/system/charterd.service.d
systemctl daemon-reload
cp /root/defaults "$defaults"
systemctl restart charterd
check "and back" wait_until ready
