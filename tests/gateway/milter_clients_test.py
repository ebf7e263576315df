#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fumiband as its clients see it: miltertest, which tests the filters of others, and clients that behave badly.

Usage: milter_clients_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT WRITE_MAILS
"""
import os
import resource
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import unittest

from harness import free_port, Fumiband, HERE, wait_for
from milter_client import answer_to, mail, NEGOTIATION, packet, packets


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-clients-")
        subprocess.run([sys.argv[5]], cwd=cls.folder, check=True)
        cls.fumiband = Fumiband(cls.folder, free_port(), "[limits]\nidle-seconds = 1\nconnections = 50\n")

    @classmethod
    def tearDownClass(cls):
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def tearDown(self):
        """Whatever was done to it: it lives and reads mail."""
        self.assertEqual(wait_for("an answer", self.answer)[-1], b"c")
        self.assertIsNone(self.fumiband.process.poll())

    def answer(self):
        try:
            return answer_to(self.fumiband.port, mail(b"words"))
        except OSError:
            return None

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.fumiband.port), timeout=20)

    def closes(self, client):
        """True once the other end has closed, whatever it sent before."""
        try:
            while client.recv(65536):
                pass
        except ConnectionResetError:
            pass
        return True

    def test_miltertest(self):
        done = subprocess.run(["miltertest", "-s", os.path.join(HERE, "milter.lua"), "-D", f"port={self.fumiband.port}", "-D",
                               f"eicar={self.folder}/mails/eicar.eml"], timeout=60, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_length_that_cannot_be(self):
        for length in (0, 0xFFFFFFFF, 3_000_000):
            with self.connect() as client:
                client.sendall(packet(b"O", NEGOTIATION) + struct.pack(">I", length) + b"B")
                self.assertTrue(self.closes(client))

    def test_one_that_does_not_read(self):
        with self.connect() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(15)
            hello = packet(b"O", struct.pack(">III", 2, 0x3F, 0x7F)) + packet(b"U", b"x\0") * 10000
            with self.assertRaises((ConnectionResetError, BrokenPipeError)):
                while True:
                    client.sendall(hello)

    def test_a_log_that_nobody_reads_and_files_that_may_not_grow(self):
        folder = tempfile.mkdtemp(prefix="fumiban-log-")
        fumiband = Fumiband(folder, free_port(), "", f'state = "{folder}"\n[hold]\nwhere = "spool"\n')
        fumiband.end()
        read, write = os.pipe()
        with open(self.folder + "/mails/eicar.eml", "rb") as file:
            eicar = packets(file.read())
        try:
            with os.fdopen(write, "w") as fumiband.out:
                fumiband.start()
                os.close(read)
                self.assertEqual(answer_to(fumiband.port, mail(b"words"))[-1], b"c")
                resource.prlimit(fumiband.process.pid, resource.RLIMIT_FSIZE, (100, 100000))
                self.assertTrue(answer_to(fumiband.port, eicar)[-1].startswith(b"y451 "))
                self.assertEqual(os.listdir(folder + "/held"), [])
                resource.prlimit(fumiband.process.pid, resource.RLIMIT_FSIZE, (100000, 100000))
                self.assertEqual(answer_to(fumiband.port, eicar)[-1], b"d")
                self.assertEqual(len(os.listdir(folder + "/held")), 1)
        finally:
            fumiband.end()
            shutil.rmtree(folder)

    def test_more_than_may_connect(self):
        clients = [self.connect() for _ in range(60)]
        try:
            self.assertTrue(all(self.closes(client) for client in clients[50:]))
        finally:
            for client in clients:
                client.close()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
