#!/usr/bin/env bash
# Every source file is as clang-format leaves it.
set -euo pipefail
cd "$(dirname "$0")/../.."
git ls-files '*.cc' '*.h' | xargs clang-format-14 --dry-run --Werror
echo "format: all files are clean"
