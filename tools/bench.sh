#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The benchmarks in one run: the pieces, the street beside its floor (JSON), the growth curves, and the gateway beside bare
# Postfix (as root; elsewhere it is left out).
set -eu
cd "$(dirname "$0")/.."
build/release/bench/micro --benchmark_format=console
build/release/bench/street
build/release/bench/audit_log 1000000 build/release/audit-bench
python3 tools/growth.py build/release/bench/growth
release=build/release
python3 bench/gateway.py "$release/apps/fumiband/fumiband" "$release/apps/libexec/fumiban/fumiban-worker" \
  "$PWD/$release/tests/write_samples" "$PWD/build/testroot/postfix" "$PWD/$release/tests/write_mails" "$release/bench" || [ $? -eq 77 ]
