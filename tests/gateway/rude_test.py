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
import subprocess
import sys
import tempfile
import time
import unittest

import harness
from harness import Fumiband, free_port, Sink, wait_for
from milter_client import answer_to, mail, NEGOTIATION, packet, packets, read_packet

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


class Full(unittest.TestCase):
    """All interfaces together hold sixteen of the largest messages; whoever brings more is asked to come again."""

    MOST = 4_000_000

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-full-")
        cls.sink = Sink()
        cls.ports = {kind: free_port() for kind in ("milter", "clamd", "http", "smtp")}
        more = "".join(f'{kind} = ["127.0.0.1:{port}"]\n' for kind, port in cls.ports.items() if kind != "milter")
        cls.fumiband = Fumiband(cls.folder, cls.ports["milter"], more + f"""[limits]
message = {cls.MOST}
[hold]
where = "spool"
[smtp]
next-hop = "127.0.0.1:{cls.sink.port}"
""", f'state = "{cls.folder}"\n')
        cls.words = b"x" * 78 + b"\r\n"
        cls.body = cls.words * (3_900_000 // 80)

    @classmethod
    def tearDownClass(cls):
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def connect(self, kind):
        client = socket.create_connection(("127.0.0.1", self.ports[kind]), 60)
        self.addCleanup(client.close)
        return client

    def status(self, name, pid=None):
        with open(f"/proc/{pid or self.fumiband.process.pid}/status") as status:
            return int(next(line for line in status if line.startswith(name)).split()[1]) * 1024

    def held(self):
        with self.connect("http") as client:
            client.sendall(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            text = b""
            while piece := client.recv(65536):
                text += piece
        return int(next(line for line in text.split(b"\n") if line.startswith(b"fumiban_held_bytes")).split()[1])

    def half(self, kind):
        """A client in the middle of a message of nearly the largest size."""
        client = self.connect(kind)
        if kind == "milter":
            whole = packets(b"Subject: " + kind.encode() + b"\r\n\r\n" + self.body)
            client.sendall(whole[:-len(packet(b"E"))])
        elif kind == "clamd":
            client.sendall(b"zINSTREAM\0")
            for at in range(0, len(self.body), 500_000):
                piece = self.body[at:at + 500_000]
                try:
                    client.sendall(struct.pack(">I", len(piece)) + piece)
                except OSError:
                    break  # it was told to come again, and sent on
        else:
            file = client.makefile("rb")
            for words in (b"", b"EHLO c\r\n", b"MAIL FROM:<a@example.invalid>\r\n", b"RCPT TO:<b@example.invalid>\r\n",
                          b"DATA\r\n"):
                client.sendall(words)
                while file.readline()[3:4] == b"-":
                    pass
            client.sendall(b"Subject: full\r\n\r\n" + self.body)
        return client

    def end(self, kind, client):
        """What becomes of it: "done" or "again"."""
        if kind == "milter":
            client.sendall(packet(b"E"))
            file = client.makefile("rb")
            got = read_packet(file)
            while got and got[:1] in b"Oip":
                got = read_packet(file)
            return {b"c": "done", b"y": "again"}.get(got[:1], got)
        if kind == "clamd":
            try:
                client.sendall(b"\0\0\0\0")
            except OSError:
                pass
            got = client.recv(1000)
            return {b"stream: OK\0": "done", b"stream: Fumiban.Unscanned.overload ERROR\0": "again"}.get(got, got)
        client.sendall(b".\r\n")
        got = client.recv(1000)
        return {b"250": "done", b"451": "again"}.get(got[:3], got)

    def test_more_is_asked_to_come_again_and_none_is_taken_unread(self):
        for kind in ("milter", "clamd", "smtp"):
            self.sink.mails.clear()
            clients = [self.half(kind) for _ in range(24)]
            wait_for("messages", lambda: 12 * self.MOST < self.held())
            time.sleep(0.5)
            self.assertLess(self.held(), 17 * self.MOST, kind)
            self.assertLess(self.status("VmRSS"), 25 * self.MOST, kind)
            got = [self.end(kind, client) for client in clients]
            self.assertEqual(set(got), {"done", "again"}, kind)
            self.assertGreaterEqual(got.count("again"), 8, kind)
            if kind == "smtp":
                self.assertEqual(len(self.sink.mails), got.count("done"))
                self.assertTrue(all(len(mail) > len(self.body) for _, mail in self.sink.mails))
            for client in clients:
                client.close()
            wait_for("room", lambda: self.held() < self.MOST)
            wait_for("memory given back", lambda: self.status("VmRSS") < 12 * self.MOST)
            self.assertEqual(self.end(kind, self.half(kind)), "done", kind)
        overloads = [line for line in self.fumiband.lines() if line.get("failure") == "overload"]
        self.assertGreaterEqual({line["interface"] for line in overloads}, {"milter", "clamd", "smtp"})

    def test_what_one_interface_holds_another_one_has_not(self):
        clients = [self.half("milter") for _ in range(16)]
        wait_for("messages", lambda: 15 * self.MOST < self.held())
        self.assertEqual(self.end("clamd", self.half("clamd")), "again")
        with self.connect("http") as client:
            client.sendall(b"POST /v1/scan HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % len(self.body))
            client.sendall(self.body)
            self.assertEqual(client.recv(12), b"HTTP/1.1 503")
        for client in clients:
            self.assertEqual(self.end("milter", client), "done")
        wait_for("room", lambda: self.held() < self.MOST)
        self.assertEqual(self.end("clamd", self.half("clamd")), "done")

    def test_what_is_told_beside_a_message_fills_no_memory(self):
        before = self.status("VmRSS")
        macros = [packet(b"D", command + b"\0" * 2_000_000) for command in (b"M", b"R", b"T")]
        recipients = [packet(b"R", b"<a@" + b"x" * 1_900_000 + b">\0")] * 8
        for told in [macros] + [recipients] * 8:
            client = self.connect("milter")
            client.sendall(packet(b"O", NEGOTIATION) + packet(b"M", b"<>\0"))
            try:
                for words in told:
                    client.sendall(words)
            except OSError:
                pass  # closed
        time.sleep(0.5)
        self.assertLess(self.status("VmRSS") - before, 40_000_000)

    def test_where_memory_runs_out_workers_die_first(self):
        (zygote,) = (int(pid) for pid in subprocess.run(["pgrep", "-P", str(self.fumiband.process.pid)], capture_output=True,
                                                        text=True).stdout.split())
        workers = subprocess.run(["pgrep", "-P", str(zygote)], capture_output=True, text=True).stdout.split()
        self.assertTrue(workers)
        for pid in (zygote, *workers):
            with open(f"/proc/{pid}/oom_score_adj") as score:
                self.assertEqual(score.read(), "1000\n")


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
