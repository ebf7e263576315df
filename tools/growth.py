#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions of every growth curve (bench/growth.cpp) with callgrind and fails where I(2n)/I(n) > 2.4 at
one of the three largest sizes. The instructions of the smallest input (start-up) are taken off first.
Usage: growth.py PROGRAM [CURVE...]"""
import concurrent.futures
import re
import subprocess
import sys

BOUND = 2.4
SIZES = {
    "body": 4000, "base64-body": 4000, "nesting": 16, "ruler": 200000, "header-length": 20000, "header-fields": 4000,
    "html-nesting": 8000, "html-links": 4000, "html-raw": 8000, "recipients": 4000, "broken-words": 500,
    "encoded-words": 250, "comments": 20000, "open-comments": 20000, "parts": 120, "parameters": 32, "quotes": 20000, "dashes": 10000,
    "bare-cr": 20000, "base64-lines-in-text": 4000, "uuencode-begins": 8000, "pdf-objects": 4000, "pdf-open-dicts": 8000,
    "zip-members": 200, "zip-depth": 6, "zip-ratio": 250, "zip-text": 4000, "zip-name-length": 2000, "zip-unlisted": 200,
    "macro-text": 500, "macro-procedures": 500, "macro-modules": 40, "macro-fetches": 500, "form-strings": 400, "document-variables": 400,
    "cfb-streams": 200, "xls-sheets": 100, "shared-strings": 1000,
    "rtf-groups": 4000, "rtf-objdata": 8000, "rtf-objects": 100, "flat-xml-parts": 100, "activemime": 4000, "activemime-places": 4000,
    "behind-pdf": 2000,
}


def instructions(program, curve, n):
    run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=growth_scan", program, curve, str(n)],
                         capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", run.stderr).group(1))


def main():
    program = sys.argv[1]
    curves = sys.argv[2:] or subprocess.run([program, "--list"], capture_output=True, text=True, check=True).stdout.split()
    bad = 0
    print(f"{'curve':24}{'n':>9}{'I(n)':>16}  ratios I(2n)/I(n) at the three largest sizes")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        def curve_points(curve):
            base = SIZES[curve]
            start = instructions(program, curve, 1)
            return [instructions(program, curve, base << k) - start for k in range(4)]
        for curve, points in zip(curves, pool.map(curve_points, curves)):
            ratios = [points[k + 1] / points[k] for k in range(3)]
            worst = max(ratios)
            bad += worst > BOUND
            print(f"{curve:24}{SIZES[curve] * 8:>9}{points[3]:>16,}  " + "  ".join(f"{r:.2f}" for r in ratios) + ("  TOO STEEP" if worst > BOUND else ""), flush=True)
    print(f"{len(curves)} curves, {bad} steeper than {BOUND}")
    sys.exit(1 if bad else 0)


main()
