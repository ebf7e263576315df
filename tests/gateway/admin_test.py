#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What whoever runs fumiband is told: test mode tried with a client of clamd.

Usage: admin_test.py FUMIBAND WORKER WRITE_SAMPLES SOURCE_FOLDER
"""
import os
import socket
import struct
import sys
import unittest

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


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
