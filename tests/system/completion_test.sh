#!/usr/bin/env bash
# What bash offers after a Tab.  completion_test.sh CHARTERD CHECKOUT
set -euo pipefail
charterd=$(realpath "$1")
root=$(realpath "$2")
library=/usr/share/bash-completion/bash_completion
if [ ! -r "$library" ]; then
  echo "SKIPPED: needs Debian's bash-completion" >&2
  exit 77
fi
set +eu # the library is not written for these
# shellcheck disable=SC1090
source "$library"
source "$root/daemon/charterd.bash"
set -u

failures=0
# offers LINE WORD...: with the cursor behind LINE, exactly these.
offers() {
  local line=$1
  shift
  COMP_LINE=$line COMP_POINT=${#line} COMP_TYPE=9 COMP_KEY=9
  # As readline would split it: at blanks and at =.
  local spaced=${line//=/ = }
  read -ra COMP_WORDS <<<"$spaced"
  [[ $line == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  PATH=$(dirname "$charterd"):$PATH _charterd
  local got expected
  got=$(printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' ')
  expected=$(printf '%s\n' "$@" | sort | tr '\n' ' ')
  if [ "$got" != "$expected" ]; then
    printf 'after "%s": offered "%s", expected "%s"\n' "$line" "$got" "$expected" >&2
    failures=$((failures + 1))
  fi
}

example=$root/config/example/charterd.yml
offers "charterd eva" evaluate
offers "charterd check --st" --strict
offers "charterd --log.l" --log.level
offers "charterd evaluate --format " csv html json markdown table
offers "charterd report --format=j" json
offers "charterd run --log.level d" debug
offers "charterd explain --config.file $example pho" phone-service-level
offers "charterd explain --config.file=$example first-" first-answer-to-an-order
offers "charterd forget 4711 --config.file $example --case " complaint order
offers "charterd events --config.file $example --source " shop
offers "charterd explain --config.file /nonexistent " ""
for command in $("$charterd" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  offers "charterd $command --vers" --version
done
exit $((failures > 0))
