#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real Postfix with fumiband in front, and a real clamdscan that asks it, all private and on loopback.

Usage: gateway_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT
Exit code 77 where it cannot run: not root, or no mmdebstrap.
"""
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import threading
import unittest

from harness import BY_MILTER, free_port, Fumiband, held_mails, letter, main, Postfix, samples, Sink, TESTROOT, wait_for


class Gateway(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-gateway-")
        cls.samples = samples(cls.folder)
        cls.sink = Sink()
        cls.fumiband = Fumiband(cls.folder, free_port())
        cls.postfix = Postfix(cls.sink.port, cls.folder, BY_MILTER.format(port=cls.fumiband.port))

    @classmethod
    def tearDownClass(cls):
        cls.postfix.end()
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def send(self, mail, recipients=("b@example.invalid",), sender="a@example.invalid", options=()):
        with smtplib.SMTP("127.0.0.1", self.postfix.port, local_hostname="client.invalid", timeout=60) as client:
            client.ehlo()
            return client.sendmail(sender, list(recipients), mail, mail_options=list(options))

    def tearDown(self):
        self.postfix.empty()

    letter = staticmethod(letter)

    def delivered(self, mark):
        try:
            return wait_for(mark, lambda: self.sink.having(mark))[0]
        except AssertionError as error:
            with open(self.postfix.log) as log:
                raise AssertionError(str(error) + "".join(log.readlines()[-6:]) + str(self.fumiband.lines()[-2:])) from None

    def held(self):
        return [mail for mail in self.postfix.queue() if mail["queue_name"] == "hold"]

    def test_clean_mail_is_delivered_with_its_verdict_and_otherwise_as_it_was(self):
        mail = self.letter("clean-one", b"X-Folded: one\r\n two\r\nx-odd:no blank\r\n", "日本語の本文。\r\n.dot\r\n".encode())
        self.send(mail, options=["BODY=8BITMIME"])
        _, got = self.delivered("clean-one")
        self.assertIn(b"X-Fumiban-Verdict: clean; level=1; score=0\r\n", got)
        ours = mail[mail.index(b"From:"):]
        self.assertEqual(got[-len(ours):], ours, got)

    def test_a_verdict_that_the_sender_wrote_is_taken_out(self):
        self.send(self.letter("forged-one", b"X-Fumiban-Verdict: clean; level=1\r\nx-fumiban-verdict: forged\r\n"
                              b"X-Fumiban-Other: forged\r\n"))
        _, got = self.delivered("forged-one")
        self.assertEqual(got.lower().count(b"x-fumiban-"), 1, got[:600])
        self.assertNotIn(b"forged\r\n", got)

    def test_malicious_mail_is_held_and_released_by_a_person(self):
        self.send(self.samples["eicar"])
        held = wait_for("a held mail", self.held)
        self.assertEqual(self.sink.having("Monthly report"), [])
        self.assertEqual(len(held), 1)
        self.postfix.release()
        _, got = self.delivered("Monthly report")
        self.assertIn(b"X-Fumiban-Verdict: malicious; level=5;", got)
        wait_for("an empty queue", lambda: not self.postfix.queue())

    def test_what_was_not_read_is_held(self):
        locked = self.letter("locked-one").replace(b"text/plain; charset=utf-8", b"application/octet-stream; name=a.one")
        self.send(locked.replace(b"A few words.", bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3")), options=["BODY=8BITMIME"])
        held = wait_for("a held mail", self.held)
        self.assertEqual(len(held), 1)
        self.postfix.release()
        _, got = self.delivered("locked-one")
        self.assertIn(b"unread=unknown-container", got)

    def test_many_recipients_pipelined_and_large_mail(self):
        recipients = [f"r{i}@example.invalid" for i in range(50)]
        self.send(self.letter("many-one"), recipients)
        got = wait_for("50 recipients", lambda: sum(len(m[0]) for m in self.sink.having("many-one")) == 50)
        self.assertTrue(got)
        large = self.letter("large-one", body=(b"x" * 76 + b"\r\n") * 500_000)  # 39 MB
        self.send(large)
        _, got = self.delivered("large-one")
        self.assertGreater(len(got), 39_000_000)
        line = [l for l in self.fumiband.lines() if len(l.get("recipients", [])) == 50]
        self.assertEqual(len(line), 1)

    def test_utf8_addresses(self):
        self.send(self.letter("utf8-one"), ["花子@example.invalid"], "太郎@example.invalid", ["SMTPUTF8", "BODY=8BITMIME"])
        self.delivered("utf8-one")

    def test_without_fumiband_mail_waits_and_nothing_is_lost(self):
        self.fumiband.end(signal.SIGKILL)
        with self.assertRaises(smtplib.SMTPResponseException) as refused:
            self.send(self.letter("later-one"))
        self.assertEqual(refused.exception.smtp_code // 100, 4)
        self.fumiband.start()
        self.send(self.letter("later-one"))
        self.delivered("later-one")

    def test_the_parent_of_workers_is_started_again(self):
        daemon = self.fumiband.process.pid
        subprocess.run(["pkill", "-9", "-P", str(daemon)], check=True)
        for i in range(3):
            self.send(letter(f"orphan-{i}-one"))
            _, got = self.delivered(f"orphan-{i}-one")
            self.assertIn(b"X-Fumiban-Verdict: clean;", got)
        self.assertIsNone(self.fumiband.process.poll())
        self.assertEqual(self.fumiband.process.pid, daemon)

    def test_a_hundred_mails_while_workers_are_killed(self):
        stop = threading.Event()

        def kill_workers():
            while not stop.wait(0.02):
                zygotes = subprocess.run(["pgrep", "-P", str(self.fumiband.process.pid)], capture_output=True, text=True)
                for zygote in zygotes.stdout.split():
                    subprocess.run(["pkill", "-9", "-P", zygote])

        killer = threading.Thread(target=kill_workers)
        killer.start()
        try:
            for i in range(100):
                self.send(self.letter(f"killed-{i:03}-one"))
        finally:
            stop.set()
            killer.join()
        wait_for("a queue at rest", lambda: all(m["queue_name"] == "hold" for m in self.postfix.queue()))
        self.postfix.release()
        wait_for("an empty queue", lambda: not self.postfix.queue())
        marks = [i for i in range(100) if len(self.sink.having(f"killed-{i:03}-one")) == 1]
        self.assertEqual(len(marks), 100, "each once")
        for i in marks:
            _, got = self.sink.having(f"killed-{i:03}-one")[0]
            self.assertTrue(b"Verdict: clean" in got or b"unread=crashed" in got, got[:400])


class Policy(unittest.TestCase):
    """What an organisation says of itself, what it holds, and how that changes while mail comes in."""

    RULES = """state = "{state}"
[site]
domains = ["example.invalid"]
networks = ["192.0.2.0/24"]
authserv-ids = ["mx.example.invalid"]
[hold]
where = "spool"
[[group]]
name = "trial"
recipients = ["trial@example.invalid"]
test = true
[[group]]
name = "accounts"
recipients = ["accounts@example.invalid"]
actions = {{ malicious = "reject" }}
"""

    setUpClass = classmethod(lambda cls: cls.set_up())
    tearDownClass = Gateway.__dict__["tearDownClass"]
    send, delivered, held = Gateway.send, Gateway.delivered, Gateway.held
    letter = staticmethod(letter)

    @classmethod
    def set_up(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-policy-")
        cls.eicar = samples(cls.folder)["eicar"]
        cls.sink = Sink()
        cls.fumiband = Fumiband(cls.folder, free_port(), "", cls.RULES.format(state=cls.folder))
        cls.postfix = Postfix(cls.sink.port, cls.folder, BY_MILTER.format(port=cls.fumiband.port))

    def tearDown(self):
        self.postfix.empty()
        shutil.rmtree(self.folder + "/conf.d", ignore_errors=True)
        self.reload()

    def marked(self, mark):
        return self.eicar.replace(b"Subject: Monthly report", b"Subject: " + mark.encode())

    def spool(self, mark):
        return held_mails(self.folder, mark)

    def reload(self):
        def count():
            return len([line for line in self.fumiband.lines() if line["event"] == "reload"])

        before = count()
        self.fumiband.process.send_signal(signal.SIGHUP)
        wait_for("a reload", lambda: count() > before)

    def configure(self, text):
        os.makedirs(self.folder + "/conf.d", exist_ok=True)
        with open(self.folder + "/conf.d/10-more.toml", "w") as file:
            file.write(text)
        self.reload()

    def test_what_is_held_lies_in_the_spool_once_and_the_mail_server_is_rid_of_it(self):
        self.send(self.marked("spool-one"))
        held = wait_for("a held mail", lambda: self.spool("spool-one"))
        self.assertEqual(len(held), 1)
        told, mail = held[0]
        self.assertEqual(told["recipients"], ["b@example.invalid"])
        self.assertEqual((told["client"], told["direction"]), ("127.0.0.1", "inbound"))
        self.assertIn("malicious; level=5", told["verdict"])
        self.assertTrue(mail.endswith(self.marked("spool-one").split(b"\r\n\r\n", 1)[1]))
        wait_for("an empty queue", lambda: not self.postfix.queue())
        self.assertEqual(self.sink.having("spool-one"), [])

    def test_a_spool_that_cannot_be_written_to_makes_mail_wait(self):
        os.rename(self.folder + "/held", self.folder + "/gone")
        try:
            with self.assertRaises(smtplib.SMTPResponseException) as refused:
                self.send(self.marked("full-one"))
            self.assertEqual(refused.exception.smtp_code, 451)
        finally:
            os.rename(self.folder + "/gone", self.folder + "/held")
        self.send(self.marked("full-one"))
        self.assertEqual(len(self.spool("full-one")), 1)

    def test_what_is_too_large_to_be_kept_whole_stays_with_the_mail_server(self):
        self.configure("[limits]\nmessage = 20000\n")
        self.send(letter("large-one", body=b"A few words.\r\n" * 3000))
        wait_for("a held mail", self.held)
        self.assertEqual(self.spool("large-one"), [])
        self.configure("")
        self.postfix.release()
        self.assertEqual(self.delivered("large-one")[1].count(b"A few words."), 3000)

    def test_what_was_not_read_is_allowed_by_no_reason(self):
        self.configure("""[[allow]]
findings = ["archive.encrypted"]
clients = ["127.0.0.0/8"]
until = 2999-01-31
reason = "a partner"
""")
        line = [line for line in self.fumiband.lines() if line["event"] == "reload"][-1]
        self.assertIn("'archive.encrypted' says that something was not read", line["error"])

    def test_groups_get_what_they_ask_for_and_the_strictest_wins(self):
        with self.assertRaises(smtplib.SMTPDataError) as refused:
            self.send(self.marked("group-one"), ["accounts@example.invalid"])
        self.assertEqual(refused.exception.smtp_code, 550)
        self.assertIn(b"Malicious.test.eicar", refused.exception.smtp_error)
        with self.assertRaises(smtplib.SMTPDataError):
            self.send(self.marked("group-two"), ["b@example.invalid", "accounts@example.invalid"])
        self.assertEqual(self.spool("group-"), [])

    def test_a_test_changes_nothing_and_is_logged(self):
        self.send(self.letter("trial-one", b"X-Fumiban-Verdict: theirs\r\n"), ["trial@example.invalid"])
        self.assertIn(b"X-Fumiban-Verdict: theirs", self.delivered("trial-one")[1])
        self.send(self.marked("trial-two"), ["trial@example.invalid"])
        self.assertNotIn(b"X-Fumiban", self.delivered("trial-two")[1])
        line = self.fumiband.lines()[-1]
        self.assertEqual((line["act"], line["test"]), ("hold", True))

    THEIRS = b"Authentication-Results: mx.partner.invalid; spf=pass\r\n"
    SEALED = b"ARC-Authentication-Results: i=1; mx.example.invalid; spf=pass\r\n"

    def forged(self):
        """One of each kind, and between each two of them one that stays."""
        kinds = [b"Authentication-Results: mx.example.invalid; dkim=forged",
                 b"authentication-RESULTS: MX.EXAMPLE.INVALID 1; dkim=forged",
                 b"Authentication-Results:\r\n\tmx.example.invalid\r\n\t; dkim=forged",
                 b"Authentication-Results: (a (nested)\r\n one;) mx.example.invalid(x)2; dkim=forged",
                 b'Authentication-Results: "mx.example.invalid"; dkim=forged',
                 b"Authentication-Results : mx.example.invalid; dkim=forged",
                 b"Authentication-Results:mx . example\r\n .invalid; dkim=forged",
                 b"Authentication-Results: =?utf-8?q?mx=2Eexample=2Einvalid?=; dkim=forged",
                 b"Authentication-Results: mx.example.invalid.; dkim=forged"]
        stay = [self.THEIRS, self.SEALED, b"Authentication-Results: mx2.example.invalid; spf=pass\r\n"] * 3
        return b"".join(kind + b"\r\n" + other for kind, other in zip(kinds, stay)), b"".join(stay)

    def test_results_that_we_are_said_to_have_written_are_taken_out(self):
        forged, stay = self.forged()
        self.send(self.letter("results-one", forged))
        got = self.delivered("results-one")[1]
        self.assertNotIn(b"dkim=forged", got)
        self.assertIn(b"\r\nSubject: results-one\r\n" + stay + b"Date:", got, "and nothing else")

    def test_results_stay_that_a_server_of_ours_wrote_or_that_are_looked_at_as_a_test(self):
        self.send(self.letter("results-three", self.forged()[0]), ["trial@example.invalid"])
        self.assertEqual(self.delivered("results-three")[1].count(b"dkim=forged"), 9)
        self.configure('[site]\nnetworks = ["127.0.0.0/8"]\n')
        self.send(self.letter("results-four", self.forged()[0]))
        self.assertEqual(self.delivered("results-four")[1].count(b"dkim=forged"), 9)

    def test_results_in_held_mail_are_named_for_whoever_sends_it_on(self):
        self.send(self.marked("results-five").replace(b"MIME-Version", self.forged()[0] + b"MIME-Version", 1))
        told, mail = wait_for("a held mail", lambda: self.spool("results-five"))[0]
        self.assertEqual(told["forged-ids"], ["mx.example.invalid"])
        self.assertEqual(mail.count(b"dkim=forged"), 9, "as it came")

    def test_a_reload_goes_on_with_the_connections_there_are(self):
        with smtplib.SMTP("127.0.0.1", self.postfix.port, local_hostname="client.invalid", timeout=60) as client:
            client.sendmail("a@example.invalid", ["b@example.invalid"], self.letter("reload-one"))
            self.configure('[actions]\nclean = "reject"\n')
            with self.assertRaises(smtplib.SMTPDataError) as refused:
                client.sendmail("a@example.invalid", ["b@example.invalid"], self.letter("reload-two"))
            self.assertEqual(refused.exception.smtp_code, 550)
        self.delivered("reload-one")
        self.assertEqual(self.sink.having("reload-two"), [])

    def test_a_bad_reload_keeps_the_old_policy_and_says_so(self):
        self.configure('[actions]\nclean = "rejct"\n')
        line = [line for line in self.fumiband.lines() if line["event"] == "reload"][-1]
        self.assertIn('10-more.toml:2:9: clean: write one of "deliver"', line["error"])
        self.send(self.letter("bad-reload-one"))
        self.delivered("bad-reload-one")

    def test_a_reload_tells_what_needs_a_restart(self):
        self.configure("[limits]\nwaiting = 7\n")
        line = [line for line in self.fumiband.lines() if line["event"] == "reload"][-1]
        self.assertEqual(line["needs_restart"], True)

    def test_an_allowance_lets_pass_what_it_names_from_where_it_names(self):
        letter = self.marked("allowed-one")
        allow = """[[allow]]
findings = ["test.eicar", "type.active", "name.active"]
clients = ["127.0.0.0/8"]
until = 2099-01-01
reason = "our own test"
"""
        self.configure(allow.replace("2099", "2020"))
        self.send(letter)
        self.assertEqual(len(self.spool("allowed-one")), 1)
        self.configure(allow)
        self.send(letter)
        self.delivered("allowed-one")
        self.assertEqual(self.fumiband.lines()[-1]["allowed"], ["our own test"])

    def test_what_killed_two_workers_is_held_and_not_tried_again_after_a_restart(self):
        self.send(self.letter("killer-one"))
        self.delivered("killer-one")
        digest = [line for line in self.fumiband.lines() if line["event"] == "message"][-1]["sha256"]
        self.fumiband.end()
        with open(self.folder + "/killers", "a") as killers:
            killers.write(digest + " SIGSEGV\n")
        self.fumiband.start()
        self.send(self.letter("killer-one"))
        told, _ = wait_for("a held mail", lambda: self.spool("killer-one"))[0]
        self.assertIn("unread=crashed", told["verdict"])


class Clamd(unittest.TestCase):
    """clamdscan as it is packaged, which takes fumiband for clamd."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-clamd-", dir=TESTROOT + "/var/tmp")
        cls.inside = cls.folder[len(TESTROOT):]
        samples(cls.folder)
        with open(cls.folder + "/onenote.one", "wb") as file:
            file.write(bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + bytes(100))
        with open(cls.folder + "/large", "wb") as file:
            file.write(b"words and words\n" * 200_000)
        socket_file = cls.folder + "/clamd.sock"
        port = free_port()
        cls.fumiband = Fumiband(cls.folder, free_port(),
                                f'clamd = ["unix:{socket_file}", "127.0.0.1:{port}"]\n[limits]\nmessage = 3000000\n')
        for name, where in (("unix", f"LocalSocket {cls.inside}/clamd.sock"), ("tcp", f"TCPSocket {port}\nTCPAddr 127.0.0.1")):
            with open(f"{cls.folder}/{name}.conf", "w") as config:
                config.write(where + "\n")

    @classmethod
    def tearDownClass(cls):
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def scan(self, config, name, *options):
        done = subprocess.run(["chroot", TESTROOT, "clamdscan", f"--config-file={self.inside}/{config}.conf", "--no-summary",
                               *options, f"{self.inside}/{name}"], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def check(self, config, *options):
        code, said = self.scan(config, "samples/01-ordinary.eml", *options)
        self.assertEqual((code, said.split(": ")[-1].strip()), (0, "OK"), said)
        code, said = self.scan(config, "samples/07-eicar.eml", *options)
        self.assertEqual((code, said.split(": ")[-1].strip()), (1, "Fumiban.Malicious.test.eicar FOUND"), said)
        code, said = self.scan(config, "onenote.one", *options)
        self.assertEqual((code, said.split(": ")[-1].strip()), (1, "Fumiban.Unscanned.unknown-container FOUND"), said)
        code, said = self.scan(config, "large", *options)
        self.assertNotEqual(code, 0, said)
        self.assertNotIn(": OK", said)
        code, said = self.scan(config, "samples", *options)
        self.assertEqual(code, 1, said)

    def test_streams_over_tcp(self):
        self.check("tcp", "--stream")

    def test_streams_over_a_socket_file(self):
        self.check("unix", "--stream")

    def test_descriptors(self):
        self.check("unix", "--fdpass")

    def test_a_file_is_read_to_its_end_whatever_its_size_is_said_to_be(self):
        onenote = bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3")
        sleeper = subprocess.Popen([onenote + b"x" * 100, b"60"], executable="/bin/sleep")
        try:
            path = f"/proc/{sleeper.pid}/cmdline"
            wait_for("its words", lambda: subprocess.check_output(["cat", path]))  # empty while it begins
            with open(path, "rb") as file, socket.socket(socket.AF_UNIX) as clamd:
                self.assertEqual(os.fstat(file.fileno()).st_size, 0)
                clamd.connect(self.folder + "/clamd.sock")
                socket.send_fds(clamd, [b"zFILDES\0"], [file.fileno()])
                said = clamd.recv(1000)
        finally:
            sleeper.kill()
            sleeper.wait()
        self.assertIn(b"Fumiban.Unscanned.unknown-container FOUND", said)

    def test_paths_are_refused_and_say_how_to_ask(self):
        code, said = self.scan("unix", "samples/01-ordinary.eml")
        self.assertEqual(code, 2, said)
        self.assertIn("--fdpass", said)

    def test_many_at_once(self):
        code, said = self.scan("unix", "samples", "--multiscan", "--fdpass")
        self.assertEqual(code, 1, said)
        self.assertEqual(said.count("FOUND"), 5, said)

    def test_version_and_ping(self):
        done = subprocess.run(["chroot", TESTROOT, "clamdscan", f"--config-file={self.inside}/unix.conf", "--ping", "1"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    main()
