#!/usr/bin/env bash
# Shows what charterd does: the shipped sample as a table, then a live service desk on /metrics.
#   demo.sh CHARTERD
# In a terminal the daemon goes on until Ctrl-C; otherwise the demo ends by itself.
set -euo pipefail
charterd=$(realpath "$1")
cd "$(dirname "$0")"

echo "== the sample: two months of a shop's events, as a table"
"$charterd" evaluate --config.file charterd.yml

folder=$(mktemp -d)
pids=()
clean_up() {
  kill "${pids[@]}" 2>/dev/null || true
  wait "${pids[@]}" 2>/dev/null || true
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

sed "s|^charter:.*|charter: $PWD/charter.yml|; s|sample.jsonl|live.jsonl|" charterd.yml \
  >"$folder/charterd.yml"
port=10464
if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  port=0 # taken: any other
fi

echo
echo "== live: four weeks until now, and every second from now on"
# The history is written at once. What follows is the same stream once more, less what is there
# already: so the orders that are open now go on.
simulate=("$charterd" simulate --config.file "$folder/charterd.yml" --for 28d
  --from "$(date -u -d '28 days ago' +%FT%TZ)")
"${simulate[@]}" >"$folder/live.jsonl"
"${simulate[@]}" --follow | sed -u "1,$(wc -l <"$folder/live.jsonl")d" >>"$folder/live.jsonl" &
pids+=($!)
"$charterd" run --config.file "$folder/charterd.yml" --web.listen-address "127.0.0.1:$port" \
  --storage.path "$folder/state" \
  2>"$folder/log" &
pids+=($!)
until address=$(grep -o 'address=[0-9.:]*' "$folder/log") && address=${address#address=} &&
  curl -fsS "http://$address/-/ready" >/dev/null 2>&1; do
  kill -0 "${pids[1]}" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
  read -rt 0.2 <> <(:) || true
done
curl -fsS "http://$address/metrics" | grep -E '^charter_target_(goal\{|value\{.*by="",)' || true
curl -fsS "http://$address/metrics" | grep -E '^charter_target_status\{.*by="",.* 1$' || true
echo
echo "metrics:  http://$address/metrics"
echo "figures:  http://$address/api/v1/targets"
if [ -t 1 ]; then
  echo "Ctrl-C ends it."
  wait "${pids[1]}"
fi
