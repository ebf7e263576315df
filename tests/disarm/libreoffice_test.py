#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Documents before and after disarming, opened by LibreOffice: the same text on the page.
Usage: libreoffice_test.py DISARM_FILES ROOT. Exit code 77 where it cannot run: not root, or no mmdebstrap."""
import os
import shutil
import subprocess
import sys

PROGRAM, ROOT = sys.argv[1:3]
HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGES = ["libreoffice-writer-nogui", "libreoffice-calc-nogui", "libreoffice-impress-nogui", "poppler-utils"]
# What a field or an object shows stays. Of the page LibreOffice prints what stands behind its script, before as after.
EXPECTED = {"letter": "42 & more", "old-letter": "42 & more", "table": "42", "fields": "before shown behind", "object": "before",
            "macro-sheet": "84", "slides": "slide text", "field": "before shown object behind", "page": "more"}


def skip(reason):
    print("SKIPPED:", reason)
    sys.exit(77)


def inside(script):
    """Runs a shell script in the root, with a /proc of its own and no network."""
    return subprocess.run(["unshare", "--mount", "--pid", "--net", "--fork", "sh", "-c",
                           'mount -t proc proc "$0/proc" && exec chroot "$0" sh -c "$1"', ROOT, script],
                          capture_output=True, text=True, timeout=120)


def main():
    if os.geteuid() != 0:
        skip("not root")
    if not shutil.which("mmdebstrap"):
        skip("no mmdebstrap")
    if subprocess.run(["sh", HERE + "/../gateway/testroot.sh", ROOT, *PACKAGES]).returncode != 0:
        skip("the root could not be made")
    folder = f"/tmp/disarm-{os.getpid()}"
    os.mkdir(ROOT + folder)
    try:
        subprocess.run([PROGRAM, ROOT + folder], check=True, stdout=subprocess.DEVNULL)
        names = sorted(os.listdir(ROOT + folder))
        assert len(names) == 2 * 9, names
        done = inside(f"export HOME={folder} LC_ALL=C.UTF-8; cd {folder}; soffice --headless --norestore "
                      f"-env:UserInstallation=file://{folder}/home --convert-to pdf --outdir pdf {' '.join(names)}; "
                      "for file in pdf/*.pdf; do pdftotext -layout $file; done")
        texts = {}
        for name in names:
            path = f"{ROOT}{folder}/pdf/{name.rsplit('.', 1)[0]}.txt"
            assert os.path.exists(path), f"{name} was not opened: {done.stdout} {done.stderr}"
            with open(path, encoding="utf-8") as file:
                texts[name] = " ".join(file.read().split())
        failed = 0
        for name in names:
            if name.startswith("disarmed-"):
                continue
            stem = name.rsplit(".", 1)[0]
            after = next(text for other, text in texts.items() if other.rsplit(".", 1)[0] == "disarmed-" + stem)
            good = after == texts[name] and EXPECTED[stem] in after
            print("ok  " if good else "FAIL", name, "|", texts[name], "|", after)
            failed += not good
        return failed
    finally:
        shutil.rmtree(ROOT + folder)


sys.exit(1 if main() else 0)
