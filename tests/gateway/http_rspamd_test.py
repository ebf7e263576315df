#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real clients of rspamd that ask fumiband: rspamc, and rspamd's own proxy, which hands over memory that
it shares instead of the message and is refused plainly.

Usage: http_rspamd_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT
Exit code 77 where it cannot run: not root, or no mmdebstrap.
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import unittest

from harness import free_port, wait_for
from http_daemon import Daemon

FUMIBAND, WORKER, WRITE_SAMPLES, TESTROOT = map(os.path.abspath, sys.argv[1:5])
HERE = os.path.dirname(os.path.abspath(__file__))
LETTER = b"From: a@example.invalid\r\nSubject: x\r\nX-Fumiban-Verdict: forged\r\nMessage-ID: <1@example.invalid>\r\n\r\nA few words.\r\n"


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(FUMIBAND, WORKER, '[listen]\nhttp = ["127.0.0.1:{port}"]\n')
        cls.inside = "/var/tmp/" + os.path.basename(cls.daemon.folder)
        cls.folder = TESTROOT + cls.inside
        os.mkdir(cls.folder)
        os.mkdir(cls.folder + "/samples")
        subprocess.run([WRITE_SAMPLES], cwd=cls.folder, check=True, stdout=subprocess.DEVNULL)
        with open(cls.folder + "/letter.eml", "wb") as letter:
            letter.write(LETTER)
        cls.proxy_port = free_port()
        with open(cls.folder + "/rspamd.conf", "w") as config:
            config.write(f"""options {{ tempdir = "{cls.inside}"; filters = ""; disable_monitoring = true;
  dns {{ nameserver = ["127.0.0.1:{free_port()}"]; }} }}
logging {{ type = "console"; level = "warning"; }}
worker "rspamd_proxy" {{ bind_socket = "127.0.0.1:{cls.proxy_port}"; count = 1; timeout = 20s; max_retries = 1;
  upstream "fumiban" {{ default = true; hosts = "127.0.0.1:{cls.daemon.port}"; }} }}
""")
        cls.log = open(cls.folder + "/log", "w+")
        cls.proxy = subprocess.Popen(["chroot", TESTROOT, "rspamd", "-f", "-i", "-c", cls.inside + "/rspamd.conf"],
                                     stdout=cls.log, stderr=subprocess.STDOUT)

    @classmethod
    def tearDownClass(cls):
        cls.proxy.send_signal(signal.SIGTERM)
        cls.proxy.wait(20)
        cls.log.close()
        cls.daemon.end()
        shutil.rmtree(cls.folder)

    def rspamc(self, port, name, *options):
        done = subprocess.run(["chroot", TESTROOT, "rspamc", "-h", f"127.0.0.1:{port}", "--json", *options,
                               f"{self.inside}/{name}"], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        try:
            return json.loads(done.stdout)
        except json.JSONDecodeError:
            with open(self.log.name) as log:
                raise AssertionError(done.stdout + done.stderr + log.read()[-2000:]) from None

    def test_rspamc_reads_the_answer(self):
        port = self.daemon.port
        told = self.rspamc(port, "letter.eml", "-F", "s@example.invalid", "-r", "r@example.invalid", "-i", "192.0.2.9",
                           "--helo", "client.invalid", "-u", "anna")
        self.assertEqual(told["action"], "no action")
        self.assertEqual(told["message-id"], "1@example.invalid")
        self.assertIn("X-Fumiban-Verdict", told["milter"]["remove_headers"])
        line = self.daemon.lines()[-1]
        self.assertEqual((line["client"], line["helo"], line["sender"], line["recipients"], line["user"]),
                         ("192.0.2.9", "client.invalid", "s@example.invalid", ["r@example.invalid"], "anna"))
        told = self.rspamc(port, "samples/07-eicar.eml")
        self.assertEqual(told["action"], "soft reject")
        self.assertIn("test.eicar", told["symbols"])

    def test_rspamc_compressed_is_refused_plainly(self):
        done = subprocess.run(["chroot", TESTROOT, "rspamc", "-h", f"127.0.0.1:{self.daemon.port}", "-z",
                               self.inside + "/letter.eml"], capture_output=True, text=True, timeout=60)
        self.assertIn("415", done.stdout + done.stderr)

    def test_rspamd_s_proxy_on_this_machine_is_told_that_its_memory_is_not_opened(self):
        def answer():
            done = subprocess.run(["chroot", TESTROOT, "rspamc", "-h", f"127.0.0.1:{self.proxy_port}", "--json",
                                   self.inside + "/letter.eml"], capture_output=True, text=True, timeout=60)
            return done.returncode != 0 and "urn:fumiban:problem" in done.stdout and done.stdout

        told = wait_for("rspamd's proxy", answer, 90)
        self.assertIn("urn:fumiban:problem:reference", told)
        self.assertIn("shm", told)


if __name__ == "__main__":
    if os.getuid() != 0 or not shutil.which("mmdebstrap"):
        print("SKIPPED: needs root and mmdebstrap")
        sys.exit(77)
    subprocess.run(["sh", HERE + "/testroot.sh", TESTROOT, "amavisd-new", "rspamd"], check=True)
    unittest.main(argv=sys.argv[:1], verbosity=2)
