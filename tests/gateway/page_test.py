#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recipient of a locked attachment is told, types the password, and gets the mail if nothing is wrong with it.

Usage: page_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT
"""
import base64
import email
import email.policy
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request

from harness import Fumiband, free_port, Sink, wait_for, WRITE_SAMPLES
from milter_client import answer_to, packets

PASSWORD = "sakura 2026&x"


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-page-")
        os.mkdir(cls.folder + "/samples")
        subprocess.run([WRITE_SAMPLES], cwd=cls.folder, check=True, stdout=subprocess.DEVNULL)
        with open(glob.glob(cls.folder + "/samples/*-password-zip.eml")[0], "rb") as sample:
            mail = sample.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        head, text, rest = re.split(rb"(?<=base64\r\n\r\n)(.*?)(?=------)", mail, maxsplit=1, flags=re.S)
        # The same mail whose text does not give the word away.
        cls.hostile = head + base64.b64encode("後ほどお電話でお伝えします。".encode()) + b"\r\n" + rest
        with open(cls.folder + "/見積書.txt", "w") as file:
            file.write("御見積書\n")
        subprocess.run(["7zz", "a", "-tzip", "-p" + PASSWORD, cls.folder + "/honest.zip", cls.folder + "/見積書.txt"],
                       check=True, stdout=subprocess.DEVNULL)
        with open(cls.folder + "/honest.zip", "rb") as file:
            code = base64.encodebytes(file.read()).replace(b"\n", b"\r\n")
        cls.honest = (b"From: partner@partner.invalid\r\nTo: b@example.invalid\r\nSubject: =?utf-8?B?" +
                      base64.b64encode("見積書 <script>".encode()) + b"?=\r\nX-Fumiban-Verdict: theirs\r\nMIME-Version: 1.0\r\n"
                      b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n"
                      b"--b\r\nContent-Type: application/zip; name=honest.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
                      code + b"--b--\r\n")
        cls.sink = Sink()
        cls.port = free_port()
        cls.url = f"http://127.0.0.1:{cls.port}/held/"
        cls.fumiband = Fumiband(cls.folder, free_port(), f"""page = ["127.0.0.1:{cls.port}"]
[hold]
where = "spool"
[site]
domains = ["example.invalid"]
[page]
url = "{cls.url}"
from = "postmaster@example.invalid"
relay = "127.0.0.1:{cls.sink.port}"
""", f'state = "{cls.folder}"\n')

    @classmethod
    def tearDownClass(cls):
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def setUp(self):
        with self.sink.lock:
            self.sink.mails.clear()

    def hold(self, mail, queue, recipients=(b"<b@example.invalid>",)):
        """Holds a mail; the links in the notices, by recipient."""
        told = packets(mail, sender=b"<partner@partner.invalid>", recipients=recipients, queue=queue)
        self.assertEqual(answer_to(self.fumiband.port, told)[-1], b"d")
        ours = [r for r in recipients if r.endswith(b"@example.invalid>")]
        notices = wait_for("notices", lambda: len(self.sink.having("Auto-Submitted")) == len(ours) and
                           self.sink.having("Auto-Submitted"))
        links = {}
        for to, notice in notices:
            text = email.message_from_bytes(notice, policy=email.policy.default).get_content()
            ja, en = (re.search(re.escape(self.url) + r"(\S+)\?lang=" + lang, text).group(1) for lang in ("ja", "en"))
            self.assertEqual(ja, en)
            links[to[0]] = self.url + ja
        return links

    def get(self, link, form=None, language="ja", fields=()):
        data = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(link, data, {"Accept-Language": language, **dict(fields)})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers

    def held(self):
        return len(glob.glob(self.folder + "/held/*.held"))

    def test_the_right_password_delivers_and_the_link_is_used_up(self):
        before = self.held()
        (link,) = self.hold(self.honest, b"A1").values()
        status, html, headers = self.get(link)
        self.assertEqual(status, 200)
        self.assertIn("見積書 &lt;script&gt;", html)
        self.assertIn("<dd>見積書.\u2060txt</dd>", html)
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        self.assertEqual(headers["Cache-Control"], "no-store")
        status, html, _ = self.get(link, {"password": "wrong"}, "en")
        self.assertEqual(status, 200)
        self.assertIn("9 tries are left", html)
        status, html, _ = self.get(link, {"password": PASSWORD})
        self.assertEqual(status, 200, html)
        self.assertIn("お届けします", html)
        (to, got), = self.sink.having("honest.zip")
        self.assertEqual(len(to), 1)
        self.assertTrue(got.startswith(b"X-Fumiban-Verdict: clean;"), got[:200])
        self.assertNotIn(b"theirs", got)
        self.assertTrue(got.endswith(self.honest.split(b"MIME-Version", 1)[1]), "otherwise as it came")
        self.assertEqual(self.held(), before)
        self.assertEqual(self.get(link)[0], 404)
        self.assertEqual(self.get(link, {"password": PASSWORD})[0], 404)
        self.assertEqual(len(self.sink.having("honest.zip")), 1)
        with open(self.fumiband.out.name) as log:
            self.assertNotIn("sakura", log.read(), "no password in a log")

    def test_what_is_hostile_inside_stays_held(self):
        before = self.held()
        (link,) = self.hold(self.hostile, b"B1").values()
        status, html, _ = self.get(link, {"password": "4826"})
        self.assertEqual(status, 200)
        self.assertIn("メールは保留のまま", html)
        self.assertEqual(self.held(), before + 1)
        self.assertEqual(len(self.sink.mails), 1, "the notice alone")

    def test_only_our_own_people_are_told_each_by_a_link_of_their_own(self):
        links = self.hold(self.honest, b"C1", (b"<b@example.invalid>", b"<c@other.invalid>", b"<d@example.invalid>"))
        self.assertEqual(len(set(links.values())), 2)
        link = list(links.values())[1]
        self.assertEqual(self.get(link, {"password": PASSWORD})[0], 200)
        (to, _), = self.sink.having("honest.zip\r\nContent")
        self.assertEqual(len(to), 3, "all that it was for")

    def test_ten_wrong_words_are_enough(self):
        (link,) = self.hold(self.honest, b"D1").values()
        for _ in range(9):
            self.assertIn("tries are left", self.get(link, {"password": "wrong"}, "en")[1])
        self.assertEqual(self.get(link, {"password": "wrong"})[0], 503)
        self.assertEqual(self.get(link, {"password": PASSWORD})[0], 503)
        self.assertEqual(self.sink.having("honest.zip\r\nContent"), [])

    def test_what_nobody_gave_out_opens_nothing(self):
        (link,) = self.hold(self.honest, b"E1").values()
        for bad in (link[:-1] + ("0" if link[-1] != "0" else "1"), self.url + "x", self.url + "../../etc/passwd", self.url):
            self.assertEqual(self.get(bad)[0], 404, bad)
            self.assertEqual(self.get(bad, {"password": PASSWORD})[0], 404, bad)
        self.assertEqual(self.get(link, {"password": PASSWORD}, fields=[("Sec-Fetch-Site", "cross-site")])[0], 403)
        self.assertEqual(self.get(link, {"password": "x" * 5000})[0], 413)
        self.assertEqual(self.get(link, {"other": "x"})[0], 200)
        self.assertEqual(self.sink.having("honest.zip\r\nContent"), [])

    def test_z_strangers_and_one_recipient_lock_nobody_out(self):
        (link, other) = self.hold(self.honest, b"H1", (b"<b@example.invalid>", b"<d@example.invalid>")).values()
        strangers = [self.get(self.url + f"garbage{i}")[0] for i in range(100)]
        self.assertEqual(strangers[:20], [404] * 20)
        self.assertIn(429, strangers)
        self.assertEqual(self.get(link)[0], 200)
        self.assertIn(429, [self.get(link)[0] for _ in range(100)])
        self.assertEqual(self.get(other)[0], 200)

    def test_links_work_after_a_restart_and_the_key_is_no_one_elses(self):
        (link,) = self.hold(self.honest, b"F1").values()
        self.fumiband.end()
        self.assertEqual(os.stat(self.folder + "/page.key").st_mode & 0o777, 0o600)
        self.fumiband.start()
        self.assertEqual(self.get(link)[0], 200)

    def test_a_notice_is_sent_though_the_mail_server_was_down_and_the_daemon_killed(self):
        self.sink.server.shutdown()
        self.sink.server.server_close()
        try:
            told = packets(self.honest, sender=b"<partner@partner.invalid>", queue=b"H1")
            self.assertEqual(answer_to(self.fumiband.port, told)[-1], b"d")
            self.fumiband.end(signal.SIGKILL)
        finally:
            type(self).sink = Sink(self.sink.port)
        self.fumiband.start()
        (to, _), = wait_for("a notice", lambda: self.sink.having("Auto-Submitted"))
        self.assertEqual(to, ["RCPT TO:<b@example.invalid>"])
        wait_for("an empty outbox", lambda: not glob.glob(self.folder + "/outbox/*.held"))

    def test_a_mail_server_that_is_down_keeps_it_held(self):
        (link,) = self.hold(self.honest, b"G1").values()
        before = self.held()
        self.sink.server.shutdown()
        self.sink.server.server_close()
        try:
            self.assertEqual(self.get(link, {"password": PASSWORD})[0], 503)
            self.assertEqual(self.held(), before)
        finally:
            type(self).sink = Sink(self.sink.port)
        self.assertEqual(self.get(link, {"password": PASSWORD})[0], 200)
        self.assertEqual(len(self.sink.having("honest.zip\r\nContent")), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
