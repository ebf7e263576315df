#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails if a file below one of the folders holds the EICAR or GTUBE string, in whatever way a scanner of a distributor or
a mail server would see it: as it is, without regard to case of letters, as UTF-16, in base64 at any of the three places in
a group of four, in hex or turned round.

Usage: harmless.py [--tracked] FOLDER...   --tracked: what git tracks or would track, build folders left out."""
import base64
import os
import re
import subprocess
import sys
from pathlib import Path

# In pieces, so that this file does not hold them.
WHOLE = {
    "EICAR": b"".join([b"X5O!P%@AP[4\\PZ", b"X54(P^)7CC)7", b"}$EICAR-STAND", b"ARD-ANTIVIRUS", b"-TEST-FILE!", b"$H+H*"]),
    "GTUBE": b"".join([b"XJS*C4JDBQADN1.", b"NSBN3*2IDNEN*", b"GTUBE-STANDARD-", b"ANTI-UBE-TEST-", b"EMAIL*C.34X"]),
}
assert all(len(whole) == 68 for whole in WHOLE.values())


def forms(whole):
    yield "as it is", whole
    yield "as UTF-16", whole.decode().encode("utf-16-le")
    yield "as UTF-16, big-endian", whole.decode().encode("utf-16-be")
    yield "turned round", whole[::-1]
    yield "in hex", whole.hex().encode()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + whole)
        # Characters that hold bits of what stands before and behind vary.
        first = (shift * 8 + 5) // 6
        yield f"in base64, place {shift}", encoded[first: (shift + len(whole)) * 8 // 6]


NEEDLES = [(name, how, form.lower()) for name, whole in WHOLE.items() for how, form in forms(whole)]
BREAKS = re.compile(rb"[\s\"'\\+,]+")


def held(data):
    """The forms that `data` holds; base64 and hex also where lines break it, or a source file's quotes."""
    lower = data.lower()
    squeezed = BREAKS.sub(b"", lower)
    for name, how, needle in NEEDLES:
        if needle in lower:
            yield f"{name} {how}"
        elif (how.startswith("in ")) and BREAKS.sub(b"", needle) in squeezed:
            yield f"{name} {how}, in pieces"


def self_test():
    for name, whole in WHOLE.items():
        for before in range(3):
            data = b"abc"[:before] + whole
            lines = base64.encodebytes(data)
            if not any(found.startswith(name) for found in held(b"text\n" + lines)):
                sys.exit(f"this check does not see {name} in base64 with {before} bytes before it")
        for form in (whole, whole.lower(), whole.hex().encode(), whole.decode().encode("utf-16-le")):
            if not any(found.startswith(name) for found in held(b"text" + form + b"text")):
                sys.exit(f"this check does not see {name}")
    if list(held(b"EICAR and GTUBE are names, " + WHOLE["EICAR"][:60])):
        sys.exit("this check sees too much")


def files_of(folder, tracked):
    if tracked:
        listed = subprocess.run(["git", "-C", folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                stdout=subprocess.PIPE, check=False)
        if listed.returncode == 0:
            for name in listed.stdout.split(b"\0"):
                if name and not name.startswith(b"build/"):
                    yield Path(os.fsdecode(os.path.join(os.fsencode(folder), name)))
            return
        print("no git here: every file but build folders is looked at")
    for root, folders, names in os.walk(folder):
        if tracked:
            folders[:] = [one for one in folders if one not in ("build", ".git")]
        for name in names:
            yield Path(root) / name


def main(arguments):
    self_test()
    tracked = "--tracked" in arguments
    folders = [one for one in arguments if one != "--tracked"]
    count = 0
    errors = 0
    for folder in folders:
        for path in files_of(folder, tracked):
            if path.is_symlink() or not path.is_file():
                continue
            count += 1
            for found in held(path.read_bytes()):
                print(f"{path}: holds {found}")
                errors += 1
    if count == 0:
        print("there was nothing to look at")
        errors += 1
    print(f"harmless: {count} files, {errors} errors")
    return 1 if errors else 0


sys.exit(main(sys.argv[1:]))
