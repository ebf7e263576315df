#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The demo tells what became of each mail, in both languages, and leaves nothing.
# Usage: demo_test.sh PYTHON DEMO FUMIBAND WORKER WRITE_SAMPLES TESTROOT   (exit code 77 where it cannot run)
set -eu
testroot=$6
wrong() {
  echo "$said"
  echo "demo: $*"
  exit 1
}
lines() { test "$(echo "$said" | grep -c "$1")" -eq "$2" || wrong "not $2 lines with $1"; }

said=$(LC_ALL=C "$@") || { code=$?; echo "$said"; exit $code; }
lines ' clean  *delivered' 2
lines ' unscanned  *held' 1
lines ' suspicious  *held' 2
lines ' malicious  *refused' 3
said=$(LC_ALL=ja_JP.UTF-8 "$@") || wrong "failed in Japanese"
lines '安全  *判定をヘッダーに付けて配送' 2
lines '未検査  *Postfix のキューに保留' 1
lines '悪性  *受信時に拒否' 3
left=$(ls -d "$testroot"/var/tmp/fumiban-demo-* "${TMPDIR:-/tmp}"/fumiban-demo-* 2> /dev/null || true)
test -z "$left" || wrong "left behind: $left"
echo "demo: good"
