#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the gateway holds in its own folder, and how a person sends it on.

Usage: held_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT FUMIBAN
"""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from harness import Fumiband, free_port, Sink, WRITE_SAMPLES
from milter_client import answer_to, packets

FUMIBAN = sys.argv[5]


class Held(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-held-")
        os.mkdir(cls.folder + "/samples")
        subprocess.run([WRITE_SAMPLES], cwd=cls.folder, check=True)
        with open(glob.glob(cls.folder + "/samples/*-eicar.eml")[0], "rb") as sample:
            cls.eicar = sample.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        cls.sink = Sink()
        cls.fumiband = Fumiband(cls.folder, free_port(), '[hold]\nwhere = "spool"\n[site]\nauthserv-ids = ["mx.example.invalid"]\n', f'state = "{cls.folder}"\n')

    @classmethod
    def tearDownClass(cls):
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def fumiban(self, *words, language="en"):
        done = subprocess.run([FUMIBAN, "--lang", language, "held", *words, "--folder", self.folder + "/held"],
                              capture_output=True)
        return done.returncode, done.stdout, done.stderr.decode()

    def hold(self, mark, **envelope):
        mail = self.eicar.replace(b"Subject: Monthly report", b"X-Fumiban-Verdict: theirs\r\nSubject: " + mark.encode())
        self.assertEqual(answer_to(self.fumiband.port, packets(mail, **envelope))[-1], b"d", "taken over")
        rows = json.loads(self.fumiban("list", "--json")[1])
        return mail, [row for row in rows if row["subject"] == mark]

    def test_is_listed_shown_released_once_and_gone(self):
        mail, rows = self.hold("one", recipients=[b"<b@example.invalid>", "<花子@example.invalid>".encode()])
        self.assertEqual(len(rows), 1)
        row = rows[0]
        self.assertEqual(row["envelope"], {"sender": "a@example.invalid", "recipients": ["b@example.invalid", "花子@example.invalid"]})
        code, shown, _ = self.fumiban("show", row["id"])
        self.assertEqual((code, shown), (0, mail))
        code, listed, _ = self.fumiban("list", language="ja")
        self.assertIn(row["id"], listed.decode())
        self.assertIn("バイト", listed.decode())
        code, said, _ = self.fumiban("release", row["id"], "--to", f"127.0.0.1:{self.sink.port}")
        self.assertEqual(code, 0)
        self.assertIn("was sent on to b@example.invalid, 花子@example.invalid", said.decode())
        (recipients, got), = self.sink.having("Subject: one")
        self.assertEqual(len(recipients), 2)
        self.assertTrue(got.startswith(b"X-Fumiban-Verdict: malicious; level=5;"), got[:100])
        self.assertNotIn(b"theirs", got)
        self.assertTrue(got.endswith(mail.split(b"Subject: one", 1)[1]), "otherwise as it came")
        code, _, error = self.fumiban("release", row["id"], "--to", f"127.0.0.1:{self.sink.port}")
        self.assertEqual(code, 2)
        self.assertIn("no held message", error)

    def test_addresses_that_are_no_utf8_and_forged_results(self):
        raw = [b"<caf\xe9@example.invalid>", b'<"a\\x41"@example.invalid>']
        forged = b"Authentication-Results: (x) MX.example.invalid; spf=pass\r\n"
        self.eicar, before = self.eicar.replace(b"\r\nMIME-Version", b"\r\n" + forged + b"MIME-Version", 1), self.eicar
        mail, (row,) = self.hold("raw", recipients=raw, sender=b"<\xff@example.invalid>")
        self.assertIn(forged, mail)
        self.assertEqual(self.fumiban("release", row["id"], "--to", f"127.0.0.1:{self.sink.port}")[0], 0)
        (recipients, got), = self.sink.having("Subject: raw")
        self.assertEqual(recipients, [("RCPT TO:" + one.decode("latin-1")).encode("latin-1").decode("utf-8", "replace") for one in raw])
        self.assertIn(b"\r\n".join(before.split(b"\r\n")[-8:]), got)
        self.assertNotIn(b"spf=pass", got)

    def test_the_same_mail_under_the_same_queue_id_is_held_once(self):
        self.hold("twice")
        self.assertEqual(len(self.hold("twice")[1]), 1)
        self.assertEqual(len(self.hold("twice", queue=b"5A2")[1]), 2)

    def test_stays_where_nobody_takes_it(self):
        _, (row,) = self.hold("stays")
        for relay, why in ((f"127.0.0.1:{free_port()}", "nobody takes mail there"), ("localhost", "address:port")):
            code, _, error = self.fumiban("release", row["id"], "--to", relay)
            self.assertEqual(code, 2)
            self.assertIn(why, error)
        self.assertEqual(self.fumiban("delete", row["id"])[0], 0)
        self.assertEqual(self.fumiban("delete", row["id"])[0], 2)

    def test_what_is_no_id_or_no_file_of_ours_is_refused(self):
        with open(self.folder + "/held/00ee.held", "wb") as file:
            file.write(b'{"envelope":{"sender":7,"recipients":[8]},"sender":[]}\nx')
        with open(self.folder + "/held/00ff.held", "wb") as file:
            file.write(b"\xff\xfe no json\nx")
        for bad in ("00ee", "00ff", "../fumiband.toml", "00dd"):
            code, _, error = self.fumiban("release", bad, "--to", f"127.0.0.1:{self.sink.port}")
            self.assertEqual(code, 2, bad)
            self.assertTrue(error.startswith("fumiban: "), error)
        os.unlink(self.folder + "/held/00ee.held")
        os.unlink(self.folder + "/held/00ff.held")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
