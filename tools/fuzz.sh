#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs every fuzzer for SECONDS_EACH (600) seconds, two at a time, from the inputs of the goldens; prints a line each and fails
# if one found something. What was learnt is kept in build/fuzz/corpus.
set -eu
cd "$(dirname "$0")/.."
seconds=${SECONDS_EACH:-600}
export ASAN_OPTIONS=allocator_may_return_null=1 # as in production: libarchive asks for what a file says and is refused
mkdir -p build/fuzz/corpus build/fuzz/crashes
python3 tools/golden_seeds.py build/fuzz/seeds
for program in build/fuzz/fuzz/fuzz_*; do
  [ -x "$program" ] && [ -f "$program" ] && echo "$program"
done | xargs -P "$(nproc)" -n 1 sh -c '
  name=$(basename "$0"); mkdir -p build/fuzz/corpus/$name
  own=fuzz/seeds/${name#fuzz_}; [ -d "$own" ] || own=
  dictionary=fuzz/${name#fuzz_}.dict; [ -f "$dictionary" ] || dictionary=fuzz/message.dict
  if "$0" -max_total_time='"$seconds"' -timeout=20 -rss_limit_mb=2048 -max_len=65536 -dict=$dictionary \
       -artifact_prefix=build/fuzz/crashes/$name- build/fuzz/corpus/$name build/fuzz/seeds $own > build/fuzz/$name.log 2>&1
  then echo "$name: clean, $(grep -c . build/fuzz/$name.log) lines, $(sed -n "s/.*Done \([0-9]*\) runs.*/\1/p" build/fuzz/$name.log) runs in '"$seconds"' s"
  else echo "$name: FOUND SOMETHING, see build/fuzz/$name.log"; exit 1; fi'
