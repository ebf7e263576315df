#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real Postfix on loopback, in a root of its own, with fumiband in front: sends it the sample mailbox and tells what
became of each mail, in English or Japanese by the locale. Leaves nothing but that root.

Usage: demo.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT   (as root; `make demo` does it)
"""
import email
import email.policy
import glob
import os
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
GATEWAY = os.path.join(HERE, "../../tests/gateway")
sys.path.insert(0, GATEWAY)
from harness import BY_MILTER, TESTROOT, WRITE_SAMPLES, Fumiband, Postfix, Sink, free_port, wait_for  # noqa: E402
from letters import without_password  # noqa: E402

ACTIONS = '[actions]\nsuspicious = "hold"\nmalicious = "reject"\n'
TEXTS = {
    "en": {
        "no root": "The demo runs a Postfix in a root of its own: it takes root and mmdebstrap.",
        "making": "Looking for a Debian root with Postfix in it; the first time it is made, which takes a minute ..",
        "street": "sender -> Postfix -> fumiband (milter) -> Postfix -> reader, all on 127.0.0.1. Its policy here:",
        "head": ("SUBJECT", "VERDICT", "WHAT HAPPENED"),
        "clean": "clean", "unscanned": "unscanned", "suspicious": "suspicious", "malicious": "malicious", "": "",
        "delivered": "delivered, with its verdict in the header",
        "held": "held in Postfix's queue, for a person to decide",
        "refused": "refused while the sender still listened",
        "deferred": "not read now: the sender is to try again",
        "end": "All ended, nothing left. What to do with which verdict: packaging/fumiband.toml",
    },
    "ja": {
        "no root": "このデモは専用のルート環境で Postfix を動かすため、root 権限と mmdebstrap が必要です。",
        "making": "Postfix 入りの Debian 環境を確認しています(初回は作成に一分ほどかかります)..",
        "street": "差出人 → Postfix → fumiband(milter)→ Postfix → 受取人、すべて 127.0.0.1 の中です。今回のポリシー:",
        "head": ("件名", "判定", "処理"),
        "clean": "安全", "unscanned": "未検査", "suspicious": "疑わしい", "malicious": "悪性", "": "",
        "delivered": "判定をヘッダーに付けて配送",
        "held": "Postfix のキューに保留(担当者の判断待ち)",
        "refused": "受信時に拒否(差出人に通知)",
        "deferred": "検査できなかったため、再送を要求",
        "end": "すべて終了し、後片付けも済みました。判定ごとの処理は packaging/fumiband.toml で変えられます。",
    },
}


def language():
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "ja" if locale.startswith("ja") else "en"


def padded(text, width):
    shown = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(0, width - shown)


def send(port, mail):
    """The code and the text of the answer to the whole mail, and the id under which Postfix keeps it."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="sender.invalid", timeout=60) as client:
        client.ehlo()
        client.mail("sender@northfield.invalid")
        client.rcpt("suzuki@example.invalid")
        code, answer = client.data(mail)
    answer = answer.decode("utf-8", "replace")
    return code, answer, answer.rsplit(" ", 1)[-1] if code == 250 else None


def mailbox(folder):
    """The sample mailbox, and in it one mail that nobody can read."""
    os.mkdir(folder + "/samples")
    subprocess.run([WRITE_SAMPLES], cwd=folder, check=True)
    for path in sorted(glob.glob(folder + "/samples/*.eml")):
        with open(path, "rb") as sample:
            mail = sample.read()
        yield mail
        if "password-zip" in path:
            yield without_password(mail)


def verdict_in(head):
    field = email.message_from_string(head).get("X-Fumiban-Verdict", "")
    return field.split(";")[0]


def became(postfix, sink, mail, message_id):
    """The verdict and what happened to one mail."""
    code, answer, queue = send(postfix.port, mail)
    if code != 250:
        return (answer.rsplit(" ", 1)[-1].split(".")[0].lower(), "refused") if code // 100 == 5 else ("", "deferred")
    arrived = lambda: sink.having(message_id)
    held = lambda: any(one["queue_id"] == queue and one["queue_name"] == "hold" for one in postfix.queue())
    wait_for(message_id, lambda: arrived() or held())
    if arrived():
        return verdict_in(arrived()[0][1].partition(b"\r\n\r\n")[0].decode("utf-8", "replace")), "delivered"
    return verdict_in(postfix.run("postcat", "-c", postfix.name + "/etc", "-hq", queue)), "held"


def show(rows):
    widths = (44, 11, 0)
    for row in rows:
        print("  ".join(padded(text, width) for text, width in zip(row, widths)).rstrip(), flush=True)


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    texts = TEXTS[language()]
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        print(texts["no root"])
        return 77
    print(texts["making"], flush=True)
    if subprocess.run(["sh", GATEWAY + "/testroot.sh", TESTROOT, "postfix", "clamdscan"]).returncode != 0:
        return 1
    with tempfile.TemporaryDirectory(prefix="fumiban-demo-") as folder:
        sink = Sink()
        fumiband = Fumiband(folder, free_port(), ACTIONS)
        try:
            postfix = Postfix(sink.port, folder, BY_MILTER.format(port=fumiband.port))
            try:
                print(texts["street"] + "\n" + "".join(f"    {line}\n" for line in ACTIONS.splitlines()))
                show([texts["head"]])
                for mail in mailbox(folder):
                    parsed = email.message_from_bytes(mail, policy=email.policy.default)
                    verdict, happened = became(postfix, sink, mail, parsed["Message-ID"])
                    show([(parsed["Subject"], texts[verdict], texts[happened])])
            finally:
                postfix.empty()
                postfix.end()
        finally:
            fumiband.end()
    print("\n" + texts["end"])
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # through everything that ends what was started
    sys.exit(main())
