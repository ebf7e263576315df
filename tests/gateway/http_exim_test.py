#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real Exim that asks fumiband while it takes mail, as it asks rspamd (variant=rspamd).

Usage: http_exim_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT
Exit code 77 where it cannot run: not root, or no mmdebstrap.
"""
import os
import shutil
import subprocess
import sys
import unittest

from http_daemon import Daemon

FUMIBAND, WORKER, WRITE_SAMPLES, TESTROOT = map(os.path.abspath, sys.argv[1:5])
HERE = os.path.dirname(os.path.abspath(__file__))
LETTER = b"From: a@example.invalid\r\nSubject: x\r\nMessage-ID: <1@example.invalid>\r\n\r\nA few words.\r\n"


class Exim(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(FUMIBAND, WORKER, '[listen]\nhttp = ["127.0.0.1:{port}"]\n')
        cls.inside = "/var/tmp/" + os.path.basename(cls.daemon.folder)
        cls.folder = TESTROOT + cls.inside
        os.mkdir(cls.folder)
        os.mkdir(cls.folder + "/samples")
        subprocess.run([WRITE_SAMPLES], cwd=cls.folder, check=True, stdout=subprocess.DEVNULL)
        with open(cls.folder + "/samples/07-eicar.eml", "rb") as sample:
            cls.eicar = sample.read()
        with open(cls.folder + "/exim.conf", "w") as config:
            config.write(f"""primary_hostname = mx.example.invalid
spool_directory = {cls.inside}/spool
log_file_path = {cls.inside}/%slog
queue_only
spamd_address = 127.0.0.1 {cls.daemon.port} variant=rspamd
acl_smtp_rcpt = accept
acl_smtp_data = ask
begin acl
ask:
  warn    spam = nobody:true
  defer   condition = ${{if eq{{$spam_action}}{{soft reject}}}}
          message = action $spam_action score $spam_score
  accept  condition = ${{if eq{{$spam_action}}{{no action}}}}
  deny    message = action is $spam_action
begin routers
begin transports
""")
        subprocess.run(["chroot", TESTROOT, "chown", "-R", "Debian-exim:Debian-exim", cls.inside], check=True)
        os.chown(cls.folder + "/exim.conf", 0, 0)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.end()
        shutil.rmtree(cls.folder)

    def send(self, mail):
        """What Exim says to the end of DATA."""
        dotted = b"".join(b"." + line if line.startswith(b".") else line for line in mail.splitlines(keepends=True))
        session = (b"EHLO client.invalid\r\nMAIL FROM:<s@example.invalid>\r\nRCPT TO:<r@example.invalid>\r\nDATA\r\n" +
                   dotted + b".\r\nQUIT\r\n")
        # As from another machine's socket: -oMa is the client's address.
        done = subprocess.run(["chroot", TESTROOT, "exim", "-C", self.inside + "/exim.conf", "-oMa", "192.0.2.9", "-bs"],
                              input=session, capture_output=True, timeout=60)
        lines = [line for line in done.stdout.decode().splitlines() if line[:1] in "2345"]
        return lines[-2] if len(lines) > 2 else done.stdout.decode() + done.stderr.decode()

    def test_mail_is_taken_or_put_off_by_what_fumiband_says(self):
        self.assertRegex(self.send(LETTER), "^250 OK")
        line = self.daemon.lines()[-1]
        self.assertEqual((line["sender"], line["recipients"], line["helo"], line["interface"]),
                         ("s@example.invalid", ["r@example.invalid"], "client.invalid", "rspamd"))
        self.assertRegex(self.send(self.eicar), "^451 action soft reject score 1[0-9][0-9]")

    def test_a_large_mail_is_taken(self):
        self.assertRegex(self.send(LETTER + (b"x" * 76 + b"\r\n") * 100_000), "^250 OK")
        self.assertGreater(self.daemon.lines()[-1]["bytes"], 7_000_000)


if __name__ == "__main__":
    if os.getuid() != 0 or not shutil.which("mmdebstrap"):
        print("SKIPPED: needs root and mmdebstrap")
        sys.exit(77)
    subprocess.run(["sh", HERE + "/testroot.sh", TESTROOT, "exim4-daemon-heavy"], check=True)
    unittest.main(argv=sys.argv[:1], verbosity=2)
