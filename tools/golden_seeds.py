#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the inputs of all golden files (src/**/*.golden) as bytes, for fuzzers to begin with.
Usage: golden_seeds.py FOLDER. Inputs with the test file (`eicar`) are left out: it stands whole in no file."""
import pathlib
import re
import sys


def unescaped(text):
    simple = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}
    out = b""
    for piece in re.findall(r"\\x[0-9a-fA-F]{2}|\\.|[^\\]+|\\$", text):
        if piece.startswith("\\x"):
            out += bytes.fromhex(piece[2:])
        elif piece.startswith("\\") and len(piece) == 2:
            out += simple.get(piece[1], piece[1].encode())
        else:
            out += piece.encode()
    return out


def hexed(text):
    return bytes.fromhex("".join(text.split("#")[0].split()))


def seed(path):
    out = b""
    for line in path.read_text().split("\n---\n")[0].splitlines():
        verb, _, rest = line.partition(" ")
        if verb.startswith("eicar"):
            return None
        if verb == "text":
            out += unescaped(rest)
        elif verb == "hex":
            out += hexed(rest)
        elif verb == "repeat":
            count, _, piece = rest.partition(" ")
            out += hexed(piece) * min(int(count), 100)
    return out


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    root = pathlib.Path(__file__).resolve().parent.parent / "src"
    for path in sorted(root.rglob("*.golden")):
        made = seed(path)
        if made:
            (folder / f"{path.parent.parent.name}-{path.stem}").write_bytes(made)


if __name__ == "__main__":
    main()
