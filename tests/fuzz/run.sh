#!/usr/bin/env bash
# Runs every fuzz target for some seconds from an empty corpus:  run.sh FOLDER SECONDS
set -euo pipefail
folder=$1
export seconds=$2
corpus=$(mktemp -d)
export corpus
trap 'rm -rf "$corpus"' EXIT

fuzz() {
  local name
  name=$(basename "$1")
  mkdir "$corpus/$name"
  echo "== $name for $seconds s"
  "$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 -print_funcs=0 \
    -verbosity=0 -artifact_prefix="$corpus/$name-" "$corpus/$name" || {
    echo "$name found a fault; the input follows" >&2
    cat "$corpus/$name"-* 2>/dev/null | base64 >&2
    return 1
  }
}
export -f fuzz

targets=()
for target in "$folder"/fuzz_*; do
  [ -x "$target" ] && [ -f "$target" ] || continue
  targets+=("$target")
done
[ ${#targets[@]} -gt 0 ] || {
  echo "no fuzz target in $folder" >&2
  exit 1
}
# One for each core.
printf '%s\0' "${targets[@]}" | xargs -0 -P "$(nproc)" -n 1 bash -c 'fuzz "$1"' fuzz
echo "fuzz: ${#targets[@]} targets, no finding"
