#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails if a program is linked with anything that is not on the list of allowed libraries."""
import re
import subprocess
import sys
from pathlib import Path

# Library (as its soname begins) and licence. LGPL only dynamically; GPL never, glibc's own exceptions apart. The second
# row is what libarchive loads, the third libunbound and what that loads.
ALLOWED = {
    "libcrypto": "Apache-2.0", "libssl": "Apache-2.0", "libicu": "Unicode-3.0", "libtomlplusplus": "MIT", "libarchive": "BSD-2-Clause",
    "libbz2": "bzip2-1.0.6", "liblzma": "public domain", "libzstd": "BSD-3-Clause", "libdeflate": "MIT",
    "libz": "Zlib", "libseccomp": "LGPL-2.1 (dynamic)", "libnettle": "LGPL-3.0 (dynamic)", "libacl": "LGPL-2.0 (dynamic)", "liblz4": "BSD-2-Clause", "libxml2": "MIT",
    "libunbound": "BSD-3-Clause", "libevent": "BSD-3-Clause", "libhogweed": "LGPL-3.0 (dynamic)", "libgmp": "LGPL-3.0 (dynamic)",
    "libstdc++": "GPL-3.0 with runtime exception", "libgcc_s": "GPL-3.0 with runtime exception",
    "libc": "LGPL-2.1 (dynamic)", "libm": "LGPL-2.1 (dynamic)", "ld-linux": "LGPL-2.1 (dynamic)", "linux-vdso": "kernel",
}
lines = []
for name in ("fumiban/fumiban", "fumiband/fumiband", "libexec/fumiban/fumiban-worker", "libexec/fumiban/fumiban-resolver"):
    program = Path(sys.argv[1]) / "apps" / name
    if not program.exists():
        sys.exit(f"check_licences: {program} is not built")
    lines += subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout.splitlines()
bad = []
for line in sorted(set(lines)):
    name = Path(line.split()[0]).name
    stem = re.split(r"[.-]", name)[0] if not name.startswith(("ld-linux", "linux-vdso")) else name.split(".")[0]
    if not any(stem == allowed or (allowed == "libicu" and stem.startswith("libicu")) or name.startswith(allowed + ".") or stem.startswith(allowed + "-")
               or (allowed in ("ld-linux", "linux-vdso") and name.startswith(allowed)) for allowed in ALLOWED):
        bad.append(name)
for name in bad:
    print(f"{name} is linked and not on the list of tools/check_licences.py")
sys.exit(1 if bad else 0)
