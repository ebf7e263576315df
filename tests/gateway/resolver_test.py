#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fumiban-resolver asking a real unbound and a server that does what none should; and fumiband in front of it.

Usage: resolver_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT HOSTILE_WORKER RESOLVER
"""
import contextlib
import glob
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import harness
from dns_server import Server
from harness import FUMIBAND, TESTROOT, free_port, wait_for
from http_daemon import Daemon

HOSTILE_WORKER, RESOLVER = sys.argv[5:7]
TYPES = ["A", "AAAA", "TXT", "MX", "PTR"]
LOOKUPS = ["answered", "not-asked", "timed-out", "refused", "failed"]
SECURITIES = ["unknown", "insecure", "secure", "bogus"]


def number(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


class Reader:
    def __init__(self, bytes_):
        self.bytes, self.at = bytes_, 0

    def number(self):
        value = shift = 0
        while True:
            byte = self.bytes[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def text(self):
        size = self.number()
        self.at += size
        return self.bytes[self.at - size:self.at]


class Answer:
    def __init__(self, bytes_):
        reader = Reader(bytes_)
        self.lookup = LOOKUPS[reader.number()]
        self.rcode = reader.number()
        self.security = SECURITIES[reader.number()]
        self.ttl = reader.number()
        self.records = sorted(reader.text() for _ in range(reader.number()))


class Resolver:
    """The program alone, asked as fumiband asks it."""

    def __init__(self, *servers, anchor=""):
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.process = subprocess.Popen([RESOLVER, anchor, *servers], preexec_fn=lambda: os.dup2(theirs.fileno(), 3),
                                        pass_fds=(3,), stdin=subprocess.DEVNULL)
        theirs.close()
        self.socket.settimeout(20)
        self.said = self.socket.recv(200)
        self.last = 0

    def send(self, kind, name, ms=5000):
        self.last += 1
        self.socket.send(number(self.last) + number(ms) + number(TYPES.index(kind)) + number(len(name)) + name.encode())
        return self.last

    def receive(self):
        reader = Reader(self.socket.recv(128 << 10))
        return reader.number(), Answer(reader.text())

    def ask(self, kind, name, ms=5000):
        sent = self.send(kind, name, ms)
        heard, answer = self.receive()
        assert heard == sent
        return answer

    def end(self):
        self.socket.close()
        return self.process.wait(10)


class Unbound:
    """A real one, with names of its own and two signed zones, one of them tampered with."""

    def __init__(self):
        self.port = free_port()
        self.name = f"/var/tmp/dns-{os.getpid()}"
        self.inside = TESTROOT + self.name
        os.makedirs(self.inside)
        for zone in ("signed", "tampered"):
            with open(f"{self.inside}/{zone}", "w") as file:
                file.write(f"$ORIGIN {zone}.example.\n$TTL 60\n@ IN SOA ns hostmaster 1 3600 600 86400 60\n@ IN NS ns\n"
                           "ns IN A 192.0.2.53\ntext IN TXT \"as it was\"\n")
            self.run("sh", "-c", f"cd {self.name} && key=$(ldns-keygen -r /dev/urandom -a ECDSAP256SHA256 -k {zone}.example) "
                     f"&& ldns-signzone -f {zone}.signed {zone} $key && cat $key.ds >> anchors")
        path = self.inside + "/tampered.signed"
        with open(path) as file:
            said = file.read()
        with open(path, "w") as file:
            file.write(said.replace('"as it was"', '"as it is not"'))
        zones = "".join(f'auth-zone:\n  name: "{zone}.example"\n  zonefile: "{self.name}/{zone}.signed"\n  for-downstream: yes\n'
                        for zone in ("signed", "tampered"))
        with open(self.inside + "/conf", "w") as file:
            file.write(f"""server:
  interface: 127.0.0.1@{self.port}
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "{self.name}"
  pidfile: ""
  use-syslog: no
  logfile: "{self.name}/log"
  access-control: 127.0.0.0/8 allow
  module-config: "iterator"
  local-zone: "plain.example." static
  local-data: 'plain.example. 300 IN A 192.0.2.1'
  local-data: 'plain.example. 300 IN A 192.0.2.2'
  local-data: 'plain.example. 300 IN AAAA 2001:db8::1'
  local-data: 'plain.example. 300 IN MX 10 mail.plain.example.'
  local-data: 'plain.example. 300 IN MX 20 other.plain.example.'
  local-data: 'plain.example. 300 IN TXT "v=spf1 a -all"'
  local-data: 'long.plain.example. 300 IN TXT "{"k" * 255}" "{"l" * 200}"'
  local-data: '10.2.0.192.in-addr.arpa. 300 IN PTR mail.plain.example.'
  local-zone: "10.in-addr.arpa." transparent
  local-data: '1.0.0.10.in-addr.arpa. 300 IN PTR inside.plain.example.'
  local-zone: "away.example." always_refuse
  local-zone: "mute.example." always_deny
remote-control:
  control-enable: no
{zones}""")
        self.process = subprocess.Popen(["chroot", TESTROOT, "unbound", "-d", "-c", self.name + "/conf"])
        wait_for("unbound", lambda: harness.listens(self.port))

    @staticmethod
    def run(*words):
        done = subprocess.run(["chroot", TESTROOT, *words], capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"{words}: {done.stdout}{done.stderr}")

    def end(self):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.inside)


class Real(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.unbound = Unbound()
        cls.addClassCleanup(cls.unbound.end)
        cls.resolver = Resolver(f"127.0.0.1@{cls.unbound.port}", anchor=cls.unbound.inside + "/anchors")
        cls.addClassCleanup(cls.resolver.end)
        assert cls.resolver.said == b"H", cls.resolver.said

    def check(self, kind, name, records, security="insecure"):
        answer = self.resolver.ask(kind, name)
        self.assertEqual((answer.lookup, answer.rcode, answer.security, answer.records),
                         ("answered", 0, security, records))
        return answer

    def test_every_type(self):
        self.assertGreater(self.check("A", "plain.example", [b"\xc0\0\2\1", b"\xc0\0\2\2"]).ttl, 200)
        self.check("AAAA", "plain.example", [socket.inet_pton(socket.AF_INET6, "2001:db8::1")])
        self.check("TXT", "plain.example", [b"\x0dv=spf1 a -all"])
        self.check("TXT", "long.plain.example", [b"\xff" + b"k" * 255 + b"\xc8" + b"l" * 200])
        mail = b"\5plain\7example\0"
        self.check("MX", "plain.example", [b"\0\x0a\4mail" + mail, b"\0\x14\5other" + mail])
        self.check("PTR", "10.2.0.192.in-addr.arpa", [b"\4mail" + mail])
        self.check("PTR", "1.0.0.10.in-addr.arpa", [b"\6inside" + mail])

    def test_what_there_is_not(self):
        answer = self.resolver.ask("TXT", "none.plain.example")
        self.assertEqual((answer.lookup, answer.rcode, answer.records), ("answered", 3, []))
        self.check("MX", "long.plain.example", [])
        answer = self.resolver.ask("TXT", "away.example")
        self.assertEqual((answer.lookup, answer.rcode, answer.records), ("answered", 2, []))

    def test_what_is_signed(self):
        self.check("TXT", "text.signed.example", [b"\x09as it was"], "secure")
        self.assertEqual(self.resolver.ask("TXT", "none.signed.example").security, "secure")
        answer = self.resolver.ask("TXT", "text.tampered.example")
        self.assertEqual((answer.lookup, answer.rcode, answer.security, answer.records), ("answered", 2, "bogus", []))

    def test_without_an_anchor_nobody_knows(self):
        resolver = Resolver(f"127.0.0.1@{self.unbound.port}")
        self.assertEqual(resolver.ask("TXT", "text.signed.example").security, "unknown")
        self.assertEqual(resolver.ask("TXT", "text.tampered.example").records, [b"\x0cas it is not"])
        self.assertEqual(resolver.end(), 0)

    def test_many_at_once(self):
        sent = {self.resolver.send("TXT" if i % 2 else "A", f"n{i}.plain.example") for i in range(300)}
        self.assertEqual({self.resolver.receive()[0] for _ in range(300)}, sent)

    def test_where_none_answers_time_is_up(self):
        begin = time.time()
        self.assertEqual(self.resolver.ask("TXT", "mute.example", 300).lookup, "timed-out")
        self.assertLess(time.time() - begin, 1)
        self.check("TXT", "plain.example", [b"\x0dv=spf1 a -all"])

    def test_it_is_locked_up(self):
        for status in glob.glob(f"/proc/{self.resolver.process.pid}/task/*/status"):
            with open(status) as file:
                said = dict(line.split(":\t") for line in file.read().splitlines() if ":\t" in line)
            self.assertEqual((said["Seccomp"], said["NoNewPrivs"], said["CapEff"]), ("2", "1", "0" * 16))
            self.assertEqual(said["Uid"].split()[0], "65534")
        folder = f"/proc/{self.resolver.process.pid}/fd"
        files = {os.readlink(f"{folder}/{fd}") for fd in os.listdir(folder) if int(fd) != 2}
        kinds = {name for name in files if not name.startswith(("socket:", "pipe:", "anon_inode:"))}
        self.assertEqual(kinds - {sys.stdout.name}, {"/dev/null"}, files)


class Wrong(unittest.TestCase):
    """A server that does what none should."""

    def setUp(self):
        self.server = Server()
        self.resolver = Resolver(f"127.0.0.1@{self.server.port}")
        self.assertEqual(self.resolver.said, b"H")

    def tearDown(self):
        self.assertEqual(self.resolver.ask("TXT", "well.example").records, [b"\4well"])
        self.assertEqual(self.resolver.end(), 0)

    def test_what_was_answered_is_not_asked_again(self):
        for _ in range(5):
            self.assertEqual(self.resolver.ask("TXT", "once.example").records, [b"\4once"])
        self.assertEqual(self.server.count("once"), 1)

    def test_what_comes_too_late_is_known_the_next_time(self):
        begin = time.time()
        self.assertEqual(self.resolver.ask("TXT", "late.example", 500).lookup, "timed-out")
        self.assertLess(time.time() - begin, 1.5)
        time.sleep(5)
        self.assertEqual(self.resolver.ask("TXT", "late.example", 500).records, [b"\4late"])

    def test_each_question_is_answered_once(self):
        for _ in range(20):
            self.resolver.send("TXT", "late.example", 500)
        self.resolver.send("TXT", "once.example")
        told = [self.resolver.receive() for _ in range(21)]
        self.assertEqual(sorted(id for id, _ in told), list(range(1, 22)))
        self.assertEqual([answer.lookup for _, answer in told].count("timed-out"), 20)
        time.sleep(5)  # nothing comes after that
        self.assertEqual(self.resolver.ask("TXT", "once.example").records, [b"\4once"])

    def test_truncated(self):
        self.assertEqual(self.resolver.ask("TXT", "truncated.example").records, [b"\x09truncated"])
        self.assertTrue(any(one[2] for one in self.server.asked))

    def test_what_makes_no_sense(self):
        for kind, label in (("TXT", "wrong-id"), ("TXT", "other-question"), ("TXT", "loop"), ("MX", "loop-inside"),
                            ("TXT", "forward"), ("TXT", "short"), ("TXT", "headless"), ("TXT", "boast"),
                            ("TXT", "silent"), ("A", "bad-address"), ("TXT", "bad-text"), ("TXT", "servfail")):
            with self.subTest(label):
                answer = self.resolver.ask(kind, label + ".example", 1500)
                self.assertEqual(answer.records, [])
                self.assertIn((answer.lookup, answer.rcode), {("timed-out", 0), ("failed", 0), ("answered", 2)})

    def test_more_than_an_answer_may_hold(self):
        self.assertEqual(self.resolver.ask("A", "many.example").lookup, "failed")
        answer = self.resolver.ask("TXT", "large.example")
        self.assertEqual((answer.lookup, len(answer.records)), ("answered", 240))

    def test_what_is_told_of_others_is_not_believed(self):
        self.resolver.ask("TXT", "poison.example")
        self.assertEqual(self.resolver.ask("TXT", "once.example").records, [b"\4once"])

    def test_more_than_it_may_work_at(self):
        for i in range(1200):
            self.resolver.send("TXT", "silent.example" if i == 0 else f"silent.n{i}.example", 1500)
        told = [self.resolver.receive()[1].lookup for _ in range(1200)]
        self.assertEqual((told.count("failed"), told.count("timed-out")), (200, 1000))
        self.assertEqual(self.resolver.ask("TXT", "well.example").lookup, "failed")
        self.resolver.end()
        self.resolver = Resolver(f"127.0.0.1@{self.server.port}")


class Start(unittest.TestCase):
    def test_what_is_wrong_is_said(self):
        for arguments, anchor in (((), "/nowhere/anchor"), (("nobody",), "")):
            resolver = Resolver(*arguments, anchor=anchor)
            self.assertEqual(resolver.said[:1], b"E", resolver.said)
            self.assertNotEqual(resolver.end(), 0)

    def test_an_anchor_that_is_none(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("not a record\n")
            file.flush()
            resolver = Resolver("127.0.0.1@53", anchor=file.name)
            self.assertEqual(resolver.said[:1], b"E", resolver.said)
            resolver.end()

    def test_it_speaks_to_fumiband_alone(self):
        done = subprocess.run([RESOLVER, ""], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (2, "fumiban-resolver: started by fumiband, not by hand\n"))

    def test_what_is_no_question_ends_it(self):
        for packet in (b"x" * 300, b"\1\1\2\4a..b", b"\1\1\7\1a"):
            resolver = Resolver("127.0.0.1@53")
            resolver.socket.send(packet)
            self.assertEqual(resolver.process.wait(10), 73)


class Whole(unittest.TestCase):
    """fumiband, with a worker that asks what a message tells it to ask."""

    def setUp(self):
        self.server = Server()
        self.daemon = self.start(HOSTILE_WORKER)
        self.addCleanup(lambda: self.daemon and self.daemon.end())

    def start(self, worker):
        return Daemon(FUMIBAND, worker, '[listen]\nhttp = ["127.0.0.1:{port}"]\n[limits]\nworkers = 2\n[dns]\ntimeout-ms = 1500\n'
                      f'servers = ["127.0.0.1@{self.server.port}"]\n')

    def http(self, method, path, body=None):
        with contextlib.closing(self.daemon.connection()) as connection:
            connection.request(method, path, body, {"Content-Type": "message/rfc822"} if body else {})
            return connection.getresponse().read().decode()

    def ask(self, questions):
        """What the worker was told, a line each."""
        letter = f"From: a@example.invalid\r\nSubject: ask {questions}\r\n\r\nA few words.\r\n"
        answer = json.loads(self.http("POST", "/v1/scan", letter))
        return answer.get("report", answer)["engine"]["notes"][1:]

    def resolver(self):
        for pid in self.daemon.children():
            with open(f"/proc/{pid}/comm") as name:
                if name.read().startswith("fumiban-resolve"):
                    return pid
        return None

    def begun_again(self):
        """A process that is there may not have begun yet."""
        wait_for("another one", lambda: [line for line in self.daemon.lines() if line.get("started") == "again"])

    def metrics(self):
        lines = self.http("GET", "/metrics").splitlines()
        return {line.split(" ")[0]: line.split(" ")[1] for line in lines if line.startswith("fumiban_questions")}

    def test_a_question_and_its_answer(self):
        self.assertEqual(self.ask("TXT once.example TXT servfail.example"),
                         ["TXT once.example: answered 0 0 \\x04once", "TXT servfail.example: answered 2 0"])

    def test_killed_in_the_middle(self):
        before = self.resolver()
        told = []
        asking = threading.Thread(target=lambda: told.extend(self.ask("TXT late.example TXT once.example")))
        asking.start()
        wait_for("the question", lambda: self.server.count("late"))
        begin = time.time()
        os.kill(before, signal.SIGKILL)
        asking.join(20)
        self.assertLess(time.time() - begin, 1)
        self.assertEqual(told[0], "TXT late.example: failed 0 0")
        self.begun_again()
        self.assertNotIn(self.resolver(), (None, before))
        self.assertEqual(self.ask("TXT well.example"), ["TXT well.example: answered 0 0 \\x04well"])
        self.assertTrue([line for line in self.daemon.lines() if line.get("ended") == "SIGKILL"])

    def test_one_that_does_nothing_is_ended(self):
        before = self.resolver()
        os.kill(before, signal.SIGSTOP)
        begin = time.time()
        self.assertEqual(self.ask("TXT once.example"), ["TXT once.example: timed-out 0 0"])
        self.assertLess(time.time() - begin, 4)
        self.begun_again()
        self.assertNotIn(self.resolver(), (None, before))
        self.assertEqual(self.ask("TXT once.example"), ["TXT once.example: answered 0 0 \\x04once"])

    def test_while_all_workers_wait_others_are_answered(self):
        waiting = [threading.Thread(target=self.ask, args=("TXT silent.example TXT silent.b.example",)) for _ in range(4)]
        for thread in waiting:
            thread.start()
        wait_for("the question", lambda: self.server.count("silent"))
        for _ in range(10):
            begin = time.time()
            self.http("GET", "/metrics")
            self.assertLess(time.time() - begin, 0.5)
        for thread in waiting:
            thread.join(30)

    def test_what_came_of_questions_is_counted(self):
        self.ask("TXT once.example TXT servfail.example TXT silent.example")
        self.assertEqual(self.metrics(), {'fumiban_questions_total{outcome="answered",rcode="0"}': "1",
                                          'fumiban_questions_total{outcome="answered",rcode="2"}': "1",
                                          'fumiban_questions_total{outcome="timed-out",rcode=""}': "1"})

    def test_it_dies_with_the_daemon(self):
        pid = self.resolver()
        self.daemon.process.send_signal(signal.SIGKILL)
        self.daemon.process.wait(10)
        self.daemon = None
        wait_for("its end", lambda: not os.path.exists(f"/proc/{pid}"), 5)

    def test_no_honest_worker_asks_yet(self):
        self.daemon.end()
        self.daemon = self.start(harness.WORKER)
        self.assertEqual(self.ask("TXT once.example"), [])
        self.assertEqual((self.server.asked, self.metrics()), ([], {}))

    def test_a_wrong_setting_is_named(self):
        folder = tempfile.mkdtemp(prefix="fumiban-dns-")
        self.addCleanup(lambda: shutil.rmtree(folder))
        config = folder + "/f.toml"
        for lines, said in (('servers = ["127.0.0.1:53"]', "f.toml:4:"), ("timeout-ms = 0", "f.toml:4:"),
                            ("time-out = 5", "f.toml:4:"), ('trust-anchor = "/nowhere/anchor"', "/nowhere/anchor: ")):
            with open(config, "w") as file:
                file.write(f'[listen]\nmilter = ["127.0.0.1:8890"]\n[dns]\n{lines}\n')
            done = subprocess.run([FUMIBAND, "--check", "--config", config, "--worker", harness.WORKER],
                                  capture_output=True, text=True)
            self.assertNotEqual(done.returncode, 0, lines)
            self.assertIn(said, done.stderr)


def prepare():
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        print("SKIPPED: a root of its own for unbound takes root and mmdebstrap")
        sys.exit(77)
    if subprocess.run(["sh", harness.HERE + "/testroot.sh", TESTROOT, "unbound", "ldnsutils"]).returncode != 0:
        sys.exit("the root for unbound could not be made")


if __name__ == "__main__":
    prepare()
    unittest.main(argv=sys.argv[:1], verbosity=2)
