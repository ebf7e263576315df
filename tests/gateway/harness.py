#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What tests of the gateway share: a real Postfix in a root of its own, a sink behind it, fumiband.

The program that imports it was called with FUMIBAND WORKER WRITE_SAMPLES TESTROOT.
"""
import glob
import json
import os
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
import unittest

FUMIBAND, WORKER, WRITE_SAMPLES, TESTROOT = sys.argv[1:5]
BY_MILTER = "milter_default_action = tempfail\nmilter_protocol = 6\nsmtpd_milters = inet:127.0.0.1:{port}\n"
HERE = os.path.dirname(os.path.abspath(__file__))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, condition, seconds=30):
    end = time.time() + seconds
    while time.time() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError("waited in vain for " + what)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def letter(mark, more=b"", body=b"A few words.\r\n"):
    """A small mail; `mark` is in its subject and its id."""
    return (b"From: a@example.invalid\r\nTo: b@example.invalid\r\nSubject: " + mark.encode() + b"\r\n" + more +
            b"Date: Tue, 24 Nov 2026 10:00:00 +0900\r\nMessage-ID: <" + mark.encode() + b"@example.invalid>\r\n"
            b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body)


def samples(folder):
    """The sample mailbox, written into that folder: the bytes of each mail by its name ("eicar", "ordinary")."""
    os.mkdir(folder + "/samples")
    subprocess.run([WRITE_SAMPLES], cwd=folder, check=True)
    found = {}
    for path in glob.glob(folder + "/samples/*.eml"):
        with open(path, "rb") as sample:
            found[os.path.basename(path)[3:-4]] = sample.read()
    return found


def held_mails(state, mark=""):
    """What is held in that state folder and has `mark` in it: what is told of each mail, and its bytes."""
    found = []
    for path in glob.glob(state + "/held/*.held"):
        with open(path, "rb") as file:
            told, mail = file.read().split(b"\n", 1)
        if mark.encode() in mail:
            found.append((json.loads(told), mail))
    return found


class Sink:
    """Where Postfix delivers to: keeps each mail, in the order of their coming."""

    def __init__(self, port=0):
        sink = self
        self.mails = []
        self.lock = threading.Lock()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                say = lambda line: self.wfile.write(line + b"\r\n")
                say(b"220 sink.invalid ESMTP")
                recipients = []
                for line in self.rfile:
                    verb = line[:4].upper()
                    if verb == b"EHLO":
                        say(b"250-sink.invalid")
                        say(b"250-SIZE")
                        say(b"250-8BITMIME")
                        say(b"250-SMTPUTF8")
                        say(b"250 PIPELINING")
                    elif verb == b"DATA":
                        say(b"354 go on")
                        lines = []
                        for text in self.rfile:
                            if text == b".\r\n":
                                break
                            lines.append(text[1:] if text.startswith(b".") else text)
                        with sink.lock:
                            sink.mails.append((recipients, b"".join(lines)))
                        recipients = []
                        say(b"250 taken")
                    elif verb == b"QUIT":
                        say(b"221 bye")
                        return
                    else:
                        if verb == b"RCPT":
                            recipients.append(line.strip().decode("utf-8", "replace"))
                        say(b"250 ok")

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def having(self, word):
        """The mails with that word: recipients as RCPT named them, bytes."""
        with self.lock:
            return [mail for mail in self.mails if word.encode() in mail[1]]


class Postfix:
    """In a root of its own, ended by its pid."""

    def __init__(self, sink_port, folder, settings, services=()):
        """`settings`: more lines of main.cf; `services`: of master.cf."""
        self.port = free_port()
        self.name = "/var/tmp/" + os.path.basename(folder)
        inside = TESTROOT + self.name
        for part in ("etc", "data", "queue"):
            os.makedirs(os.path.join(inside, part))
        self.inside = inside
        self.log = os.path.join(inside, "mail.log")
        with open(os.path.join(inside, "etc/main.cf"), "w") as main:
            main.write(f"""compatibility_level = 3.6
config_directory = {self.name}/etc
queue_directory = {self.name}/queue
data_directory = {self.name}/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = {self.name}/mail.log
maillog_file_prefixes = {self.name}
myhostname = mx.example.invalid
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains = example.invalid
relayhost = [127.0.0.1]:{sink_port}
local_recipient_maps =
alias_maps =
alias_database =
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = no
smtpd_recipient_restrictions = permit_mynetworks, reject
smtputf8_enable = yes
message_size_limit = 60000000
mailbox_size_limit = 0
{settings}""")
        with open(os.path.join(inside, "etc/master.cf"), "w") as master:
            master.write(f"127.0.0.1:{self.port} inet n - n - - smtpd\n")
            for line in ("pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr",
                         "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce",
                         "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "verify unix - - n - 1 verify",
                         "flush unix n - n 1000? 0 flush", "proxymap unix - - n - - proxymap", "smtp unix - - n - - smtp",
                         "relay unix - - n - - smtp", "showq unix n - n - - showq", "error unix - - n - - error",
                         "retry unix - - n - - error", "discard unix - - n - - discard", "anvil unix - - n - 1 anvil",
                         "scache unix - - n - 1 scache", "postlog unix-dgram n - n - 1 postlogd", *services):
                master.write(line + "\n")
        self.run("chown", "postfix", self.name + "/data", self.name + "/queue", check=False)
        self.run("chown", "root", self.name + "/queue")
        self.run("postfix", "-c", self.name + "/etc", "check")
        self.master = subprocess.Popen(["chroot", TESTROOT, "/usr/lib/postfix/sbin/master", "-c", self.name + "/etc", "-d"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("Postfix", lambda: listens(self.port))

    def run(self, *words, check=True):
        return subprocess.run(["chroot", TESTROOT, *words], check=check, capture_output=True, text=True).stdout

    def queue(self):
        lines = self.run("postqueue", "-c", self.name + "/etc", "-j").splitlines()
        return [json.loads(line) for line in lines]

    def release(self):
        self.run("postsuper", "-c", self.name + "/etc", "-H", "ALL")
        self.run("postqueue", "-c", self.name + "/etc", "-f")

    def empty(self):
        self.run("postsuper", "-c", self.name + "/etc", "-d", "ALL")

    def end(self):
        self.master.send_signal(signal.SIGTERM)
        self.master.wait(20)
        shutil.rmtree(self.inside, ignore_errors=True)


class Fumiband:
    """On the port that it takes mail at; `protocol`: of that port."""

    def __init__(self, folder, port, more="", before="", protocol="milter"):
        self.port = port
        self.config = os.path.join(folder, "fumiband.toml")
        self.out = open(os.path.join(folder, "fumiband.log"), "a+")
        with open(self.config, "w") as config:
            config.write(f'{before}[listen]\n{protocol} = ["127.0.0.1:{port}"]\n{more}')
        self.start()

    def start(self):
        self.process = subprocess.Popen([FUMIBAND, "--config", self.config, "--worker", WORKER], stdout=self.out,
                                        stderr=subprocess.STDOUT)
        wait_for("fumiband", lambda: listens(self.port))

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(20)

    def lines(self):
        self.out.flush()
        with open(self.out.name) as log:
            return [json.loads(line) for line in log if line.startswith("{")]


def prepare():
    """Makes the root; ends with exit code 77 where that cannot be."""
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        print("SKIPPED: a root of its own for Postfix takes root and mmdebstrap")
        sys.exit(77)
    made = subprocess.run(["sh", HERE + "/testroot.sh", TESTROOT, "postfix", "clamdscan"])
    if made.returncode != 0:
        sys.exit("the root for Postfix could not be made")


def main():
    """Runs the tests of the program; exit code 77 where it cannot."""
    prepare()
    unittest.main(argv=sys.argv[:1], verbosity=2)
