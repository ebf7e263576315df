#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a filter sees is headers and pieces of a body. That what is put together of them is what Postfix delivers, byte
by byte, for every evasion case and for what is odd about lines.

Each mail is sent twice: to one recipient whose mail is held in the spool, as it was put together, and to one who gets it.

Usage: rebuild_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT WRITE_MAILS
"""
import glob
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

from harness import BY_MILTER, free_port, Fumiband, held_mails, main, Postfix, Sink, wait_for

WRITE_MAILS = sys.argv[5]

RULES = """state = "{state}"
[limits]
message = 3000000
[hold]
where = "spool"
[actions]
clean = "hold"
suspicious = "hold"
end-to-end-encrypted = "hold"
[[group]]
name = "through"
recipients = ["through.invalid"]
actions = {{ clean = "deliver", suspicious = "deliver", malicious = "deliver", locked = "deliver", limit = "deliver", damaged = "deliver", unknown-container = "deliver", end-to-end-encrypted = "deliver", crashed = "deliver" }}
"""

HEAD = b"From: a@example.invalid\r\nTo: b@example.invalid\r\nDate: Tue, 24 Nov 2026 10:00:00 +0900\r\nMessage-ID: <1@example.invalid>\r\n"


class Client:
    """Speaks SMTP as it is told to, so that nothing is mended on the way."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.lines = self.socket.makefile("rb")
        self.reply()
        self.say(b"EHLO client.invalid\r\n")

    def reply(self):
        line = self.lines.readline()
        while line[3:4] == b"-":
            line = self.lines.readline()
        return line

    def say(self, bytes_):
        self.socket.sendall(bytes_)
        return self.reply()

    def envelope(self, recipient):
        self.say(b"MAIL FROM:<a@example.invalid>\r\n")
        self.say(b"RCPT TO:<" + recipient.encode() + b">\r\n")

    def send(self, recipient, mail):
        self.envelope(recipient)
        self.say(b"DATA\r\n")
        stuffed = re.sub(rb"(^|\n)\.", rb"\1..", mail)
        return self.say(stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n")

    def send_chunks(self, recipient, mail, size):
        self.envelope(recipient)
        for at in range(0, len(mail), size):
            piece = mail[at : at + size]
            last = b" LAST" if at + size >= len(mail) else b""
            answer = self.say(b"BDAT %d%s\r\n%s" % (len(piece), last, piece))
        return answer


def odd_mails():
    yield "8-bit", HEAD + b"Subject: \xe6\x97\xa5\xe6\x9c\xac \x93\xfa\r\n\r\n\xe6\x97\xa5\xe6\x9c\xac\x80\xff\r\n"
    yield "bare-lf", HEAD + b"X-One: a\nX-Two: b\r\n\r\none\ntwo\n\nthree\r\n"
    yield "bare-cr", HEAD + b"X-One: a\rX-Two: b\r\n\r\none\rtwo\r\r\nthree\r\n"
    yield "lf-cr", HEAD + b"X-One: a\n\rX-Two: b\r\n\r\none\n\rtwo\r\n"
    yield "nul-in-body", HEAD + b"Subject: x\r\n\r\none\0two\r\n\0\r\n"
    yield "nul-in-header", HEAD + b"Subject: one\0two\r\nX-Two: b\r\n\r\nbody\r\n"
    yield "nul-in-header-name", HEAD + b"Sub\0ject: one\r\nX-Two: b\r\n\r\nbody\r\n"
    for length in (997, 998, 999, 2047, 2048, 2049, 4096, 5000, 70000):
        yield f"line-of-{length}", HEAD + b"\r\n" + b"x" * length + b"\r\nafter\r\n"
    yield "header-line-of-5000", HEAD + b"X-Long: " + b"y" * 5000 + b"\r\n\r\nbody\r\n"
    yield "header-of-90000", HEAD + b"X-Long: " + b"y" * 70 + (b"\r\n " + b"z" * 70) * 1250 + b"\r\n\r\nbody\r\n"
    yield "header-of-200000", HEAD + b"X-Long: " + b"y" * 70 + (b"\r\n " + b"z" * 70) * 2800 + b"\r\nX-Two: b\r\n\r\nbody\r\n"
    yield "header-of-200000-in-one-line", HEAD + b"X-Long: " + b"y" * 200000 + b"\r\nX-Two: b\r\n\r\nbody\r\n"
    yield "many-headers", HEAD + b"".join(b"X-%d: %d\r\n" % (i, i) for i in range(5000)) + b"\r\nbody\r\n"
    yield "no-body", HEAD + b"\r\n"
    yield "header-without-end", HEAD
    yield "empty", b""
    yield "empty-line-only", b"\r\n"
    yield "body-only", b"no header at all\r\nand a second line\r\n"
    yield "no-blank-line", HEAD + b"this is no header\r\nand neither is this\r\n"
    yield "fold-first", b" folded from nothing\r\n" + HEAD + b"\r\nbody\r\n"
    yield "from-line", b"From someone Tue Nov 24 10:00:00 2026\r\n" + HEAD + b"\r\nbody\r\n"
    yield "quoted-from-line", b">From someone Tue Nov 24 10:00:00 2026\r\n" + HEAD + b"\r\nbody\r\n"
    yield "from-line-later", HEAD + b"From someone Tue Nov 24 10:00:00 2026\r\nX-Two: b\r\n\r\nbody\r\n"
    yield "blanks-before-colon", HEAD + b"X-One : a\r\nX-Two\t:\tb\r\nX-Three  :c\r\n\r\nbody\r\n"
    yield "no-blank-behind-colon", HEAD + b"X-One:a\r\nX-Two:\tb\r\nX-Three:   c\r\nX-Four:\r\nX-Five: \r\n\r\nbody\r\n"
    yield "fold-with-nothing", HEAD + b"X-One: a\r\n \r\nX-Two:\r\n b\r\nX-Three: c\r\n\t\r\n d\r\n\r\nbody\r\n"
    yield "empty-name", HEAD + b": nothing\r\nX-Two: b\r\n\r\nbody\r\n"
    yield "odd-names", HEAD + b"X(one): a\r\nX<two>: b\r\nX\"three\": c\r\nX\xe6: d\r\nX@five: e\r\n\r\nbody\r\n"
    yield "control-in-name", HEAD + b"X\x01one: a\r\n\r\nbody\r\n"
    yield "trailing-blanks", HEAD + b"X-One: a  \t\r\nX-Two:  \r\n\r\nbody  \r\n\t\r\n"
    yield "many-empty-lines", HEAD + b"\r\n" + b"\r\n" * 100 + b"x\r\n" + b"\r\n" * 100
    yield "dots", HEAD + b"\r\n.\r\n..\r\n.x\r\nx.\r\n"
    yield "bcc", HEAD + b"Bcc: c@example.invalid\r\nResent-Bcc: d@example.invalid\r\nX-Two: b\r\n\r\nbody\r\n"
    yield "return-path", b"Return-Path: <x@example.invalid>\r\n" + HEAD + b"\r\nbody\r\n"
    yield "content-length", HEAD + b"Content-Length: 3\r\nX-Two: b\r\n\r\nbody\r\n"
    yield "doubled-fields", HEAD * 2 + b"\r\nbody\r\n"
    yield "ours", HEAD + b"Subject: x\r\n\r\nX-Fumiban-Verdict: in the body\r\n"
    yield "mime-version-late", HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type : text/plain\r\nx:y\r\n\r\n\xe6\r\n--b--\r\n"
    yield "8-bit-declared-7-bit", HEAD + b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\xe6\x97\xa5\r\n"
    yield "deep-mime", HEAD + b"MIME-Version: 1.0\r\n" + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(150)) + b"\r\nbody\r\n"


def broken_lines(mail, limit=998):
    """Lines as Postfix's smtp client sends them: broken behind smtp_line_length_limit, a blank in front of what follows."""
    out = []
    for line in mail.split(b"\r\n"):
        pieces = [line[:limit]] + [line[i : i + limit - 1] for i in range(limit, len(line), limit - 1)]
        out.append(b"\r\n ".join(pieces))
    return b"\r\n".join(out)


def without_trace(mail):
    """Without the fields that are written on the way: the verdict and Postfix's own Received."""
    mail = re.sub(rb"\AX-Fumiban-Verdict:[^\r]*\r\n", b"", mail)
    return re.sub(rb"\AReceived:[^\r]*\r\n([ \t][^\r]*\r\n)*", b"", mail)


class Rebuild(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-rebuild-")
        subprocess.run([WRITE_MAILS], cwd=cls.folder, check=True)
        cls.sink = Sink()
        cls.fumiband = Fumiband(cls.folder, free_port(), "", RULES.format(state=cls.folder))
        cls.postfix = Postfix(cls.sink.port, cls.folder, BY_MILTER.format(port=cls.fumiband.port))

    @classmethod
    def tearDownClass(cls):
        cls.postfix.end()
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def rebuilt(self):
        """By the first word of their recipients: the queue id and the bytes."""
        return {told["recipients"][0].split("@")[0]: (told["queue"].encode(), mail) for told, mail in held_mails(self.folder)}

    def delivered(self):
        found = {}
        with self.sink.lock:
            for recipients, mail in self.sink.mails:
                name = re.search(r"<(.*)@", recipients[0])[1]
                queue = re.search(rb"\sid (\w+)\r\n", mail)
                found[name] = (queue[1], mail)
        return found

    def differences(self, mails, send=Client.send):
        """Names of those that were put together otherwise than they were delivered."""
        def send_some(first):
            client = Client(self.postfix.port)
            for name, mail in list(mails.items())[first::8]:
                for domain in ("held", "through"):
                    answer = send(client, f"{name}@{domain}.invalid", mail)
                    self.assertTrue(answer.startswith(b"250"), (name, answer))

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(send_some, range(8)))
        wait_for("all deliveries", lambda: len(self.delivered().keys() & mails.keys()) == len(mails))
        rebuilt, delivered = self.rebuilt(), self.delivered()
        different = {}
        for name in mails:
            queue, put_together = rebuilt[name]
            through, came = delivered[name]
            expected = broken_lines(put_together.replace(queue, b"QUEUE"))
            came = without_trace(came).replace(through, b"QUEUE")
            # Fields that Postfix adds where there are none may tell two seconds.
            if re.search(rb"(?m)^(Resent-)?Message-Id: <\d+\.QUEUE@", came):
                expected, came = (re.sub(rb"(?m)^(Resent-)?Date: [^\r]*\r\n", b"", text) for text in (expected, came))
                expected, came = (re.sub(rb"<\d+\.QUEUE@", b"<QUEUE@", text) for text in (expected, came))
            # The one thing that is not told: whether an empty line stands behind a header without a body.
            if b"\r\n\r\n" not in came:
                came += b"\r\n"
            if expected != came:
                at = next((i for i, (a, b) in enumerate(zip(expected, came)) if a != b), min(len(expected), len(came)))
                different[name] = (expected[max(0, at - 60) : at + 60], came[max(0, at - 60) : at + 60])
        return different

    def test_every_evasion_case_is_put_together_as_it_is_delivered(self):
        mails = {}
        for path in sorted(glob.glob(self.folder + "/mails/evasion-*.eml")):
            with open(path, "rb") as file:
                mails[os.path.basename(path)[:-4]] = file.read()
        self.assertGreater(len(mails), 500)
        self.assertEqual(self.differences(mails), {})

    def test_what_is_odd_about_lines(self):
        self.assertEqual(self.differences(dict(odd_mails())), {})

    def test_chunks(self):
        mails = {"chunks-" + name: mail for name, mail in odd_mails() if mail}
        self.assertEqual(self.differences(mails, lambda c, to, mail: c.send_chunks(to, mail, max(1, len(mail) // 7))), {})


if __name__ == "__main__":
    main()
