#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The long form: 10,000 mutations of every seed under the sanitizers, then every fuzzer. Writes docs/soak.md.
set -eu
cd "$(dirname "$0")/.."
begin=$(date +%s)
laws=$(FUMIBAN_SOURCE=$PWD FUMIBAN_SOAK=10000 build/asan/tests/laws --gtest_filter='Laws.*' 2>&1 | grep -E 'ms\)|PASSED|FAILED')
fuzz=$(tools/fuzz.sh) || { echo "$fuzz"; exit 1; }
{
  echo "# Soak"
  echo
  echo "Written by \`make soak\`. Version $(git describe --always), $(( $(date +%s) - begin )) seconds on $(nproc) processors."
  echo
  echo '```'
  echo "$laws"
  echo
  echo "$fuzz"
  echo '```'
} > docs/soak.md
cat docs/soak.md
