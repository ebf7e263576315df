#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The long form: 10,000 mutations of every seed under the sanitizers, then every fuzzer, then the gateway under kills and
# under a long load. Writes docs/soak.md.
set -eu
cd "$(dirname "$0")/.."
begin=$(date +%s)
laws=$(FUMIBAN_SOURCE=$PWD FUMIBAN_SOAK=10000 build/asan/tests/laws --gtest_filter='Laws.*' 2>&1 | grep -E 'ms\)|PASSED|FAILED')
fuzz=$(tools/fuzz.sh) || { echo "$fuzz"; exit 1; }
release=build/release
set -- "$release/apps/fumiband/fumiband" "$release/apps/libexec/fumiban/fumiban-worker" "$PWD/$release/tests/write_samples" \
  "$PWD/build/testroot/postfix" "$PWD/$release/tests/write_mails"
killed=$(python3 tests/gateway/kill_run.py "$@" 20000) || { echo "$killed"; exit 1; }
memory=$(python3 bench/gateway.py "$@" "$release/bench" 200000) || { echo "$memory"; exit 1; }
{
  echo "# Soak"
  echo
  echo "Written by \`make soak\`. Version $(git describe --always), $(( $(date +%s) - begin )) seconds on $(nproc) processors."
  echo
  echo '```'
  echo "$laws"
  echo
  echo "$fuzz"
  echo
  echo "$killed"
  echo
  echo "$memory"
  echo '```'
} > docs/soak.md
cat docs/soak.md
