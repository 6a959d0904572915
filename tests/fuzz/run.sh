#!/usr/bin/env bash
# Runs every fuzz target for some seconds from an empty corpus:  run.sh FOLDER SECONDS
set -euo pipefail
folder=$1
seconds=$2
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
count=0
for target in "$folder"/fuzz_*; do
  [ -x "$target" ] && [ -f "$target" ] || continue
  name=$(basename "$target")
  mkdir "$corpus/$name"
  echo "== $name for $seconds s"
  "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 -print_funcs=0 \
    -verbosity=0 -artifact_prefix="$corpus/" "$corpus/$name" || {
    echo "$name found a fault; the input follows" >&2
    cat "$corpus"/crash-* "$corpus"/timeout-* "$corpus"/oom-* 2>/dev/null | base64 >&2
    exit 1
  }
  count=$((count + 1))
done
[ "$count" -gt 0 ] || {
  echo "no fuzz target in $folder" >&2
  exit 1
}
echo "fuzz: $count targets, no finding"
