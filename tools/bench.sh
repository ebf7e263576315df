#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The benchmarks in one run: the pieces, the street beside its floor (JSON), and the growth curves.
set -eu
cd "$(dirname "$0")/.."
build/release/bench/micro --benchmark_format=console
build/release/bench/street
python3 tools/growth.py build/release/bench/growth
