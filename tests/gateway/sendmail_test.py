#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real Sendmail with fumiband as its filter, private and on loopback: what becomes of mail.

Usage: sendmail_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT
Exit code 77 where it cannot run: not root, or no mmdebstrap.
"""
import email
import email.message
import email.policy
import os
import re
import signal
import smtplib
import ssl
import sys
import unittest

from harness import free_port, Fumiband, letter, samples, Sink, TESTROOT, wait_for
from sendmail import inner_folder, prepare, Sendmail

ACTS = """[site]
domains = ["example.invalid"]
networks = ["192.0.2.0/24"]
[[group]]
name = "refuses"
recipients = ["refuse@example.invalid"]
actions = { malicious = "reject" }
[[group]]
name = "waits"
recipients = ["wait@example.invalid"]
actions = { malicious = "tempfail" }
[[group]]
name = "drops"
recipients = ["drop@example.invalid"]
actions = { malicious = "discard" }
[[group]]
name = "changes"
recipients = ["change@example.invalid"]
actions = { malicious = "deliver" }
deliver = { tag = { clean = "[社外] ", malicious = "[危険] " }, banner = ["clean"], strip = ["malicious"] }
[[group]]
name = "disarms"
recipients = ["office@example.invalid"]
actions = { malicious = "deliver" }
deliver = { disarm = ["suspicious", "malicious"] }
[[group]]
name = "somebody else"
recipients = ["boss@example.invalid"]
actions = { malicious = "deliver" }
deliver = { redirect = { malicious = "security@example.invalid" } }
"""


def parsed(got):
    return email.message_from_bytes(got, policy=email.policy.default)


class Acts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        name = inner_folder()
        cls.folder = TESTROOT + name
        cls.samples = samples(cls.folder)
        cls.sink = Sink()
        os.mkdir(cls.folder + "/run")
        socket = cls.folder + "/run/milter.sock"
        os.mkdir(cls.folder + "/conf.d")
        with open(cls.folder + "/conf.d/socket.toml", "w") as config:
            config.write(f'[listen]\nmilter = ["unix:{socket}"]\n')
        cls.fumiband = Fumiband(cls.folder, free_port(), "", ACTS)
        # As the daemon's own user has it; Sendmail looks who may write there.
        for path, mode in ((cls.folder + "/run", 0o750), (socket, 0o660)):
            os.chown(path, 65534, 65534)
            os.chmod(path, mode)
        cls.sendmail = Sendmail(cls.sink.port, name, f"unix:{name}/run/milter.sock")

    @classmethod
    def tearDownClass(cls):
        cls.sendmail.end()
        cls.fumiband.end()

    def tearDown(self):
        for held in self.sendmail.queue("hf"):
            for kind in ("hf", "df"):
                os.remove(self.folder + "/queue/" + kind + held)

    def client(self):
        return smtplib.SMTP("127.0.0.1", self.sendmail.port, local_hostname="client.invalid", timeout=60)

    def send(self, mail, recipients=("b@example.invalid",), options=()):
        with self.client() as client:
            client.ehlo()
            client.sendmail("a@example.invalid", list(recipients), mail, mail_options=list(options))

    def delivered(self, mark):
        return wait_for(mark, lambda: self.sink.having(mark))[-1]

    def line(self):
        return [line for line in self.fumiband.lines() if line["event"] == "message"][-1]

    def eicar(self, mark):
        return self.samples["eicar"].replace(b"Subject: Monthly report", b"Subject: " + mark.encode())

    def test_clean_mail_is_delivered_with_its_verdict_and_otherwise_as_it_was(self):
        mail = letter("clean-one", b"X-Folded: one\r\n two\r\nx-odd:no blank\r\nX-Wide:   three\r\n",
                      "日本語の本文。\r\n.dot\r\n".encode())
        self.send(mail, options=["BODY=8BITMIME"])
        _, got = self.delivered("clean-one")
        self.assertTrue(got.startswith(b"X-Fumiban-Verdict: clean; level=1; score=0\r\nReceived: "), got)
        self.assertTrue(got.endswith(b"\r\n" + mail), got)
        wait_for("an empty queue", lambda: not self.sendmail.queue(""))

    def test_eight_bits_that_nobody_announced_stay(self):
        mail = letter("bits-one", body="日本語\r\n".encode() + bytes(range(128, 256)) + b"\r\n")
        self.send(mail)
        self.assertTrue(self.delivered("bits-one")[1].endswith(b"\r\n" + mail))

    def test_fields_of_addresses_lose_their_folds(self):
        self.send(letter("folds-one", b'Cc: "A, B"  <c@example.invalid>,\r\n   d@example.invalid (D)\r\n'))
        self.assertIn(b'\r\nCc: "A, B"  <c@example.invalid>, d@example.invalid (D)\r\n', self.delivered("folds-one")[1])

    def test_verdicts_that_the_sender_wrote_are_taken_out(self):
        self.send(letter("forged-one", b"X-Fumiban-Verdict: clean; level=1\r\nX-Other: stays\r\nx-fumiban-verdict: forged\r\n"
                         b"X-FUMIBAN-Verdict:\r\n forged\r\nX-Fumiban-Other: forged\r\nX-Fumiban-Verdict:forged\r\n"))
        _, got = self.delivered("forged-one")
        self.assertEqual(got.lower().count(b"x-fumiban-"), 1, got)
        self.assertTrue(got.startswith(b"X-Fumiban-Verdict: clean; level=1; score=0\r\n"), got)
        self.assertNotIn(b"forged\r\n", got)
        self.assertIn(b"X-Other: stays\r\n", got)

    def test_malicious_mail_is_quarantined_and_released_by_a_person(self):
        self.send(self.eicar("held-one"))
        held = self.sendmail.queue("hf")
        self.assertEqual(held, [self.line()["queue"]])
        told = self.sendmail.sendmail("-bp", "-qQ")
        self.assertIn("QUARANTINE: Fumiban: malicious; level=5;", told)
        self.assertIn(held[0], told)
        self.sendmail.sendmail("-q")  # a run of the queue passes it by
        self.assertEqual(self.sink.having("held-one"), [])
        self.sendmail.sendmail("-qQ", "-qI" + held[0], "-Q")
        self.sendmail.sendmail("-qI" + held[0])
        _, got = self.delivered("held-one")
        self.assertTrue(got.startswith(b"X-Fumiban-Verdict: malicious; level=5;"), got)
        self.assertTrue(got.endswith(b"\r\n" + self.eicar("held-one")), got)
        wait_for("an empty queue", lambda: not self.sendmail.queue(""))

    def test_what_is_refused_put_off_or_dropped(self):
        for to, code, text in (("refuse", 550, b"5.7.1 Message refused: Malicious.test.eicar"), ("wait", 451, b"4.7.1 ")):
            with self.assertRaises(smtplib.SMTPDataError) as refused:
                self.send(self.eicar(to + "-one"), [to + "@example.invalid"])
            self.assertEqual(refused.exception.smtp_code, code)
            self.assertTrue(refused.exception.smtp_error.startswith(text), refused.exception.smtp_error)
        self.send(self.eicar("drop-one"), ["drop@example.invalid"])
        self.assertEqual(self.line()["act"], "discard")
        self.send(letter("after-one"))
        self.delivered("after-one")
        wait_for("an empty queue", lambda: not self.sendmail.queue(""))
        for to in ("refuse", "wait", "drop"):
            self.assertEqual(self.sink.having(to + "-one"), [])

    def test_the_strictest_act_of_many_recipients(self):
        self.send(letter("many-one"), [f"r{i}@example.invalid" for i in range(40)])
        wait_for("40 recipients", lambda: sum(len(m[0]) for m in self.sink.having("many-one")) == 40)
        self.assertEqual(self.line()["recipients"], [f"r{i}@example.invalid" for i in range(40)])
        for to, code in (("wait", 451), ("refuse", 550)):
            with self.assertRaises(smtplib.SMTPDataError) as refused:
                self.send(self.eicar("many-two"), ["b@example.invalid", to + "@example.invalid"])
            self.assertEqual(refused.exception.smtp_code, code)
        self.assertEqual(self.sink.having("many-two"), [])

    def test_tag_and_banner(self):
        mail = letter("banner-one", b"Content-Transfer-Encoding: 8bit\r\n", "本文\r\n".encode())
        self.send(mail, ["change@example.invalid"], ["BODY=8BITMIME"])
        _, got = self.delivered("banner-one@")
        message = parsed(got)
        self.assertEqual(message.get_all("Subject"), ["[社外] banner-one"])
        self.assertEqual(message["X-Fumiban-Changed"], "tag, banner")
        self.assertIn("【社外】", message.get_content())
        self.assertTrue(got.endswith("\r\n本文\r\n".encode()), got)

    def test_a_dangerous_attachment_is_replaced_and_a_document_disarmed(self):
        bad = [part for part in parsed(self.samples["eicar"]).walk() if part.get_filename()][0].get_payload(decode=True)
        before = email.message.EmailMessage(policy=email.policy.SMTP)
        before["From"], before["To"], before["Subject"] = "a@sender.invalid", "b@example.invalid", "strip-one"
        before["Message-ID"] = "<strip-one@sender.invalid>"
        before.set_content("words\n")
        before.add_attachment(bad, maintype="application", subtype="octet-stream", filename="a.com")
        self.send(before.as_bytes(), ["change@example.invalid"])
        _, got = self.delivered("strip-one@")
        message = parsed(got)
        self.assertEqual(message["Subject"], "[危険] strip-one")
        self.assertEqual(message["X-Fumiban-Changed"], "tag, strip")
        names = [part.get_filename() for part in message.walk() if part.get_filename()]
        self.assertEqual([name[:14] for name in names], ["fumiban-notice"])
        document = self.samples["macro-document"]
        to_find = re.search(rb"(?mi)^message-id: *<(.*)>", document)[1].decode()
        self.send(document, ["office@example.invalid"])
        _, got = self.delivered(to_find)
        new = [part for part in parsed(got).walk() if part.get_filename()][0].get_payload(decode=True)
        old = [part for part in parsed(document).walk() if part.get_filename()][0].get_payload(decode=True)
        mark = "_VBA_PROJECT".encode("utf-16-le")
        self.assertIn(mark, old)
        self.assertTrue(new.startswith(b"\xd0\xcf\x11\xe0"))
        self.assertNotIn(mark, new)

    def test_malicious_mail_goes_to_somebody_else(self):
        self.send(self.eicar("redirect-one"), ["boss@example.invalid"])
        to, got = self.delivered("redirect-one")
        self.assertEqual([re.search("<(.*)>", one)[1] for one in to], ["security@example.invalid"])
        self.assertTrue(got.endswith(b"\r\n" + self.eicar("redirect-one")), got)

    def test_megabytes(self):
        mail = letter("large-one", body=(b"x" * 76 + b"\r\n") * 100_000)
        self.send(mail)
        self.assertTrue(self.delivered("large-one")[1].endswith(b"\r\n" + mail))
        self.send(mail.replace(b"large-one", b"large-two"), ["change@example.invalid"])
        _, got = self.delivered("large-two@")
        self.assertTrue(got.endswith(b"x" * 76 + b"\r\n"))
        self.assertTrue(got.split(b"\r\n\r\n", 1)[1].startswith(b"EXTERNAL"), got[:900])

    def test_who_sends_is_known_without_further_macros(self):
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        with self.client() as client:
            client.starttls(context=trust)
            client.login("anna", "words")
            for mark in ("anna-one", "anna-two"):  # what was told once holds for the rest of the session
                client.sendmail("a@example.invalid", ["b@example.invalid"], letter(mark))
                line = self.line()
                _, got = self.delivered(mark)
                self.assertEqual((line["client"], line["helo"], line["user"], line["tls"][:4], line["sender"]),
                                 ("127.0.0.1", "client.invalid", "anna", "TLSv", "a@example.invalid"))
                self.assertIn(b" id " + line["queue"].encode() + b"\r\n", got)
                self.assertEqual(line["direction"], "internal")
        self.send(letter("nobody-one"))
        self.assertEqual([self.line()[name] for name in ("user", "tls", "direction")], ["", "", "inbound"])

    def test_without_fumiband_mail_waits(self):
        self.fumiband.end(signal.SIGKILL)
        with self.assertRaises(smtplib.SMTPResponseException) as refused:
            self.send(letter("later-one"))
        self.assertEqual(refused.exception.smtp_code // 100, 4)
        self.fumiband.start()
        os.chown(self.folder + "/run/milter.sock", 65534, 65534)
        self.send(letter("later-one"))
        self.delivered("later-one")


if __name__ == "__main__":
    prepare()
    unittest.main(argv=sys.argv[:1], verbosity=2)
