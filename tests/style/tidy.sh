#!/usr/bin/env bash
# clang-tidy on what changed since a commit (the newest one's parent unless TIDY_BASE names it; all
# files when there is none). Needs the compile commands of the release build.
set -euo pipefail
cd "$(dirname "$0")/../.."
base=${TIDY_BASE:-$(git rev-parse -q --verify HEAD~1 || true)}
if [ -n "$base" ]; then
  files=$(git diff --name-only --diff-filter=d "$base" -- 'config/*.cc' 'collectors/*.cc' 'rules/*.cc' 'daemon/*.cc')
else
  files=$(git ls-files 'config/*.cc' 'collectors/*.cc' 'rules/*.cc' 'daemon/*.cc')
fi
if [ -z "$files" ]; then
  echo "tidy: no source file changed"
  exit 0
fi
printf '%s\n' "$files" | xargs -P "$(nproc)" -n 4 clang-tidy-14 --quiet -p build/release \
  --extra-arg=-Wno-unknown-warning-option
echo "tidy: $(printf '%s\n' "$files" | wc -l) files are clean"
