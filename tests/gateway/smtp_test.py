#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fumiband between two mail servers: behind the queue of a real Postfix, and between scripted ones that misbehave.

Usage: smtp_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT
Exit code 77 where it cannot run: not root, or no mmdebstrap.
"""
import glob
import os
import re
import shutil
import signal
import smtplib
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
import unittest

from harness import free_port, Fumiband, letter, main, Postfix, Sink, TESTROOT, wait_for, WRITE_SAMPLES

BEFORE = 'state = "{folder}"\n[hold]\nwhere = "spool"\n[smtp]\nnext-hop = "{hop}"\nxforward-from = ["127.0.0.0/8"]\n'


def sample(folder, name):
    os.makedirs(folder + "/samples", exist_ok=True)
    subprocess.run([WRITE_SAMPLES], cwd=folder, check=True)
    with open(glob.glob(folder + "/samples/*-" + name + ".eml")[0], "rb") as file:
        return file.read()


def held(folder):
    """Held mails: bytes with the line that tells of them."""
    out = []
    for path in glob.glob(folder + "/held/*.held"):
        with open(path, "rb") as file:
            out.append(file.read())
    return out


class Client:
    """Says what it is told over a socket, and hears replies."""

    def __init__(self, port, hello=b"EHLO client.invalid"):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.file = self.socket.makefile("rb")
        self.greeting = self.hear()
        if hello:
            self.offered = self.say(hello + b"\r\n")

    def hear(self):
        """One reply; empty if the connection ended."""
        out = b""
        while True:
            try:
                line = self.file.readline()
            except ConnectionResetError:
                line = b""
            out += line
            if not line or line[3:4] != b"-":
                return out

    def say(self, words, replies=1):
        self.socket.sendall(words)
        return b"".join(self.hear() for _ in range(replies))

    def close(self):
        self.file.close()
        self.socket.close()


def codes(replies):
    return [int(line[:3]) for line in replies.splitlines() if line[3:4] == b" "]


MAIL = b"MAIL FROM:<a@example.invalid>\r\n"
RCPT = b"RCPT TO:<b@example.invalid>\r\n"


class Hop:
    """A next hop that answers as it is told: `answers` by verb, "." for the end of data. An answer may be a function."""

    OFFERS = (b"PIPELINING", b"SIZE 50000000", b"8BITMIME", b"SMTPUTF8", b"DSN", b"ENHANCEDSTATUSCODES",
              b"XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE")

    def __init__(self, lmtp=False):
        hop = self
        self.lmtp = lmtp
        self.offers = self.OFFERS
        self.reset()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                try:
                    hop.talk(self)
                except OSError:
                    pass

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reset(self):
        self.answers = {}
        self.heard = []
        self.mails = []
        self.raw = []  # what came between DATA and the end of the connection or of the data

    def answer(self, verb, otherwise, line=b""):
        chosen = self.answers.get(verb, otherwise)
        return chosen(line) if callable(chosen) else chosen

    def talk(self, handler):
        def say(line):
            handler.wfile.write(line + b"\r\n")

        say(self.answer("", b"220 hop.invalid ESMTP"))
        recipients = 0
        while True:
            line = handler.rfile.readline()
            if not line:
                return
            self.heard.append(line)
            verb = line[:4].strip().upper().decode("latin-1")
            if verb in ("EHLO", "LHLO"):
                if verb in self.answers:
                    say(self.answer(verb, b""))
                    continue
                for offer in (b"hop.invalid", *self.offers[:-1]):
                    say(b"250-" + offer)
                say(b"250 " + self.offers[-1])
            elif verb == "DATA":
                reply = self.answer("DATA", b"354 go on")
                say(reply)
                if not reply.startswith(b"3"):
                    continue
                text = b""
                while not ("\r\n" + text.decode("latin-1")).endswith("\r\n.\r\n"):
                    piece = handler.rfile.readline()
                    text += piece
                    if not piece:
                        self.raw.append(text)
                        return
                self.raw.append(text)
                for number in range(recipients if self.lmtp else 1):
                    reply = self.answer(".", b"250 2.0.0 taken", number)
                    if reply is None:
                        return
                    if reply.startswith(b"2") and number == 0:
                        self.mails.append(text)
                    say(reply)
                recipients = 0
            elif verb == "QUIT":
                say(b"221 bye")
                return
            else:
                reply = self.answer(verb, b"250 2.1.0 ok", line)
                if reply is None:
                    return
                if verb == "RCPT" and reply.startswith(b"2"):
                    recipients += 1
                if verb in ("MAIL", "RSET"):
                    recipients = 0
                say(reply)

    def commands(self):
        return b"".join(self.heard)


class Between(unittest.TestCase):
    """Scripted servers on both sides."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-smtp-")
        cls.eicar = sample(cls.folder, "eicar")
        cls.hop = Hop()
        cls.lmtp_port = free_port()
        more = """[[group]]
name = "accounts"
recipients = ["accounts@example.invalid"]
actions = { malicious = "reject", clean = "tempfail" }
[[group]]
name = "bin"
recipients = ["bin@example.invalid"]
actions = { malicious = "discard" }
"""
        cls.fumiband = Fumiband(cls.folder, free_port(), f'lmtp = ["127.0.0.1:{cls.lmtp_port}"]\n{more}',
                                BEFORE.format(folder=cls.folder, hop=f"127.0.0.1:{cls.hop.port}"), "smtp")
        cls.port = cls.fumiband.port

    @classmethod
    def tearDownClass(cls):
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def setUp(self):
        self.hop.reset()
        self.hop.offers = Hop.OFFERS

    def client(self, *words):
        client = Client(self.port, *words)
        self.addCleanup(client.close)
        return client

    def test_what_the_next_hop_can_do_is_offered(self):
        offered = self.client().offered
        for word in (b"PIPELINING", b"CHUNKING", b"SIZE 50000000", b"8BITMIME", b"SMTPUTF8", b"DSN", b"ENHANCEDSTATUSCODES",
                     b"XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE"):
            self.assertIn(word + b"\r\n", offered)
        self.hop.offers = (b"HELP",)
        client = self.client()
        self.assertNotIn(b"8BITMIME", client.offered)
        self.assertEqual(codes(client.say(b"MAIL FROM:<a@example.invalid> SMTPUTF8\r\n")), [555])

    def test_a_mail_goes_through_pipelined_and_each_recipient_gets_the_next_hops_word(self):
        self.hop.answers["RCPT"] = lambda line: b"550 5.1.1 unknown" if b"no@" in line else b"250 2.1.5 ok"
        client = self.client()
        said = client.say(b"MAIL FROM:<a@example.invalid> BODY=8BITMIME RET=HDRS\r\n" + RCPT +
                          b"RCPT TO:<no@example.invalid>\r\nRCPT TO:<c@example.invalid> NOTIFY=NEVER\r\nDATA\r\n", 5)
        self.assertEqual(codes(said), [250, 250, 550, 250, 354])
        self.assertIn(b"550 5.1.1 unknown", said)
        mail = letter("through") + "日本語\r\n".encode()
        self.assertEqual(client.say(mail + b"..two dots\r\n.\r\n"), b"250 2.0.0 taken\r\n")
        heard = self.hop.commands()
        self.assertIn(b"MAIL FROM:<a@example.invalid> BODY=8BITMIME RET=HDRS\r\n", heard)
        self.assertIn(b"RCPT TO:<c@example.invalid> NOTIFY=NEVER\r\n", heard)
        self.assertEqual(self.hop.raw, [b"X-Fumiban-Verdict: clean; level=1; score=0\r\n" + mail + b"..two dots\r\n.\r\n"])
        self.assertEqual(codes(client.say(MAIL + RCPT + b"DATA\r\n", 3)), [250, 250, 354])
        self.assertEqual(codes(client.say(letter("second") + b".\r\nQUIT\r\n", 2)), [250, 221])
        self.assertEqual(client.hear(), b"")
        self.assertEqual(len(self.hop.mails), 2)
        line = [line for line in self.fumiband.lines() if line["event"] == "message"][-2]
        self.assertEqual(line["recipients"], ["b@example.invalid", "c@example.invalid"], "those that were accepted")
        self.assertEqual((line["interface"], line["client"], line["helo"]), ("smtp", "", "client.invalid"),
                         "without XFORWARD, a server on this host is not who it is from")

    def test_who_it_came_from_is_told_and_believed(self):
        client = self.client()
        self.assertEqual(codes(client.say(b"XFORWARD NAME=spike.example.invalid ADDR=IPv6:2001:db8::7 SOURCE=REMOTE\r\n"
                                          b"XFORWARD HELO=spike+40x PROTO=ESMTP IDENT=4F1K2x\r\n" + MAIL + RCPT +
                                          b"DATA\r\n", 5)), [250, 250, 250, 250, 354])
        self.assertEqual(codes(client.say(letter("forwarded") + b".\r\n")), [250])
        heard = self.hop.commands()
        for word in (b"ADDR=IPv6:2001:db8::7", b"HELO=spike+40x", b"IDENT=4F1K2x", b"NAME=spike.example.invalid"):
            self.assertIn(word, heard)
        line = self.fumiband.lines()[-1]
        self.assertEqual((line["client"], line["helo"], line["queue"]), ("2001:db8::7", "spike@x", "4F1K2x"))

    def test_nothing_is_accepted_that_the_next_hop_has_not_accepted(self):
        for verb, reply in (("MAIL", b"452 4.3.1 full"), ("RCPT", b"550 5.7.1 no"), ("DATA", b"451 4.3.0 later"),
                            (".", b"554 5.6.0 not this"), (".", b"452 4.3.1 full")):
            self.hop.reset()
            self.hop.answers[verb] = reply
            client = self.client()
            said = client.say(MAIL + RCPT + b"DATA\r\n", 3)
            if codes(said)[-1] == 354:
                said = client.say(letter("refused") + b".\r\n")
            self.assertIn(reply, said)
            self.assertEqual(self.hop.mails, [])
            self.hop.reset()
            self.assertEqual(codes(client.say(b"RSET\r\n" + MAIL + RCPT + b"DATA\r\n", 4)), [250, 250, 250, 354])
            self.assertEqual(codes(client.say(letter("afterwards") + b".\r\n")), [250])
            self.assertEqual(len(self.hop.mails), 1)

    def test_a_next_hop_that_is_lost_makes_mail_wait(self):
        for verb, reply in (("", b"554 go away"), ("", b"nonsense"), ("EHLO", b"421 leaving"), ("MAIL", None), ("RCPT", None),
                            ("RCPT", b"421 4.3.2 leaving"), ("DATA", b"250 what"), (".", None), (".", b"354 what"),
                            ("MAIL", b"250 ok\r\n250 and more")):
            self.hop.reset()
            self.hop.answers[verb] = reply
            client = self.client(None)
            said = client.say(b"EHLO x\r\n")
            if codes(said) == [250]:
                said = client.say(MAIL)
            if codes(said) == [250]:
                said = client.say(RCPT)
            if codes(said) == [250]:
                said = client.say(b"DATA\r\n")
            if codes(said) == [354]:
                said = client.say(letter("lost") + b".\r\n")
            self.assertEqual(codes(said), [421], (verb, reply, said))
            self.assertEqual(client.hear(), b"", "and the connection ends")

    def test_a_next_hop_that_is_not_there_makes_mail_wait(self):
        port, server = self.hop.port, self.hop.server
        folder = tempfile.mkdtemp(prefix="fumiban-smtp-")
        self.addCleanup(shutil.rmtree, folder, True)
        other = Fumiband(folder, free_port(), "", BEFORE.format(folder=folder, hop=f"127.0.0.1:{free_port()}"), "smtp")
        self.addCleanup(other.end)
        client = Client(other.port, None)
        self.addCleanup(client.close)
        self.assertEqual(codes(client.say(b"EHLO x\r\n")), [421])
        self.assertEqual(client.hear(), b"")

    def test_malicious_mail_is_held_and_not_handed_on(self):
        client = self.client()
        mail = self.eicar.replace(b"Monthly report", b"held-one")
        self.assertEqual(codes(client.say(MAIL + RCPT + b"DATA\r\n", 3)), [250, 250, 354])
        self.assertEqual(client.say(mail + b".\r\n"), b"250 2.0.0 Held: Malicious.test.eicar\r\n")
        self.assertEqual(self.hop.mails, [])
        self.assertEqual(len([one for one in held(self.folder) if b"held-one" in one and one.endswith(mail)]), 1)
        self.assertEqual(codes(client.say(MAIL + RCPT + b"DATA\r\n", 3)), [250, 250, 354])
        self.assertEqual(codes(client.say(letter("behind-it") + b".\r\n")), [250])
        self.assertEqual(len(self.hop.mails), 1, "what was begun was taken back")
        self.assertIn(b"RSET\r\n", self.hop.commands())
        # The same queue file for other people, as Postfix splits it: both are kept.
        for recipient in (b"d", b"e", b"e"):
            client.say(b"XFORWARD IDENT=4F\r\n" + MAIL + RCPT.replace(b"b@", recipient + b"@") + b"DATA\r\n", 4)
            client.say(mail.replace(b"held-one", b"held-two") + b".\r\n")
        self.assertEqual(len([one for one in held(self.folder) if b"held-two" in one]), 2)

    def test_each_act_has_its_answer(self):
        for recipient, mail, answer, kept in ((b"accounts", self.eicar, b"250 2.0.0 Held", 1),
                                              (b"bin", self.eicar, b"250 2.0.0 Discarded", 0),
                                              (b"accounts", letter("Monthly report"), b"451 4.7.1", 0)):
            before = len(held(self.folder))
            client = self.client()
            client.say(MAIL + RCPT.replace(b"b@", recipient + b"@") + b"DATA\r\n", 3)
            self.assertTrue(client.say(mail + b".\r\n").startswith(answer), (recipient, answer))
            self.assertEqual(len(held(self.folder)) - before, kept)
        self.assertEqual(self.hop.mails, [])
        self.assertEqual(self.fumiband.lines()[-3]["act"], "hold", "too late to reject")

    def test_what_cannot_be_kept_is_brought_again(self):
        os.rename(self.folder + "/held", self.folder + "/gone")
        try:
            client = self.client()
            client.say(MAIL + RCPT + b"DATA\r\n", 3)
            self.assertEqual(codes(client.say(self.eicar.replace(b"Monthly", b"Weekly") + b".\r\n")), [451])
        finally:
            os.rename(self.folder + "/gone", self.folder + "/held")
        self.assertEqual(self.hop.mails, [])

    def test_a_verdict_that_the_sender_wrote_is_taken_out(self):
        client = self.client()
        client.say(MAIL + RCPT + b"DATA\r\n", 3)
        forged = b"X-Fumiban-Verdict: clean;\r\n level=1\r\nSubject: x\r\nx-fumiban-other : forged\r\n\r\nX-Fumiban-Text: words\r\n"
        self.assertEqual(codes(client.say(forged + b".\r\n")), [250])
        self.assertEqual(self.hop.mails[0].split(b"\r\n", 1)[1], b"Subject: x\r\n\r\nX-Fumiban-Text: words\r\n.\r\n")

    def test_chunks(self):
        client = self.client()
        mail = letter("chunks") + b".\r\nMAIL FROM:<x@example.invalid>\r\nbare\nfeed\r\n"
        client.say(MAIL + RCPT, 2)
        said = client.say(b"BDAT 10\r\n" + mail[:10] + b"BDAT %d\r\n" % (len(mail) - 10) + mail[10:] + b"BDAT 0 LAST\r\n", 3)
        self.assertEqual(codes(said), [250, 250, 250])
        self.assertEqual(self.hop.raw[0].split(b"\r\n", 1)[1],
                         mail.replace(b"\r\n.\r\n", b"\r\n..\r\n").replace(b"bare\nfeed", b"bare\r\nfeed") + b".\r\n")
        self.assertEqual(self.hop.heard.count(b"MAIL FROM:<x@example.invalid>\r\n"), 0)

    def test_nothing_is_smuggled(self):
        ends = (b"\n.\n", b"\n.\r", b"\r.\n", b"\r.\r", b"\n.\r\n", b"\r.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r\n\0.\r\n",
                b"\r\n.\0\r\n", b"\r\n.\r\r\n", b"\r\r\n.\r\r\n")
        for end in ends:
            for split in (None, 0, 1, 2, 3):
                client = Client(self.port)
                self.hop.reset()
                client.say(MAIL + RCPT + b"DATA\r\n", 3)
                words = letter("smuggled")
                more = b"MAIL FROM:<admin@example.invalid>\r\n" + RCPT + b"DATA\r\n" + letter("inner") + b".\r\n"
                if split is None:
                    client.socket.sendall(words + end + more)
                else:
                    client.socket.sendall(words + end[:split])
                    time.sleep(0.02)
                    try:
                        client.socket.sendall(end[split:] + more)
                    except OSError:
                        pass
                self.assertEqual(codes(client.hear()), [550], (end, split))
                self.assertEqual(client.hear(), b"", "and the connection ends")
                self.assertEqual(self.hop.mails, [])
                self.assertNotIn(b"admin@", self.hop.commands())
                client.close()

    def test_who_does_not_wait_is_not_listened_to(self):
        client = self.client()
        said = client.say(MAIL + RCPT + b"DATA\r\n" + letter("early") + b".\r\n", 4)
        self.assertEqual(codes(said)[-1], 554)
        self.assertEqual(client.hear(), b"")
        self.assertEqual(self.hop.mails, [])

    def test_junk_ends_the_connection(self):
        for junk in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\n", b"\0\0\0\0", os.urandom(100_000), b"x" * 100_000,
                     b"EHLO x\nMAIL FROM:<>\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500 + b"\n"):
            client = self.client(None)
            try:
                client.socket.sendall(junk)
                client.socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            said = client.file.read()
            self.assertNotIn(b"250", said)
        self.assertEqual(codes(self.client().offered), [250], "and others are served")

    def test_half_open_and_slow_clients_hold_up_nobody(self):
        slow = []
        for words in (b"", b"EH", b"EHLO x\r\nMAIL", None):
            client = self.client(None)
            if words is None:
                client.say(b"EHLO x\r\n")
                client.say(MAIL + RCPT + b"DATA\r\n", 3)
                words = letter("slow")
            client.socket.sendall(words)
            slow.append(client)
        client = self.client()
        client.say(MAIL + RCPT + b"DATA\r\n", 3)
        for byte in letter("drop by drop") + b".\r":
            client.socket.sendall(bytes((byte,)))
        self.assertEqual(codes(client.say(b"\n")), [250])
        self.assertEqual(len(self.hop.mails), 1)
        # Who went away before the end brings it again; nothing was handed on.
        slow[3].close()
        quiet = self.client()
        self.assertEqual(codes(quiet.say(b"NOOP\r\n")), [250])
        self.assertEqual(len(self.hop.mails), 1)

    def test_who_has_gone_while_it_was_judged_brings_it_again(self):
        client = Client(self.port)
        client.say(MAIL + RCPT + b"DATA\r\n", 3)
        before = len(self.fumiband.lines())
        client.socket.sendall(letter("gone") + b"x\r\n" * 2_000_000 + b".\r\n")
        client.close()
        wait_for("a judgement", lambda: len(self.fumiband.lines()) > before)
        time.sleep(0.3)
        self.assertEqual(self.hop.mails, [])

    def test_killed_in_the_middle_it_has_accepted_nothing(self):
        client = Client(self.port)
        client.say(MAIL + RCPT + b"DATA\r\n", 3)
        client.socket.sendall(letter("killed"))
        self.fumiband.end(signal.SIGKILL)
        try:
            self.assertEqual(client.hear(), b"")
            self.assertEqual(self.hop.mails, [])
        finally:
            client.close()
            self.fumiband.start()

    def test_told_to_stop_it_finishes_what_it_hands_on(self):
        go = threading.Event()
        self.hop.answers["."] = lambda number: go.wait(20) and b"250 2.0.0 taken"
        client = Client(self.port)
        client.say(MAIL + RCPT + b"DATA\r\n", 3)
        client.socket.sendall(letter("stopped") + b".\r\n")
        wait_for("the next hop", lambda: self.hop.raw)
        other = Client(self.port)
        self.fumiband.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        self.assertIsNone(self.fumiband.process.poll())
        self.assertEqual(codes(other.say(MAIL + RCPT + b"DATA\r\n", 3)), [250, 250, 354])
        self.assertEqual(codes(other.say(letter("too late") + b".\r\n")), [451], "what still comes is turned away")
        go.set()
        self.assertEqual(codes(client.hear()), [250])
        self.assertEqual(self.fumiband.process.wait(20), 0)
        self.assertEqual(len(self.hop.mails), 1)
        client.close()
        other.close()
        self.fumiband.start()

    def test_lmtp_from_before_is_answered_for_each_recipient(self):
        client = Client(self.lmtp_port, b"LHLO client.invalid")
        self.addCleanup(client.close)
        self.hop.answers["RCPT"] = lambda line: b"550 5.1.1 unknown" if b"no@" in line else b"250 2.1.5 ok"
        said = client.say(MAIL + RCPT + b"RCPT TO:<no@example.invalid>\r\nRCPT TO:<c@example.invalid>\r\nDATA\r\n", 5)
        self.assertEqual(codes(said), [250, 250, 550, 250, 354])
        self.assertEqual(codes(client.say(letter("lmtp") + b".\r\n", 2)), [250, 250])
        self.hop.answers["."] = b"452 4.3.1 full"
        client.say(MAIL + RCPT + b"RCPT TO:<c@example.invalid>\r\nDATA\r\n", 4)
        self.assertEqual(codes(client.say(letter("lmtp-two") + b".\r\n", 2)), [452, 452])
        client.say(MAIL + RCPT + b"RCPT TO:<c@example.invalid>\r\nDATA\r\n", 4)
        self.hop.answers["."] = None
        self.assertEqual(codes(client.say(letter("lmtp-three") + b".\r\n", 2)), [421, 421])


class Reload(unittest.TestCase):
    def test_what_a_listener_hands_on_to_stays_until_it_is_closed(self):
        folder = tempfile.mkdtemp(prefix="fumiban-reload-")
        self.addCleanup(shutil.rmtree, folder, True)
        hop = Hop()
        fumiband = Fumiband(folder, free_port(), "", BEFORE.format(folder=folder, hop=f"127.0.0.1:{hop.port}"), "smtp")
        self.addCleanup(fumiband.end)
        wait_for("a start", lambda: [line for line in fumiband.lines() if line["event"] == "ready"])
        with open(fumiband.config, "w") as config:
            config.write(f'[listen]\nmilter = ["127.0.0.1:{free_port()}"]\n')
        fumiband.process.send_signal(signal.SIGHUP)
        told = wait_for("a reload", lambda: [line for line in fumiband.lines() if line["event"] == "reload"])
        self.assertEqual(told[0].get("needs_restart"), True)
        client = Client(fumiband.port)
        self.addCleanup(client.close)
        self.assertIn(b"XFORWARD", client.offered, "its client is not taken for who sent the mail")
        self.assertEqual(codes(client.say(MAIL + RCPT + b"DATA\r\n", 3)), [250, 250, 354])
        self.assertEqual(codes(client.say(letter("reloaded") + b".\r\n")), [250])
        self.assertEqual(len(hop.mails), 1)


class Lmtp(unittest.TestCase):
    """LMTP on both sides."""

    def test_each_recipient_gets_the_next_hops_answer(self):
        folder = tempfile.mkdtemp(prefix="fumiban-lmtp-")
        self.addCleanup(shutil.rmtree, folder, True)
        hop = Hop(lmtp=True)
        fumiband = Fumiband(folder, free_port(), "", BEFORE.format(folder=folder, hop=f"lmtp:127.0.0.1:{hop.port}"), "lmtp")
        self.addCleanup(fumiband.end)
        client = Client(fumiband.port, b"LHLO client.invalid")
        self.addCleanup(client.close)
        hop.answers["."] = lambda number: b"250 2.0.0 one" if number == 0 else b"452 4.2.2 full"
        client.say(MAIL + RCPT + b"RCPT TO:<c@example.invalid>\r\nDATA\r\n", 4)
        self.assertEqual(client.say(letter("both") + b".\r\n", 2), b"250 2.0.0 one\r\n452 4.2.2 full\r\n")
        # One recipient is through when the next hop dies: only the other one is to be brought again.
        hop.answers["."] = lambda number: b"250 2.0.0 one" if number == 0 else None
        client.say(MAIL + RCPT + b"RCPT TO:<c@example.invalid>\r\nDATA\r\n", 4)
        self.assertEqual(codes(client.say(letter("half") + b".\r\n", 2)), [250, 421])
        self.assertEqual(codes(client.say(MAIL)), [421])
        self.assertIn(b"LHLO ", hop.commands())


class AfterTheQueue(unittest.TestCase):
    """A real Postfix hands each mail to fumiband, and takes it back on another port."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-after-")
        cls.eicar = sample(cls.folder, "eicar")
        cls.sink = Sink()
        cls.back, cls.lmtp_in, lmtp = free_port(), free_port(), free_port()
        cls.fumiband = Fumiband(cls.folder, free_port(), f'lmtp = ["127.0.0.1:{lmtp}"]\n',
                                BEFORE.format(folder=cls.folder, hop=f"127.0.0.1:{cls.back}"), "smtp")
        again = " -o {smtpd_recipient_restrictions=check_recipient_access inline:{no@example.invalid=REJECT}, permit}" \
                " -o content_filter= -o smtpd_authorized_xforward_hosts=127.0.0.0/8" \
                " -o receive_override_options=no_unknown_recipient_checks,no_header_body_checks,no_milters"
        cls.postfix = Postfix(cls.sink.port, cls.folder, f"""content_filter = fumiban:[127.0.0.1]:{cls.fumiband.port}
fumiban_destination_recipient_limit = 1000
fumiban_destination_concurrency_limit = 1
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
""", (f"127.0.0.1:{cls.lmtp_in} inet n - n - - smtpd -o content_filter=fumiban-lmtp:[127.0.0.1]:{lmtp}",
      "fumiban unix - - n - 10 smtp -o smtp_send_xforward_command=yes -o disable_mime_output_conversion=yes",
      "fumiban-lmtp unix - - n - 10 lmtp -o lmtp_send_xforward_command=yes -o disable_mime_output_conversion=yes",
      f"127.0.0.1:{cls.back} inet n - n - - smtpd" + again))

    @classmethod
    def tearDownClass(cls):
        cls.postfix.end()
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def tearDown(self):
        self.postfix.empty()

    def send(self, mail, recipients=("b@example.invalid",), sender="a@example.invalid", options=(), port=None):
        with smtplib.SMTP("127.0.0.1", port or self.postfix.port, local_hostname="client.invalid", timeout=60) as client:
            client.ehlo()
            return client.sendmail(sender, list(recipients), mail, mail_options=list(options))

    def delivered(self, mark, seconds=30):
        try:
            return wait_for(mark, lambda: self.sink.having(mark), seconds)[0]
        except AssertionError as error:
            with open(self.postfix.log) as log:
                raise AssertionError(str(error) + "".join(log.readlines()[-8:]) + str(self.fumiband.lines()[-2:])) from None

    def same(self, mail, got):
        """`got` is `mail` below one verdict and two traces."""
        self.assertTrue(got.endswith(mail), got[:1000])
        above = re.sub(rb"\r\n[ \t]", b" ", got[:-len(mail)]).split(b"\r\n")[:-1]
        self.assertEqual([line.split(b":")[0] for line in above], [b"Received", b"X-Fumiban-Verdict", b"Received"], above)
        self.assertEqual(above[1], b"X-Fumiban-Verdict: clean; level=1; score=0")

    def test_mail_arrives_byte_for_byte_below_its_verdict(self):
        mail = letter("plain-one", b"X-Folded: one\r\n two\r\nx-odd:no blank\r\n", "日本語の本文。\r\n.dot\r\n..\r\n\r\n".encode())
        self.send(mail, options=["BODY=8BITMIME"])
        self.same(mail, self.delivered("plain-one")[1])
        line = [line for line in self.fumiband.lines() if line["event"] == "message"][-1]
        self.assertEqual((line["client"], line["helo"], line["sender"]), ("127.0.0.1", "client.invalid", "a@example.invalid"))
        self.assertRegex(line["queue"], "^[0-9A-F]{6,}$")
        self.assertEqual(wait_for("an empty queue", lambda: self.postfix.queue() == []), True)

    def test_lmtp(self):
        mail = letter("lmtp-one", body="日本語\r\n".encode())
        self.send(mail, [f"r{i}@example.invalid" for i in range(5)], options=["BODY=8BITMIME"], port=self.lmtp_in)
        wait_for("5 recipients", lambda: sum(len(m[0]) for m in self.sink.having("lmtp-one")) == 5)
        self.same(mail, self.delivered("lmtp-one")[1])

    def test_utf8_addresses(self):
        mail = letter("utf8-one", "X-Name: 花子\r\n".encode())
        self.send(mail, ["花子@example.invalid"], "太郎@example.invalid", ["SMTPUTF8", "BODY=8BITMIME"])
        recipients, got = self.delivered("utf8-one")
        self.same(mail, got)
        self.assertIn("花子@example.invalid", recipients[0])

    def test_many_recipients_once_each(self):
        mail = letter("many-one")
        self.send(mail, [f"r{i}@example.invalid" for i in range(200)])
        wait_for("200 recipients", lambda: sum(len(m[0]) for m in self.sink.having("many-one")) >= 200)
        time.sleep(0.3)
        names = [name for mail in self.sink.having("many-one") for name in mail[0]]
        self.assertEqual((len(names), len(set(names))), (200, 200))

    def test_forty_megabytes(self):
        mail = letter("large-one", body=(b"x" * 76 + b"\r\n") * 512_000)
        self.send(mail)
        self.same(mail, self.delivered("large-one", 120)[1])

    def test_chunks_and_pipelining_in_front(self):
        mail = letter("chunks-one", body=b".\r\n.\r\nbare\nfeed\r\n")
        client = Client(self.postfix.port)
        self.addCleanup(client.close)
        said = client.say(MAIL + RCPT + b"BDAT 20\r\n" + mail[:20] + b"BDAT %d LAST\r\n" % (len(mail) - 20) + mail[20:], 4)
        self.assertEqual(codes(said), [250] * 4)
        self.same(mail.replace(b"bare\nfeed", b"bare\r\nfeed"), self.delivered("chunks-one")[1])

    def test_long_lines_and_no_line_end(self):
        mail = letter("odd-one", body=b"y" * 900 + b"\r\n" + b" " * 30 + b"\r\nlast")
        client = Client(self.postfix.port)
        self.addCleanup(client.close)
        said = client.say(MAIL + RCPT + b"BDAT %d LAST\r\n" % len(mail) + mail, 3)
        self.assertEqual(codes(said), [250] * 3)
        self.same(mail + b"\r\n", self.delivered("odd-one")[1])

    def test_malicious_mail_is_held_in_the_spool_and_postfix_is_rid_of_it(self):
        self.send(self.eicar.replace(b"Monthly report", b"spool-one"), ["b@example.invalid", "c@example.invalid"])
        got = wait_for("a held mail", lambda: [one for one in held(self.folder) if b"spool-one" in one])
        self.assertEqual(len(got), 1)
        self.assertIn(b'"recipients":["b@example.invalid","c@example.invalid"]', got[0])
        wait_for("an empty queue", lambda: self.postfix.queue() == [])
        self.assertEqual(self.sink.having("spool-one"), [])

    def test_a_recipient_that_the_next_hop_refuses_bounces_alone(self):
        self.send(letter("bounce-one"), ["b@example.invalid", "no@example.invalid", "c@example.invalid"])
        wait_for("mail and notice", lambda: len(self.sink.having("bounce-one")) == 2)
        mails = {b"multipart/report" in mail: (recipients, mail) for recipients, mail in self.sink.having("bounce-one")}
        self.assertEqual(len(mails[False][0]), 2)
        self.assertIn("a@example.invalid", mails[True][0][0])
        self.assertIn(b"Final-Recipient: rfc822; no@example.invalid", mails[True][1])
        self.assertNotIn(b"rfc822; b@example.invalid", mails[True][1])

    def test_without_fumiband_mail_waits_and_comes_later(self):
        self.fumiband.end(signal.SIGKILL)
        self.send(letter("later-one"))
        wait_for("a deferred mail", lambda: [m for m in self.postfix.queue() if m["queue_name"] == "deferred"])
        self.fumiband.start()
        self.delivered("later-one", 60)
        wait_for("an empty queue", lambda: self.postfix.queue() == [], 60)

    def test_killed_again_and_again_nothing_is_lost(self):
        stop, kills = threading.Event(), []

        def kill():
            while not stop.wait(0.4):
                self.fumiband.end(signal.SIGKILL)
                kills.append(time.time())
                self.fumiband.start()

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            for i in range(200):
                self.send(letter(f"killed-{i:03}-one"))
        finally:
            time.sleep(3)
            stop.set()
            killer.join()
        wait_for("an empty queue", lambda: self.postfix.queue() == [], 120)
        counts = [len(self.sink.having(f"killed-{i:03}-one")) for i in range(200)]
        self.assertGreater(len(kills), 5)
        self.assertEqual([i for i, count in enumerate(counts) if count == 0], [], "none is lost")
        # Whoever dies between the next hop's 250 and his own leaves a mail with both: RFC 5321 cannot tell. It is one at
        # most for each connection at the time of a kill, and Postfix is told to have one.
        print(f"{len(kills)} kills, {sum(counts) - 200} of 200 twice", flush=True)
        self.assertLessEqual(sum(counts) - 200, len(kills))


if __name__ == "__main__":
    main()
