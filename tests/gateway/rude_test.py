#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fumiband and clients that do not behave: junk, half a conversation, silence, a worker that takes its time.

Usage: rude_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT HOSTILE_WORKER
"""
import os
import random
import shutil
import socket
import struct
import sys
import tempfile
import time
import unittest

import harness
from harness import Fumiband, free_port, wait_for
from milter_client import NEGOTIATION, answer_to, mail, packet, read_packet

HOSTILE_WORKER = sys.argv[5]


class Rude(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-rude-")
        cls.clamd = free_port()
        cls.fumiband = Fumiband(cls.folder, free_port(), f'clamd = ["127.0.0.1:{cls.clamd}"]\n[limits]\nidle-seconds = 2\n')

    @classmethod
    def tearDownClass(cls):
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def is_well(self):
        self.assertEqual(answer_to(self.fumiband.port, mail(b"hello"))[-1][:1], b"c")
        with socket.create_connection(("127.0.0.1", self.clamd), 10) as connection:
            connection.sendall(b"zPING\0")
            self.assertEqual(connection.recv(100), b"PONG\0")

    def tearDown(self):
        self.assertIsNone(self.fumiband.process.poll(), "it died")
        self.is_well()

    def test_junk(self):
        dice = random.Random(20261124)
        whole = mail(b"hello")
        for port in (self.fumiband.port, self.clamd):
            for _ in range(150):
                junk = bytearray(whole if dice.random() < 0.7 else dice.randbytes(dice.randrange(1, 400)))
                for _ in range(dice.randrange(1, 6)):
                    junk[dice.randrange(len(junk))] = dice.randrange(256)
                with socket.create_connection(("127.0.0.1", port), 10) as connection:
                    connection.sendall(bytes(junk[:dice.randrange(1, len(junk) + 1)]))

    def test_a_connection_that_breaks_off_anywhere(self):
        whole = mail(b"hello")
        for end in range(0, len(whole), 3):
            with socket.create_connection(("127.0.0.1", self.fumiband.port), 10) as connection:
                connection.sendall(whole[:end])
                if end % 2:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # by a reset

    def test_three_hundred_that_say_nothing_are_shown_out(self):
        silent = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(150)
                  for port in (self.fumiband.port, self.clamd)]
        self.is_well()
        end = time.time() + 10
        for connection in silent:
            connection.settimeout(max(0.1, end - time.time()))
            self.assertEqual(connection.recv(1), b"", "closed by the other side")
            connection.close()

    def test_a_byte_at_a_time(self):
        with socket.create_connection(("127.0.0.1", self.fumiband.port), 10) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in mail(b"slowly"):
                connection.sendall(bytes([byte]))
            file = connection.makefile("rb")
            self.assertEqual(read_packet(file)[:1], b"O")
            got = read_packet(file)
            while got[:1] == b"c":
                got = read_packet(file)
            self.assertEqual(got[:1], b"i", got)


class Crowded(unittest.TestCase):
    """Where one kind of listener has as many connections as it may, the others go on."""

    def test_each_kind_has_places_of_its_own(self):
        folder = tempfile.mkdtemp(prefix="fumiban-crowded-")
        self.addCleanup(shutil.rmtree, folder, True)
        ports = {kind: free_port() for kind in ("milter", "clamd", "http", "page")}
        more = "".join(f'{kind} = ["127.0.0.1:{port}"]\n' for kind, port in ports.items() if kind != "milter")
        fumiband = Fumiband(folder, ports["milter"], more + """[limits]
connections = 20
[hold]
where = "spool"
[site]
domains = ["example.invalid"]
[page]
url = "http://127.0.0.1/held/"
from = "postmaster@example.invalid"
relay = "127.0.0.1:9"
""", f'state = "{folder}"\n')
        self.addCleanup(fumiband.end)

        def ask(kind, words):
            try:
                with socket.create_connection(("127.0.0.1", ports[kind]), 10) as connection:
                    connection.sendall(words)
                    return connection.recv(4000)
            except ConnectionResetError:
                return b""

        get = b"GET /%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        asks = {"milter": (packet(b"O", NEGOTIATION), b"O"), "clamd": (b"zPING\0", b"PONG"),
                "http": (get % b"healthz", b"HTTP/1.1 200"), "page": (get % b"held/x", b"HTTP/1.1 404")}
        for crowded in asks:
            guests = [socket.create_connection(("127.0.0.1", ports[crowded]), 10) for _ in range(20)]
            wait_for("a refusal", lambda: ask(crowded, asks[crowded][0]) == b"")
            for kind, (words, answer) in asks.items():
                if kind != crowded:
                    self.assertIn(answer, ask(kind, words), f"{kind} while {crowded} is crowded")
            for guest in guests:
                guest.close()
            wait_for("a place", lambda: asks[crowded][1] in ask(crowded, asks[crowded][0]))
        told = [line for line in fumiband.lines() if line["event"] == "refused"]
        self.assertEqual([(line["interface"], line["connections"]) for line in told], [(kind, 20) for kind in asks])
        metrics = b""
        with socket.create_connection(("127.0.0.1", ports["http"]), 10) as connection:
            connection.sendall(get % b"metrics")
            while piece := connection.recv(65536):
                metrics += piece
        for kind in asks:
            self.assertRegex(metrics, b'fumiban_refused_connections_total{interface="%s"} [1-9]' % kind.encode())


class Slow(unittest.TestCase):
    """A worker that does not come to an end: the mail server is told that we are still at it."""

    def test_progress(self):
        folder = tempfile.mkdtemp(prefix="fumiban-slow-")
        before, harness.WORKER = harness.WORKER, HOSTILE_WORKER
        fumiband = Fumiband(folder, free_port())
        harness.WORKER = before
        try:
            with socket.create_connection(("127.0.0.1", fumiband.port), 30) as connection:
                connection.sendall(mail(b"wait"))
                file = connection.makefile("rb")
                got = read_packet(file)
                while got[:1] in (b"O", b"c"):
                    got = read_packet(file)
                self.assertEqual(got, b"p")
        finally:
            fumiband.process.kill()
            fumiband.process.wait()
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
