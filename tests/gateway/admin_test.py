#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What whoever runs fumiband is told: what --check says where the daemon would not start, test mode with a client of clamd.

Usage: admin_test.py FUMIBAND WORKER WRITE_SAMPLES SOURCE_FOLDER
"""
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import unittest

from harness import free_port
from http_daemon import Daemon
from letters import end_to_end, suspicious

FUMIBAND, WORKER, WRITE_SAMPLES, SOURCE = map(os.path.abspath, sys.argv[1:5])
LISTEN = '[listen]\nclamd = ["127.0.0.1:{port}"]\n'


class Trial(unittest.TestCase):
    """By the protocol of clamd, which has one answer for what is to pass."""

    def instream(self, daemon, data):
        with socket.create_connection(("127.0.0.1", daemon.port), timeout=20) as client:
            client.sendall(b"zINSTREAM\0" + struct.pack(">I", len(data)) + data + bytes(4))
            return client.makefile("rb").read()

    def answers(self, config):
        daemon = Daemon(FUMIBAND, WORKER, config + LISTEN + "[limits]\nmessage = 2000\n")
        try:
            said = [self.instream(daemon, data) for data in (suspicious(), end_to_end(), bytes(3000))]
            return said, [line for line in daemon.lines() if line["event"] == "message"]
        finally:
            daemon.end()

    def test_without_it_what_is_not_clean_is_found(self):
        said, _ = self.answers("")
        self.assertTrue(said[0].startswith(b"stream: Fumiban.Suspicious."), said)
        self.assertEqual(said[1:], [b"stream: Fumiban.Unscanned.end-to-end-encrypted FOUND\0",
                                    b"INSTREAM size limit exceeded. ERROR\0"])

    def test_in_test_mode_everything_passes_and_the_log_tells_what_it_was(self):
        said, lines = self.answers("[site]\ntest = true\n")
        self.assertEqual(said, [b"stream: OK\0"] * 3)
        self.assertEqual([line["verdict"].split(";")[0] for line in lines], ["suspicious", "unscanned"])
        self.assertTrue(all(line["test"] for line in lines))


class Check(unittest.TestCase):
    """Where the daemon cannot start, --check says so with the place."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="fumiban-check-")
        self.path = self.folder + "/fumiband.toml"
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_with(self, config, *more, **rest):
        with open(self.path, "w") as file:
            file.write(config)
        return subprocess.run([FUMIBAND, "--config", self.path, "--worker", WORKER, *more], capture_output=True, text=True,
                              timeout=60, **rest)

    def assert_refused(self, config, place, *words):
        done = self.run_with(config, "--check")
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assertTrue(done.stderr.startswith(f"fumiband: {self.path}:{place}: "), done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertNotEqual(self.run_with(config).returncode, 0, "nor does it start")

    LISTEN = '[listen]\nmilter = ["unix:{}/m.sock"]\n'

    def test_a_folder_that_cannot_be(self):
        listen = self.LISTEN.format(self.folder)
        spool = '[hold]\nwhere = "spool"\n'
        self.assert_refused('state = "/nonexistent/dir"\n' + listen + spool, "1:9", "no folder /nonexistent: make it")
        with open(self.folder + "/file", "w"):
            pass
        self.assert_refused(f'state = "{self.folder}/file"\n' + listen + spool, "1:9", "is no folder")
        self.assert_refused(self.LISTEN.format("/nonexistent/dir"), "2:10", "no folder /nonexistent: make it")
        os.makedirs(self.folder + "/state/held", mode=0o755)
        os.chmod(self.folder + "/state/held", 0o755)
        self.assert_refused(f'state = "{self.folder}/state"\n' + listen + spool, "5:9", "others can read it")

    def test_a_folder_that_will_be(self):
        done = self.run_with(f'state = "{self.folder}/new"\n' + self.LISTEN.format(self.folder + "/run"), "--check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertFalse(os.path.exists(self.folder + "/new"), "--check makes nothing")
        daemon = Daemon(FUMIBAND, WORKER, 'state = "{folder}/new"\n' + LISTEN)
        try:
            self.assertEqual(os.stat(daemon.folder + "/new").st_mode & 0o777, 0o700)
        finally:
            daemon.end()

    def test_certificates_of_the_page(self):
        page = (f'state = "{self.folder}"\n[listen]\npage-tls = ["127.0.0.1:{free_port()}"]\n' + self.LISTEN[9:].format(self.folder) +
                '[hold]\nwhere = "spool"\n[site]\ndomains = ["example.invalid"]\n[page]\nurl = "https://x.invalid/"\n'
                'from = "p@example.invalid"\nrelay = "127.0.0.1:10026"\n[http]\n')
        self.assert_refused(page + 'tls-certificate = "/nonexistent.pem"\ntls-key = "/nonexistent.pem"\n', "14:19",
                            "/nonexistent.pem: no certificate", "name a file in PEM")

    def test_a_note_is_no_mistake(self):
        done = self.run_with(f'[listen]\nclamd = ["0.0.0.0:{free_port()}"]\n', "--check")
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stderr.startswith(f"fumiband: note: {self.path}:2:9: listen: "), done.stderr)

    def test_what_is_shipped_is_sound(self):
        with open(SOURCE + "/packaging/fumiband.toml") as file:
            shipped = file.read()
        done = self.run_with(shipped, "--check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))


class Options(unittest.TestCase):
    def run_with(self, *words):
        return subprocess.run([FUMIBAND, *words], capture_output=True, text=True, timeout=60)

    def test_the_word_that_is_wrong_is_named(self):
        for words, said in ((("--chekc",), "fumiband: --chekc: there is no such option\n"),
                            (("--check", "--config"), "fumiband: --config: say what, behind it\n")):
            done = self.run_with(*words)
            self.assertEqual((done.returncode, done.stdout), (64, ""))
            self.assertTrue(done.stderr.startswith(said + "usage: "), done.stderr)

    def test_help_man_page_and_completions_name_the_same_options(self):
        def options(text):
            return set(re.findall(r"--[a-z][a-z-]+", text.replace("\\-", "-")))

        with open(SOURCE + "/docs/fumiband.8") as file:
            synopsis, _, described = file.read().partition(".SH DESCRIPTION")
        known = options(self.run_with("--help").stdout)
        self.assertGreaterEqual(len(known), 6)
        self.assertEqual(options(synopsis), known)
        self.assertEqual(options(described) | {"--help", "--version"}, known)
        for name in ("fumiband.bash", "_fumiband"):
            with open(f"{SOURCE}/packaging/completions/{name}") as file:
                self.assertEqual(options(file.read()), known, name)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
