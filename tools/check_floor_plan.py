#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the floor plan (src/CMakeLists.txt) and every #include below src/, and fails on an include that the plan does
not allow: of a folder that the line does not name, or of one that stands below it."""
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
src = root / "src"
plan = {}
errors = []
text = (src / "CMakeLists.txt").read_text(encoding="utf-8")
for folder, rest in re.findall(r"^floor\(([\w/]+)([^)]*)\)", text, re.M):
    rest = rest.split("ANALYSERS")[0]
    uses = rest.replace("USES", " ").split()
    for used in uses:
        if used not in plan:
            errors.append(f"src/CMakeLists.txt: '{folder}' uses '{used}', which does not stand above it")
    plan[folder] = set(uses)

generated = {"fumiban"}
for path in sorted(src.rglob("*.[ch]pp")):
    relative = path.relative_to(src)
    folder = str(relative.parent)
    if relative.name.endswith("_test.cpp"):
        continue
    if folder not in plan:
        errors.append(f"src/{relative}: folder '{folder}' is not in the floor plan")
        continue
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)/[^"/]+"', line)
        if not match:
            continue
        target = match.group(1)
        if target in generated or target == folder or target in plan[folder]:
            continue
        errors.append(f"src/{relative}:{number}: includes '{target}', which the line of '{folder}' does not name")

used_lines = {f: set() for f in plan}
for path in src.rglob("*.[ch]pp"):
    folder = str(path.relative_to(src).parent)
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r'\s*#\s*include\s+"([^"]+)/[^"/]+"', line)
        if match and folder in used_lines:
            used_lines[folder].add(match.group(1))
for folder, uses in plan.items():
    for unused in sorted(uses - used_lines[folder]):
        errors.append(f"src/CMakeLists.txt: '{folder}' names '{unused}' and does not include it")

for error in errors:
    print(error)
print(f"floor plan: {len(plan)} folders, {len(errors)} errors")
sys.exit(1 if errors else 0)
