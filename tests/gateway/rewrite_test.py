#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a real Postfix delivers when fumiband changes messages, as Python's email package reads it.

Usage: rewrite_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT
Exit code 77 where it cannot run: not root, or no mmdebstrap.
"""
import base64
import email
import email.message
import email.policy
import quopri
import shutil
import smtplib
import tempfile
import unittest

from harness import BY_MILTER, Fumiband, free_port, held_mails, main, Postfix, samples, Sink, wait_for

RULES = """state = "{state}"
[site]
domains = ["example.invalid"]
networks = ["192.0.2.0/24"]
[hold]
where = "spool"
[actions]
malicious = "deliver"
locked = "deliver"
[deliver]
tag = {{ clean = "[社外] ", malicious = "[危険] " }}
banner = ["clean"]
strip = ["malicious"]
notice-for-locked = true
contact = "help@example.invalid"
[[group]]
name = "english"
recipients = ["en@example.invalid"]
deliver = {{ language = "en" }}
[[group]]
name = "as it is"
recipients = ["plain@example.invalid"]
deliver = {{ directions = [] }}
[[group]]
name = "board"
recipients = ["boss@example.invalid"]
deliver.redirect = {{ malicious = "security@example.invalid" }}
[[group]]
name = "office"
recipients = ["office@example.invalid"]
deliver = {{ strip = [], disarm = ["suspicious", "malicious"] }}
"""
VBA = "_VBA_PROJECT".encode("utf-16-le")
TEXT = "お世話になっております。\r\n見積書をお送りします。\r\n"


def mail(mark, type_line, body, more=b""):
    return (b"From: a@sender.invalid\r\nTo: b@example.invalid\r\nSubject: " + mark.encode() + b"\r\n"
            b"Date: Tue, 24 Nov 2026 10:00:00 +0900\r\nMessage-ID: <" + mark.encode() + b"@sender.invalid>\r\n"
            b"MIME-Version: 1.0\r\n" + more + b"Content-Type: " + type_line + b"\r\n\r\n" + body)


def parsed(got):
    return email.message_from_bytes(got, policy=email.policy.default)


class Rewriting(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-rewrite-")
        cls.samples = samples(cls.folder)
        cls.sink = Sink()
        cls.fumiband = Fumiband(cls.folder, free_port(), "", RULES.format(state=cls.folder))
        cls.postfix = Postfix(cls.sink.port, cls.folder, BY_MILTER.format(port=cls.fumiband.port))

    @classmethod
    def tearDownClass(cls):
        cls.postfix.end()
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def through(self, mark, message, recipients=("b@example.invalid",)):
        with smtplib.SMTP("127.0.0.1", self.postfix.port, local_hostname="client.invalid", timeout=60) as client:
            client.sendmail("a@sender.invalid", list(recipients), message, mail_options=["BODY=8BITMIME"])
        try:
            return wait_for(mark, lambda: self.sink.having(mark))[-1]
        except AssertionError as error:
            raise AssertionError(str(error) + str(self.line())) from None

    def line(self):
        return [line for line in self.fumiband.lines() if line["event"] == "message"][-1]

    def spool(self, mark):
        return held_mails(self.folder, mark)

    def test_iso_2022_jp_stays_iso_2022_jp(self):
        body = TEXT.encode("iso-2022-jp")
        _, got = self.through("jis-one", mail("jis-one", b"text/plain; charset=iso-2022-jp", body,
                                              b"Content-Transfer-Encoding: 7bit\r\n"))
        self.assertTrue(all(byte < 0x80 for byte in got))
        self.assertTrue(got.endswith(b"\r\n\r\n" + body), got)
        text = got.split(b"\r\n\r\n", 1)[1].decode("iso-2022-jp")  # strict
        self.assertTrue(text.startswith("【社外】このメールは社外から届きました。\r\n"), text)
        message = parsed(got)
        self.assertEqual(message["Subject"], "[社外] jis-one")
        self.assertEqual(message["X-Fumiban-Changed"], "tag, banner")
        self.assertEqual([one["what"] for one in self.line()["changed"]], ["tag", "banner"])

    def test_every_charset_and_encoding_is_read_back(self):
        for charset in ("utf-8", "cp932", "euc-jp", "iso-2022-jp"):
            for encoding in ("base64", "quoted-printable", "8bit"):
                if (charset, encoding) == ("iso-2022-jp", "8bit"):
                    continue
                mark = f"read-{charset}-{encoding}"
                raw = TEXT.encode(charset)
                if encoding == "base64":
                    raw = base64.encodebytes(raw).replace(b"\n", b"\r\n")
                if encoding == "quoted-printable":
                    raw = quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
                label = {"cp932": "shift_jis"}.get(charset, charset).encode()
                _, got = self.through(mark, mail(mark, b"text/plain; charset=" + label, raw,
                                                 b"Content-Transfer-Encoding: " + encoding.encode() + b"\r\n"))
                part = parsed(got)
                text = part.get_payload(decode=True).decode(charset)
                self.assertTrue(text.startswith("【社外】"), mark + text)
                self.assertTrue(text.endswith(TEXT), mark + text)
                self.assertEqual(part["Content-Transfer-Encoding"], encoding)
                self.assertTrue(got.endswith(raw), mark)

    def test_text_and_page_of_an_alternative(self):
        body = ("--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + TEXT +
                "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                "<html><body><p>見積書</p></body></html>\r\n--b--\r\n").encode()
        _, got = self.through("alternative-one", mail("alternative-one", b"multipart/alternative; boundary=b", body))
        message = parsed(got)
        self.assertIn("【社外】", message.get_body(("plain",)).get_content())
        page = message.get_body(("html",)).get_content()
        self.assertIn("<body><div style=", page)
        self.assertIn("EXTERNAL", page)
        self.assertLess(page.index("EXTERNAL"), page.index("見積書"))
        self.assertEqual(message["X-Fumiban-Changed"], "tag, banner=2")

    def test_a_group_reads_its_language_and_another_gets_mail_as_it_came(self):
        def letter(mark):
            return mail(mark, b"text/plain; charset=utf-8", TEXT.encode(), b"Content-Transfer-Encoding: 8bit\r\n")

        _, got = self.through("english-one", letter("english-one"), ["en@example.invalid"])
        text = parsed(got).get_content()
        self.assertTrue(text.startswith("EXTERNAL"), text)
        self.assertNotIn("社外", text)
        _, got = self.through("plain-one", letter("plain-one"), ["plain@example.invalid"])
        self.assertTrue(got.endswith(letter("plain-one")[letter("plain-one").index(b"From:"):]))
        self.assertNotIn(b"X-Fumiban-Changed", got)
        _, got = self.through("both-one", letter("both-one"), ["plain@example.invalid", "en@example.invalid"])
        self.assertIn("EXTERNAL", parsed(got).get_content(), "what one asks for, all get")

    def test_a_dangerous_attachment_is_replaced_by_a_notice_and_kept(self):
        bad = [part for part in parsed(self.samples["eicar"]).walk() if part.get_filename()][0].get_payload(decode=True)
        before = email.message.EmailMessage(policy=email.policy.SMTP)
        before["From"], before["To"], before["Subject"] = "a@sender.invalid", "b@example.invalid", "strip-one"
        before["Message-ID"] = "<strip-one@sender.invalid>"
        before.set_content(TEXT, cte="base64")
        before.add_attachment(bad, maintype="application", subtype="octet-stream", filename="請求書.com")
        before.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="b.csv")
        eicar = before.as_bytes()
        _, got = self.through("strip-one", eicar)
        after = parsed(got)
        self.assertEqual(after["Subject"], "[危険] strip-one")
        self.assertEqual(after["X-Fumiban-Changed"], "tag, strip")
        self.assertIn("malicious; level=5", after["X-Fumiban-Verdict"])
        old, new = list(parsed(eicar).walk()), list(after.walk())
        self.assertEqual(len(old), len(new))
        notices = [part for part in new if (part.get_filename() or "").startswith("fumiban-notice")]
        self.assertEqual(len(notices), 1)
        told = self.line()["changed"][-1]
        text = notices[0].get_content()
        self.assertIn(told["sha256"], text)
        self.assertIn(told["name"], text)
        self.assertIn("help@example.invalid", text)
        kept = [part for part in new if part is not notices[0] and not part.is_multipart()]
        for part in kept:
            self.assertIn(part.get_payload(), [one.get_payload() for one in old if not one.is_multipart()])
        held = self.spool("strip-one")
        self.assertEqual(len(held), 1, "the original is not lost")
        self.assertTrue(held[0][1].endswith(eicar.split(b"\r\n\r\n", 1)[1]))

    def test_a_message_that_is_nothing_but_a_dangerous_file_becomes_a_notice(self):
        bad = [part for part in parsed(self.samples["eicar"]).walk() if part.get_filename()][0].get_payload(decode=True)
        _, got = self.through("root-one", mail("root-one", b"application/octet-stream; name=a.com",
                                               base64.encodebytes(bad).replace(b"\n", b"\r\n"),
                                               b"Content-Transfer-Encoding: base64\r\nContent-Description: a file\r\n"))
        message = parsed(got)
        self.assertEqual(message.get_content_type(), "text/plain")
        self.assertEqual(message.get_content_disposition(), "inline")
        self.assertNotIn("Content-Description", message)
        self.assertEqual(len(message.get_all("Content-Type") + message.get_all("Content-Transfer-Encoding")), 2)
        self.assertIn("a.com", message.get_content())

    def test_a_document_comes_without_its_macros(self):
        document = self.samples["macro-document"]
        old = [part for part in parsed(document).walk() if part.get_filename()][0]
        self.assertIn(VBA, old.get_payload(decode=True))
        mark = [line for line in document.split(b"\r\n") if line.lower().startswith(b"message-id:")][0].decode().split("<")[1]
        _, got = self.through(mark, document, ["office@example.invalid"])
        message = parsed(got)
        new = [part for part in message.walk() if part.get_filename()][0]
        self.assertTrue(new.get_payload(decode=True).startswith(b"\xd0\xcf\x11\xe0"), new.get_content())
        self.assertNotIn(VBA, new.get_payload(decode=True))
        self.assertEqual(new.get_filename(), old.get_filename())
        self.assertIn("disarm", message["X-Fumiban-Changed"])
        told = [one for one in self.line()["changed"] if one["what"] == "disarm"][0]
        self.assertEqual(told["name"], old.get_filename())
        self.assertIn("macros", told["detail"])

    def test_a_locked_attachment_is_replaced_by_a_notice(self):
        locked = self.samples["password-zip"]
        subject = parsed(locked)["Subject"]
        # Without the word that opens it.
        parts = parsed(locked)
        archive = [part for part in parts.walk() if part.get_filename()][0].get_payload(decode=True)
        body = (b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee the file.\r\n--b\r\nContent-Type: application/zip;"
                b" name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
                base64.encodebytes(archive).replace(b"\n", b"\r\n") + b"--b--\r\n")
        _, got = self.through("locked-one", mail("locked-one", b"multipart/mixed; boundary=b", body))
        self.assertTrue(subject)
        message = parsed(got)
        self.assertEqual(message["X-Fumiban-Changed"], "locked")
        notice = list(message.walk())[2].get_content()
        self.assertIn("locked by a password", notice)
        self.assertIn("a.zip", notice)

    def test_signed_mail_keeps_its_body(self):
        body = (b"--s\r\nContent-Type: text/plain\r\n\r\nHello.\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\n"
                b"-----BEGIN PGP SIGNATURE-----\r\n\r\nabcd\r\n-----END PGP SIGNATURE-----\r\n--s--\r\n")
        _, got = self.through("signed-one", mail("signed-one", b'multipart/signed; protocol="application/pgp-signature";'
                                                 b' micalg=pgp-sha256; boundary=s', body))
        self.assertTrue(got.endswith(b"\r\n\r\n" + body))
        message = parsed(got)
        self.assertEqual(message["Subject"], "[社外] signed-one")
        self.assertEqual(message["X-Fumiban-Changed"], "tag, no-banner-signed")

    def test_what_cannot_be_changed_is_held(self):
        eicar = parsed(self.samples["eicar"])
        bad = [part for part in eicar.walk() if part.get_filename()][0].get_payload()
        body = (b"--s\r\nContent-Type: application/octet-stream; name=a.com\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
                bad.encode() + b"\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\nabcd\r\n--s--\r\n")
        message = mail("held-one", b"multipart/signed; boundary=s", body)
        with smtplib.SMTP("127.0.0.1", self.postfix.port, local_hostname="client.invalid", timeout=60) as client:
            client.sendmail("a@sender.invalid", ["b@example.invalid"], message)
        self.assertEqual(len(wait_for("a held mail", lambda: self.spool("held-one"))), 1)
        self.assertEqual((self.line()["act"], self.line()["unchanged"]), ("hold", "signed"))
        self.assertEqual(self.sink.having("held-one"), [])

    def test_malicious_mail_goes_to_somebody_else_as_it_came(self):
        eicar = self.samples["eicar"].replace(b"Subject: Monthly report", b"Subject: redirect-one")
        to, got = self.through("redirect-one", eicar, ["boss@example.invalid"])
        self.assertEqual(to, ["RCPT TO:<security@example.invalid>"])
        self.assertTrue(got.endswith(eicar.split(b"\r\n\r\n", 1)[1]))
        self.assertEqual(parsed(got)["X-Fumiban-Changed"], "redirect")
        self.assertEqual(self.line()["redirected"], [{"recipient": "boss@example.invalid", "to": "security@example.invalid"}])

    def test_a_large_body_is_replaced_whole(self):
        body = (b"x" * 76 + b"\r\n") * 400_000  # 31 MB
        _, got = self.through("large-one", mail("large-one", b"text/plain", body))
        self.assertTrue(got.endswith(body))
        self.assertTrue(got.split(b"\r\n\r\n", 1)[1].startswith(b"EXTERNAL: "), got[:900])


class BehindTheQueue(unittest.TestCase):
    """The same by SMTP, to a next hop."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-rewrite-smtp-")
        cls.sink = Sink()
        cls.fumiband = Fumiband(cls.folder, free_port(), f'[smtp]\nnext-hop = "127.0.0.1:{cls.sink.port}"\n',
                                RULES.format(state=cls.folder).replace('"192.0.2.0/24"', '"198.51.100.0/24"'), "smtp")

    @classmethod
    def tearDownClass(cls):
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    spool, line = Rewriting.spool, Rewriting.line

    def send(self, message, recipients):
        with smtplib.SMTP("127.0.0.1", self.fumiband.port, local_hostname="client.invalid", timeout=60) as client:
            client.sendmail("a@sender.invalid", recipients, message, mail_options=["BODY=8BITMIME"])

    def test_the_next_hop_gets_the_changed_message(self):
        body = TEXT.encode("iso-2022-jp")
        self.send(mail("hop-one", b"text/plain; charset=iso-2022-jp", body, b"X-Fumiban-Changed: forged\r\n"),
                  ["b@example.invalid"])
        _, got = wait_for("hop-one", lambda: self.sink.having("hop-one"))[0]
        message = parsed(got)
        self.assertEqual(message["Subject"], "[社外] hop-one")
        self.assertEqual(message.get_all("X-Fumiban-Changed"), ["tag, banner"])
        self.assertTrue(got.split(b"\r\n\r\n", 1)[1].decode("iso-2022-jp").startswith("【社外】"))
        self.assertTrue(got.endswith(body))

    def test_who_gets_it_cannot_be_changed_any_more_so_it_is_held(self):
        bad = "".join(("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS", "-TEST-FILE!$H+H*"))
        body = b"--b\r\nContent-Type: application/octet-stream; name=a.com\r\n\r\n" + bad.encode() + b"\r\n--b--\r\n"
        self.send(mail("hop-two", b"multipart/mixed; boundary=b", body), ["boss@example.invalid"])
        self.assertEqual(len(wait_for("a held mail", lambda: self.spool("hop-two"))), 1)
        self.assertEqual((self.line()["act"], self.line()["unchanged"]), ("hold", "denied"))
        self.assertEqual(self.sink.having("hop-two"), [])


if __name__ == "__main__":
    main()
