#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""That what is put together of what a filter is told is what a real Sendmail delivers, as rebuild_test.py does with Postfix.

Usage: sendmail_rebuild_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT WRITE_MAILS
Exit code 77 where it cannot run: not root, or no mmdebstrap.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

import rebuild_test
from harness import free_port, Fumiband, Sink, wait_for
from rebuild_test import Client, odd_mails, RULES, WRITE_MAILS
from sendmail import inner_folder, prepare, Sendmail

BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
NOT_TOLD = rb"(?mi)^(Bcc|Resent-Bcc|Return-Path|Content-Length):[^\r]*\r\n([ \t][^\r]*\r\n)*"
WRITTEN = (rb"\A((Resent-)?Date: [^\r]* GMT\r\n|(Resent-)?Message-Id: <\d+\.QUEUE@mx\.example\.invalid>\r\n"
           rb"|(Resent-)?From: a@example\.invalid\r\n(?=(Resent-)?Message-Id: <\d+\.QUEUE@))*")


def broken(line, fold=b""):
    """A line as Sendmail's mailer `relay` (L=2040) sends it."""
    out = b""
    while len(line) > 2040:
        out += line[:2039] + b"!\r\n" + fold
        line = line[2039:]
    return out + line


def as_sendmail_sends(mail):
    """Of a field, a line of 2303 bytes at most, and without those that Sendmail takes out of all mail."""
    header, _, body = (b"\r\n" + mail).partition(b"\r\n\r\n")
    header = re.sub(NOT_TOLD, b"", header[2:] + b"\r\n") if header else b""
    header = b"\r\n".join(broken(line[:2303], b" ") for line in header.split(b"\r\n"))
    return header + b"\r\n" + b"\r\n".join(broken(line) for line in body.split(b"\r\n"))


class Rebuilding(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-rebuild-")
        subprocess.run([WRITE_MAILS], cwd=cls.folder, check=True)
        cls.sink = Sink()
        cls.fumiband = Fumiband(cls.folder, free_port(), "", RULES.format(state=cls.folder))
        cls.sendmail = Sendmail(cls.sink.port, inner_folder(), f"inet:{cls.fumiband.port}@127.0.0.1")

    @classmethod
    def tearDownClass(cls):
        cls.sendmail.end()
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    rebuilt, delivered = rebuild_test.Rebuild.rebuilt, rebuild_test.Rebuild.delivered

    def send(self, port, mails):
        """The codes of what Sendmail said, by name."""
        said = {}

        def send_some(first):
            client = Client(port)
            for name, mail in list(mails.items())[first::8]:
                for domain in ("held", "through"):
                    answer = client.send(f"{name}@{domain}.invalid", mail)
                    said.setdefault(name, set()).add(answer[:3])
                    if answer.startswith(b"421"):
                        client = Client(port)

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(send_some, range(8)))
        return said

    def differences(self, names):
        """What of those was put together otherwise than it was delivered."""
        wait_for("all deliveries", lambda: self.delivered().keys() >= names)
        rebuilt, delivered = self.rebuilt(), self.delivered()
        different = {}
        for name in names:
            queue, put_together = rebuilt[name]
            through, came = delivered[name]
            expected = as_sendmail_sends(put_together.replace(queue, b"QUEUE"))
            came = came.replace(through, b"QUEUE")
            came = re.sub(rb"\AX-Fumiban-Verdict:[^\r]*\r\nReceived:[^\r]*\r\n([ \t][^\r]*\r\n)*", b"", came)
            came = re.sub(WRITTEN, b"", came)
            # The one thing that is not told: whether an empty line stands behind a header without a body.
            if b"\r\n\r\n" not in b"\r\n" + came:
                came += b"\r\n"
            if expected != came:
                at = next((i for i, (a, b) in enumerate(zip(expected, came)) if a != b), min(len(expected), len(came)))
                different[name] = (expected[max(0, at - 60) : at + 60], came[max(0, at - 60) : at + 60])
        return different

    def test_what_is_put_together_is_what_is_delivered(self):
        mails = {"odd-" + name: mail for name, mail in odd_mails()}
        for path in sorted(glob.glob(self.folder + "/mails/evasion-*.eml")):
            with open(path, "rb") as file:
                mails[os.path.basename(path)[:-4]] = file.read()
        self.assertGreater(len(mails), 550)
        long = {name for name, mail in mails.items() if len(mail.partition(b"\r\n\r\n")[0]) > 32768}
        bare = {name for name, mail in mails.items() if BARE.search(mail)} - long
        said = self.send(self.sendmail.port, mails)
        self.assertEqual(said, {name: {b"552" if name in long else b"421" if name in bare else b"250"} for name in mails})
        self.assertEqual(self.differences(mails.keys() - bare - long), {})
        # Where somebody allows it.
        said = self.send(self.sendmail.lax_port, {name: mails[name] for name in bare})
        self.assertEqual(said, {name: {b"250"} for name in bare})
        different = self.differences(bare)
        # Each is nothing but one field From, of which Sendmail makes addresses.
        self.assertEqual(set(different), {"evasion-whole-mail-in-cr", "evasion-whole-mail-in-lf"}, different)


if __name__ == "__main__":
    prepare()
    unittest.main(argv=sys.argv[:1], verbosity=2)
