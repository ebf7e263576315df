#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Recipients of one message who get different things: each what its group says, once, whoever dies in between.

Usage: split_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT
Exit code 77 where it cannot run: not root, or no mmdebstrap.
"""
import email
import email.message
import email.policy
import glob
import os
import shutil
import signal
import smtplib
import socket
import tempfile
import threading
import time
import unittest

from harness import BY_MILTER, free_port, Fumiband, held_mails, letter, main, Postfix, Sink, wait_for
from smtp_test import Client, codes, Hop, sample

RULES = """state = "{state}"
[site]
domains = ["example.invalid"]
networks = ["192.0.2.0/24"]
authserv-ids = ["mx.example.invalid"]
[hold]
where = "spool"
[actions]
malicious = "deliver"
[deliver]
split = "127.0.0.1:{split}"
banner = ["clean"]
strip = ["malicious"]
tag = {{ suspicious = "[!] " }}
[[group]]
name = "as it is"
recipients = ["plain@example.invalid"]
deliver = {{ directions = [] }}
[[group]]
name = "office"
recipients = ["office@example.invalid"]
deliver = {{ strip = [], disarm = ["suspicious", "malicious"] }}
[[group]]
name = "careful"
recipients = ["careful@example.invalid"]
actions = {{ malicious = "hold" }}
[[group]]
name = "strict"
recipients = ["strict@example.invalid", "strict2@example.invalid"]
actions = {{ malicious = "reject", clean = "tempfail" }}
[[group]]
name = "bin"
recipients = ["bin@example.invalid"]
actions = {{ malicious = "discard" }}
[[group]]
name = "trial"
recipients = ["trial@example.invalid"]
test = true
[[group]]
name = "board"
recipients = ["boss@example.invalid", "chair@example.invalid"]
deliver.redirect = {{ malicious = "security@example.invalid" }}
"""
MANY = [f"g{i}@example.invalid" for i in range(30)]
GROUPS = "".join(f'[[group]]\nname = "g{i}"\nrecipients = ["g{i}@example.invalid"]\n'
                 f'deliver = {{ tag = {{ clean = "[{i}] " }} }}\n' for i in range(30))
FORGED = b"Authentication-Results: mx.example.invalid; spf=forged\r\n"


def addresses(recipients):
    return sorted(one[one.index("<") + 1:one.index(">")] for one in recipients)


class Splitting(unittest.TestCase):
    """A real Postfix asks by milter, and takes the copies on a port that does not ask."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-split-")
        cls.eicar = cls.attached(sample(cls.folder, "eicar"))
        cls.macro = sample(cls.folder, "macro-document")
        cls.sink = Sink()
        cls.back = free_port()
        cls.fumiband = Fumiband(cls.folder, free_port(), GROUPS, RULES.format(state=cls.folder, split=cls.back))
        cls.postfix = Postfix(cls.sink.port, cls.folder, BY_MILTER.format(port=cls.fumiband.port),
                              [f"127.0.0.1:{cls.back} inet n - n - - smtpd -o smtpd_milters="])

    @staticmethod
    def attached(mail):
        """What is dangerous in it, in a mail that all programs read alike."""
        bad = [part for part in email.message_from_bytes(mail, policy=email.policy.default).walk() if part.get_filename()][0]
        out = email.message.EmailMessage(policy=email.policy.SMTP)
        out["From"], out["To"], out["Subject"] = "a@sender.invalid", "b@example.invalid", "Monthly report"
        out["Message-ID"], out["Date"] = "<report@sender.invalid>", "Tue, 24 Nov 2026 10:00:00 +0900"
        out.set_content("A few words.\r\n")
        out.add_attachment(bad.get_payload(decode=True), maintype="application", subtype="octet-stream", filename=bad.get_filename())
        return out.as_bytes()

    @classmethod
    def tearDownClass(cls):
        cls.postfix.end()
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def tearDown(self):
        if self.fumiband.process.poll() is not None:
            self.fumiband.start()
        self.postfix.empty()
        shutil.rmtree(self.folder + "/conf.d", ignore_errors=True)
        self.reload()
        self.assertEqual(self.outbox(), [])

    def reload(self):
        count = lambda: len([line for line in self.fumiband.lines() if line["event"] == "reload"])
        before = count()
        self.fumiband.process.send_signal(signal.SIGHUP)
        wait_for("a reload", lambda: count() > before)

    def split_at(self, port):
        os.makedirs(self.folder + "/conf.d", exist_ok=True)
        with open(self.folder + "/conf.d/10-more.toml", "w") as file:
            file.write(f'[deliver]\nsplit = "127.0.0.1:{port}"\n')

    def send(self, mail, *names):
        with smtplib.SMTP("127.0.0.1", self.postfix.port, local_hostname="client.invalid", timeout=60) as client:
            client.sendmail("a@sender.invalid", [n if "@" in n else n + "@example.invalid" for n in names], mail)

    def marked(self, mark):
        return self.eicar.replace(b"Subject: Monthly report", b"Subject: " + mark.encode())

    def outbox(self):
        return sorted(os.path.basename(path) for path in glob.glob(self.folder + "/outbox/*.held"))

    def held(self, mark):
        return [(told["envelope"]["recipients"], mail) for told, mail in held_mails(self.folder, mark)]

    def each(self, mark, count):
        """What came, by recipient; each once, and nothing more afterwards."""
        rest = lambda: not self.outbox() and not self.postfix.queue()
        got = lambda: [one for to, _ in self.sink.having(mark) for one in addresses(to)]
        try:
            wait_for(mark, lambda: len(got()) >= count and rest(), 60)
        except AssertionError as error:
            with open(self.postfix.log) as log:
                raise AssertionError(f"{error}: {sorted(got())} {self.outbox()} {log.readlines()[-6:]}"
                                     f" {self.fumiband.lines()[-4:]}") from None
        time.sleep(0.3)
        self.assertTrue(rest())
        self.assertEqual(len(got()), count, sorted(got()))
        self.assertEqual(len(set(got())), count, sorted(got()))
        return {one: mail for to, mail in self.sink.having(mark) for one in addresses(to)}

    def test_each_group_gets_what_it_asks_for_once(self):
        self.send(letter("two-groups", b"X-Fumiban-Verdict: theirs\r\n" + FORGED), "b", "plain", "c")
        got = self.each("two-groups", 3)
        for name, banner in (("b", True), ("c", True), ("plain", False)):
            mail = got[name + "@example.invalid"]
            self.assertEqual(b"X-Fumiban-Changed: banner" in mail, banner, mail)
            self.assertEqual(mail.count(b"X-Fumiban-Verdict: clean;"), 1)
            self.assertNotIn(b"theirs", mail)
            self.assertNotIn(b"forged", mail)
            self.assertTrue(mail.endswith(b"A few words.\r\n"))
        lines = [line for line in self.fumiband.lines() if line["event"] == "message"][-2:]
        self.assertEqual(sorted(line["recipients"] for line in lines), [["b@example.invalid", "c@example.invalid"], ["plain@example.invalid"]])
        self.assertTrue(all(line["split"] for line in lines))

    def test_every_act_beside_every_other(self):
        self.send(self.marked("all-acts"), "office", "b", "careful", "strict", "bin", "trial", "boss", "strict2", "chair")
        got = self.each("all-acts", 3)
        self.assertEqual(sorted(got), ["b@example.invalid", "security@example.invalid", "trial@example.invalid"])
        self.assertIn(b"X-Fumiban-Changed: strip", got["b@example.invalid"])
        self.assertIn(b"X-Fumiban-Changed: redirect", got["security@example.invalid"])
        self.assertNotIn(b"X-Fumiban", got["trial@example.invalid"])
        body = self.eicar.split(b"\r\n\r\n", 1)[1]
        for name, whole in (("b", False), ("security", True), ("trial", True)):
            self.assertEqual(got[name + "@example.invalid"].endswith(body), whole, name)
        # Office stayed with the mail server, but what it was to get cannot be made harmless; from b something was taken out.
        held = [(to, mail.endswith(body)) for to, mail in self.held("all-acts")]
        self.assertEqual(sorted(held), [(["b@example.invalid"], True), (["careful@example.invalid"], True), (["office@example.invalid"], True),
                                        (["strict@example.invalid", "strict2@example.invalid"], True)])

    def test_a_document_is_made_harmless_for_those_who_ask_for_it(self):
        self.send(self.macro, "b", "office", "plain")
        got = self.each("seaside-garden", 3)
        bodies = {name: mail.split(b"\r\n\r\n", 1)[1] for name, mail in got.items()}
        whole = self.macro.split(b"\r\n\r\n", 1)[1]
        self.assertEqual([bodies[name + "@example.invalid"] == whole for name in ("b", "office", "plain")], [True, False, True])
        changed = [[line for line in got[name + "@example.invalid"].splitlines() if line.startswith(b"X-Fumiban-Changed")]
                   for name in ("b", "office", "plain")]
        self.assertEqual(changed, [[b"X-Fumiban-Changed: tag"], [b"X-Fumiban-Changed: tag, disarm"], []])

    def test_reject_alone_is_still_rejected_and_one_group_alone_is_not_split(self):
        with self.assertRaises(smtplib.SMTPDataError) as refused:
            self.send(self.marked("alone"), "strict", "strict2")
        self.assertEqual(refused.exception.smtp_code, 550)
        self.send(letter("alone-two"), "b", "c", "careful")
        self.assertEqual(len(self.each("alone-two", 3)), 3)
        self.assertNotIn("split", [line for line in self.fumiband.lines() if line["event"] == "message"][-1])

    def test_a_tempfail_for_one_is_held_and_the_others_get_theirs(self):
        self.send(letter("later"), "strict", "b")
        self.each("later", 1)
        self.assertEqual([to for to, _ in self.held("Subject: later")], [["strict@example.invalid"]])

    def test_where_no_part_is_delivered_nothing_is_lost(self):
        self.send(self.marked("none"), "careful", "strict", "bin")
        self.each("none", 0)
        self.assertEqual(sorted(to for to, _ in self.held("Subject: none")), [["careful@example.invalid"], ["strict@example.invalid"]])

    def test_copies_wait_where_nobody_takes_them_and_survive_a_kill(self):
        down = free_port()
        self.split_at(down)
        self.reload()
        self.send(letter("down"), "b", "plain", "g1")
        wait_for("the first try", lambda: [line for line in self.fumiband.lines() if line["event"] == "copy" and "error" in line])
        self.assertEqual(len(self.outbox()), 2)
        self.assertTrue(all(name.startswith("1-") for name in self.outbox()), "it was heard")
        self.fumiband.end(signal.SIGKILL)
        self.assertEqual(len(self.outbox()), 2)
        self.fumiband.start()
        relay = Sink(down)
        wait_for("an empty outbox", lambda: not self.outbox())
        self.assertEqual(sorted(addresses(to) for to, _ in relay.having("down")), [["g1@example.invalid"], ["plain@example.invalid"]])
        self.assertEqual(os.listdir(self.folder + "/outbox-doubtful"), [], "nothing was in doubt")
        relay.server.shutdown()
        relay.server.server_close()
        self.each("down", 1)

    def test_what_the_relay_refuses_for_good_is_held(self):
        hop = Hop()
        hop.answers["RCPT"] = b"550 5.1.1 unknown"
        self.split_at(hop.port)
        self.reload()
        self.send(letter("unknown-one"), "b", "plain")
        wait_for("a held copy", lambda: self.held("unknown-one"))
        (to, mail), = self.held("unknown-one")
        self.assertEqual(to, ["plain@example.invalid"])
        self.each("unknown-one", 1)

    def kill_when(self, condition):
        """Kills the daemon once it holds, and starts it again."""
        def run():
            while not condition():
                pass
            self.fumiband.end(signal.SIGKILL)

        killer = threading.Thread(target=run)
        killer.start()
        return killer

    def test_killed_while_it_stores_copies_each_gets_one(self):
        """The message comes again, and what was stored before is sent already."""
        killed = 0
        for round_, count in enumerate((1, 5, 11, 17, 23, 28, 29)):
            mark = f"stored-{round_}-copies"
            mail = letter(mark)
            folder = self.folder + "/outbox"
            killer = self.kill_when(lambda: len(os.listdir(folder)) >= count)
            try:
                self.send(mail, *MANY)
            except smtplib.SMTPException as error:
                self.assertEqual(error.args[0] // 100, 4)
                killed += 1
                killer.join()
                left = len([name for name in os.listdir(folder) if name.endswith(".held")])
                self.assertGreaterEqual(left, count - 1)
                self.fumiband.start()
                wait_for("what was left", lambda: not self.outbox())
                self.assertEqual(len(os.listdir(self.folder + "/outbox-doubtful")), left)
                self.send(mail, *MANY)
            killer.join()
            if self.fumiband.process.poll() is not None:
                self.fumiband.start()
            got = self.each(mark, len(MANY))
            for i, one in enumerate(MANY):
                self.assertIn(b"Subject: [%d] %s\r\n" % (i, mark.encode()), got[one])
            self.assertEqual(os.listdir(self.folder + "/outbox-doubtful"), [], "all is heard")
        self.assertGreater(killed, 3, "the message had to come again")

    def test_a_disk_that_fails_leaves_nothing_and_mail_waits(self):
        os.rename(self.folder + "/outbox", self.folder + "/gone")
        try:
            with self.assertRaises(smtplib.SMTPDataError) as refused:
                self.send(letter("full"), "strict", "b", "plain")
            self.assertEqual(refused.exception.smtp_code, 451)
        finally:
            os.rename(self.folder + "/gone", self.folder + "/outbox")
        self.assertEqual(self.held("Subject: full"), [])
        self.send(letter("full"), "strict", "b", "plain")
        self.each("full", 2)
        self.assertEqual(len(self.held("Subject: full")), 1)


class Between(unittest.TestCase):
    """Between two scripted servers, by SMTP and by LMTP."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="fumiban-split-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.sink = Sink()

    def begin(self, protocol, lmtp=False):
        self.hop = Hop(lmtp)
        rules = RULES.format(state=self.folder, split=self.sink.port)
        hop = f'[smtp]\nnext-hop = "{"lmtp:" if lmtp else ""}127.0.0.1:{self.hop.port}"\n'
        self.fumiband = Fumiband(self.folder, free_port(), "", rules + hop, protocol)
        self.addCleanup(self.fumiband.end)
        return self.client(protocol)

    def client(self, protocol):
        client = Client(self.fumiband.port, (b"LHLO" if protocol == "lmtp" else b"EHLO") + b" client.invalid")
        self.addCleanup(client.close)
        return client

    def say(self, client, mark, names=("plain", "b", "strict", "c"), replies=1):
        told = b"MAIL FROM:<a@sender.invalid> RET=HDRS\r\n"
        for name in names:
            told += b"RCPT TO:<" + name.encode() + b"@example.invalid> NOTIFY=NEVER\r\n"
        self.assertEqual(codes(client.say(told + b"DATA\r\n", len(names) + 2)), [250] * (len(names) + 1) + [354])
        return codes(client.say(letter(mark) + b".\r\n", replies))

    def copies(self, mark):
        return sorted(sum((addresses(to) for to, _ in self.sink.having(mark)), []))

    def outbox(self):
        return glob.glob(self.folder + "/outbox/*.held")

    def test_the_next_hop_hears_of_those_who_stay_alone(self):
        client = self.begin("smtp")
        self.assertEqual(self.say(client, "smtp-one"), [250])
        wait_for("copies", lambda: not self.outbox())
        self.assertEqual(self.copies("smtp-one"), ["b@example.invalid", "c@example.invalid"])
        heard = self.hop.commands()
        again = heard[heard.index(b"RSET"):]
        self.assertEqual(again[:again.index(b"DATA")], b"RSET\r\nMAIL FROM:<a@sender.invalid> RET=HDRS\r\n"
                         b"RCPT TO:<plain@example.invalid> NOTIFY=NEVER\r\n")
        self.assertEqual(len(self.hop.mails), 1)
        self.assertNotIn(b"banner", self.hop.mails[0])
        self.assertEqual(len(glob.glob(self.folder + "/held/*.held")), 1)
        self.assertEqual(self.say(client, "smtp-two", ("b", "c")), [250], "the same connection goes on")
        self.assertEqual(len(self.hop.mails), 2)

    def test_what_the_next_hop_does_not_take_comes_again_for_all(self):
        client = self.begin("smtp")
        for verb in ("DATA", "."):
            self.hop.answers[verb] = b"451 4.3.0 later"
            self.assertEqual(self.say(client, "again-one"), [451])
            self.hop.answers = {}
        self.hop.answers["."] = None
        self.assertEqual(self.say(client, "again-one"), [421])
        self.hop.answers = {}
        time.sleep(0.3)
        self.assertEqual((self.copies("again-one"), self.outbox()), ([], []))
        self.assertEqual(self.say(self.client("smtp"), "again-one"), [250])
        wait_for("copies", lambda: self.copies("again-one"))
        time.sleep(0.3)
        self.assertEqual(self.copies("again-one"), ["b@example.invalid", "c@example.invalid"])

    def test_killed_while_it_waits_for_the_next_hop_each_gets_one(self):
        client = self.begin("smtp")
        reached = threading.Event()
        go_on = threading.Event()

        def slow(_):
            reached.set()
            go_on.wait(20)
            return b"451 4.3.0 nobody listens"

        self.hop.answers["."] = slow
        client.socket.sendall(b"MAIL FROM:<a@sender.invalid>\r\nRCPT TO:<plain@example.invalid>\r\n"
                              b"RCPT TO:<b@example.invalid>\r\nDATA\r\n")
        for _ in range(4):
            client.hear()
        client.socket.sendall(letter("killed-one") + b".\r\n")
        reached.wait(20)
        self.assertEqual(len(self.outbox()), 1)
        self.fumiband.end(signal.SIGKILL)
        go_on.set()
        self.hop.answers = {}
        self.fumiband.start()
        wait_for("what was left", lambda: self.copies("killed-one"))
        self.assertEqual(self.say(self.client("smtp"), "killed-one", ("plain", "b")), [250])
        time.sleep(0.3)
        self.assertEqual((self.copies("killed-one"), self.outbox()), (["b@example.invalid"], []))
        self.assertEqual(len(self.hop.mails), 1)
        self.assertEqual(self.say(self.client("smtp"), "killed-one", ("plain", "b")), [250])
        wait_for("a further one", lambda: len(self.copies("killed-one")) == 2)

    def test_lmtp_answers_for_each(self):
        client = self.begin("lmtp", lmtp=True)
        self.hop.answers["."] = lambda number: b"452 4.2.2 full" if number == 0 else b"250 2.0.0 ok"
        self.assertEqual(self.say(client, "lmtp-one", ("b", "plain", "c", "strict"), 4), [452, 250, 250, 250])
        wait_for("copies", lambda: self.copies("lmtp-one"))
        self.assertEqual(self.copies("lmtp-one"), ["plain@example.invalid"])
        self.hop.answers = {}
        self.assertEqual(self.say(client, "lmtp-one", ("b",), 1), [250])
        time.sleep(0.3)
        self.assertEqual(self.copies("lmtp-one"), ["plain@example.invalid"])


if __name__ == "__main__":
    main()
