#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Amavis and rspamd as Debian packages them, which take fumiband for clamd; private and on loopback.

Usage: clients_test.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT
Exit code 77 where it cannot run: not root, or no mmdebstrap.
"""
import contextlib
import glob
import json
import os
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from harness import TESTROOT, WRITE_SAMPLES, Fumiband, Sink, free_port, listens, wait_for
from letters import end_to_end, suspicious, without_password


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-clients-", dir=TESTROOT + "/var/tmp")
        cls.inside = cls.folder[len(TESTROOT):]
        os.chmod(cls.folder, 0o755)
        os.mkdir(cls.folder + "/samples")
        subprocess.run([WRITE_SAMPLES], cwd=cls.folder, check=True)
        cls.mails = {}
        for name, sample in (("clean", "01-ordinary"), ("eicar", "07-eicar"), ("locked", "04-password-zip"),
                             ("macro", "03-macro-document")):
            with open(f"{cls.folder}/samples/{sample}.eml", "rb") as opened:
                cls.mails[name] = opened.read()
        cls.mails["locked"] = without_password(cls.mails["locked"])
        cls.mails.update({"suspicious": suspicious(), "end-to-end": end_to_end()})
        cls.fumiband = Fumiband(cls.folder, free_port(), f'clamd = ["unix:{cls.folder}/clamd.sock"]\n')
        cls.let_in()
        cls.server = None
        try:
            cls.start()
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def let_in(cls):
        """An installed client is a member of the group that may use the socket."""
        os.chmod(cls.folder + "/clamd.sock", 0o666)

    @contextlib.contextmanager
    def without_fumiband(self):
        self.fumiband.end(signal.SIGKILL)
        try:
            yield
        finally:
            self.fumiband.start()
            self.let_in()

    @classmethod
    def tearDownClass(cls):
        if cls.server:
            cls.server.terminate()
            cls.server.wait(20)
        cls.fumiband.end()
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def write(cls, name, text):
        path = f"{cls.folder}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as opened:
            opened.write(text)

    @classmethod
    def serve(cls, port, *words):
        cls.log = open(cls.folder + "/server.log", "w+")
        cls.server = subprocess.Popen(["chroot", TESTROOT, *words], stdout=cls.log, stderr=subprocess.STDOUT)
        try:
            wait_for(words[0], lambda: listens(port), 120)
        except AssertionError:
            logs = [cls.log.name, *glob.glob(cls.folder + "/*/*log")]
            raise AssertionError("".join(open(log, errors="replace").read() for log in logs)) from None

    @classmethod
    def own(cls, user, *names):
        for name in names:
            os.makedirs(f"{cls.folder}/{name}", exist_ok=True)
            subprocess.run(["chroot", TESTROOT, "chown", f"{user}:{user}", f"{cls.inside}/{name}"], check=True)


class Amavis(Clients):
    @classmethod
    def start(cls):
        cls.sink = Sink()
        cls.port = free_port()
        cls.own("amavis", "home", "tmp")
        cls.write("amavisd.conf", f"""use strict;
$MYHOME = '{cls.inside}/home'; $TEMPBASE = $ENV{{TMPDIR}} = '{cls.inside}/tmp'; $helpers_home = $MYHOME;
$pid_file = "$MYHOME/pid"; $lock_file = "$MYHOME/lock"; $unix_socketname = undef; $daemon_user = $daemon_group = 'amavis';
$myhostname = 'mx.example.invalid'; $mydomain = 'example.invalid'; @local_domains_acl = ('.'); @mynetworks = ();
$inet_socket_bind = '127.0.0.1'; $inet_socket_port = {cls.port}; @inet_acl = qw(127.0.0.0/8); $max_servers = 1;
$forward_method = 'smtp:[127.0.0.1]:{cls.sink.port}'; $notify_method = $forward_method;
$enable_db = $enable_zmq = $enable_dkim_verification = $enable_dkim_signing = 0; $nanny_details_level = 0;
$DO_SYSLOG = 0; $LOGFILE = "$MYHOME/log"; $log_level = 2;
@bypass_spam_checks_maps = (1); @bypass_header_checks_maps = (1); @bypass_banned_checks_maps = (1);
$final_virus_destiny = D_REJECT; $virus_quarantine_to = $virus_admin = undef; $warnvirussender = 0;
$MAXLEVELS = 14; $MAXFILES = 3000; $MIN_EXPANSION_QUOTA = 100*1024; $MAX_EXPANSION_QUOTA = 500*1024*1024;
@av_scanners = (['Fumiban', \\&ask_daemon, ["*", 'clamd:{cls.inside}/clamd.sock'],
  qr/\\bOK$|: Fumiban\\.(?:Suspicious|Unscanned\\.end-to-end-encrypted)\\S* FOUND$/m,
  qr/: Fumiban\\.(?!Suspicious|Unscanned\\.end-to-end-encrypted)\\S+ FOUND$/m, qr/^.*?: (.*) FOUND$/m ]);
@av_scanners_backup = (); $virus_scanners_failure_is_fatal = 1; # without this, it passes what it could not ask about
1;
""")
        cls.serve(cls.port, "amavisd", "-c", cls.inside + "/amavisd.conf", "foreground")

    def send(self, name):
        with smtplib.SMTP("127.0.0.1", self.port, local_hostname="client.invalid", timeout=60) as client:
            client.ehlo()
            client.mail("a@example.invalid")
            client.rcpt("b@example.invalid")
            code, answer = client.data(self.mails[name])
        return code, answer.decode()

    def test_clean_mail_goes_on(self):
        code, answer = self.send("clean")
        self.assertEqual(code, 250, answer)
        wait_for("the mail", lambda: self.sink.having("Quotation Q-2023-0417"))

    def test_a_finding_is_refused_under_our_name(self):
        code, answer = self.send("eicar")
        self.assertEqual(code // 100, 5, answer)
        self.assertIn("Fumiban.Malicious.test.eicar", answer)

    def test_what_was_not_read_does_not_pass(self):
        code, answer = self.send("locked")
        self.assertEqual(code // 100, 5, answer)
        self.assertIn("Fumiban.Unscanned.locked", answer)

    def test_what_the_gateway_would_deliver_goes_on(self):
        for name, mark in (("macro", "b7f1.0501@seaside-garden"), ("end-to-end", "For you alone")):
            code, answer = self.send(name)
            self.assertEqual(code, 250, answer)
            wait_for("the mail", lambda: self.sink.having(mark))
        verdicts = [line["verdict"].split(";")[0] for line in self.fumiband.lines() if "verdict" in line]
        self.assertIn("suspicious", verdicts)
        self.assertIn("unscanned", verdicts)

    def test_without_fumiband_mail_waits(self):
        with self.without_fumiband():
            code, answer = self.send("clean")
        self.assertEqual(code // 100, 4, answer)


class Rspamd(Clients):
    @classmethod
    def start(cls):
        cls.port = free_port()
        cls.own("_rspamd", "db", "log", "run")
        shutil.copytree(TESTROOT + "/etc/rspamd", cls.folder + "/etc", symlinks=True)
        cls.write("etc/override.d/worker-normal.inc", f'bind_socket = "127.0.0.1:{cls.port}"; count = 1;')
        for worker in ("controller", "proxy", "fuzzy"):
            cls.write(f"etc/override.d/worker-{worker}.inc", f'bind_socket = "127.0.0.1:{free_port()}"; count = 0;')
        # No lookups: nobody answers at that port.
        cls.write("etc/override.d/options.inc",
                  f'filters = ""; dns {{ nameserver = ["127.0.0.1:{free_port()}"]; timeout = 0.1s; retransmits = 1; }}\n'
                  f'control_socket = "{cls.inside}/run/control.sock mode=0600"; tempdir = "{cls.inside}/run";\n')
        cls.write("etc/override.d/logging.inc", f'type = "file"; filename = "{cls.inside}/log/rspamd.log"; level = "info";')
        for module in ("rbl", "surbl", "spf", "dmarc", "arc", "dkim", "mx_check", "url_redirector", "fuzzy_check", "asn",
                       "greylist", "rspamd_update", "phishing", "dkim_signing", "external_relay"):
            cls.write(f"etc/local.d/{module}.conf", "enabled = false;")
        # As docs/gateway.md has it, once for the mail and once for its parts.
        cls.write("etc/local.d/antivirus.conf", "".join(
            f'{name} {{ type = "clamav"; symbol = "{symbol}"; servers = "{cls.inside}/clamd.sock"; scan_mime_parts = {parts};\n'
            f'  patterns {{ {symbol}_MALICIOUS = "^Fumiban[.]Malicious";\n'
            f'    {symbol}_UNSCANNED = "^Fumiban[.]Unscanned[.](?!end-to-end-encrypted)"; }} }}\n'
            for name, symbol, parts in (("whole", "FUMIBAN_WHOLE", "false"), ("parts", "FUMIBAN_PARTS", "true"))))
        cls.write("etc/local.d/force_actions.conf", """rules {
  FUMIBAN_REFUSED { action = "reject"; expression = "FUMIBAN_WHOLE_MALICIOUS"; }
  FUMIBAN_HELD { action = "quarantine"; expression = "FUMIBAN_WHOLE_UNSCANNED"; }
  FUMIBAN_DOWN { action = "soft reject"; expression = "FUMIBAN_WHOLE_FAIL"; }
  FUMIBAN_MARKED { action = "add header"; expression = "FUMIBAN_WHOLE"; least = true; }
}""")
        cls.write("etc/local.d/actions.conf", "quarantine = 1000;\n")
        variables = {"CONFDIR": "etc", "LOCAL_CONFDIR": "etc", "DBDIR": "db", "LOGDIR": "log", "RUNDIR": "run"}
        cls.serve(cls.port, "rspamd", "-f", "-c", cls.inside + "/etc/rspamd.conf", "-u", "_rspamd", "-g", "_rspamd",
                  *(f"--var={name}={cls.inside}/{folder}" for name, folder in variables.items()))

    def ask(self, name):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/checkv2", self.mails[name],
                                         {"From": "a@example.invalid", "Rcpt": "b@example.invalid", "IP": "127.0.0.1"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            said = json.load(answer)
        return said["action"], {symbol: found.get("options", []) for symbol, found in said["symbols"].items()
                                if symbol.startswith("FUMIBAN_")}

    def test_clean_mail_has_no_symbol(self):
        before = len(self.fumiband.lines())
        action, found = self.ask("clean")
        self.assertEqual((action, found), ("no action", {}))
        asked = self.fumiband.lines()[before:]
        self.assertGreaterEqual(len(asked), 2, "the mail, and a part of it")
        for line in asked:
            self.assertTrue(line["verdict"].startswith("clean"), line)

    def test_a_finding_is_a_symbol_under_our_name(self):
        action, found = self.ask("eicar")
        self.assertEqual(action, "reject")
        self.assertIn("Fumiban.Malicious.test.eicar", found["FUMIBAN_WHOLE_MALICIOUS"])

    def test_what_was_not_read_does_not_pass(self):
        action, found = self.ask("locked")
        self.assertEqual(action, "quarantine")
        self.assertIn("Fumiban.Unscanned.locked", found["FUMIBAN_WHOLE_UNSCANNED"])
        self.assertIn("Fumiban.Unscanned.locked", found["FUMIBAN_PARTS_UNSCANNED"])

    def test_what_the_gateway_would_deliver_is_marked(self):
        for name, said in (("suspicious", "Fumiban.Suspicious."), ("end-to-end", "Fumiban.Unscanned.end-to-end-encrypted")):
            action, found = self.ask(name)
            self.assertEqual(action, "add header", found)
            self.assertTrue(found["FUMIBAN_WHOLE"][0].startswith(said), found)

    def test_without_fumiband_mail_waits(self):
        with self.without_fumiband():
            action, _ = self.ask("clean")
        self.assertEqual(action, "soft reject")


if __name__ == "__main__":
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        print("SKIPPED: a root of its own for Amavis and rspamd takes root and mmdebstrap")
        sys.exit(77)
    made = subprocess.run(["sh", os.path.dirname(os.path.abspath(__file__)) + "/testroot.sh", TESTROOT, "amavisd-new", "rspamd"])
    if made.returncode != 0:
        sys.exit("the root for Amavis and rspamd could not be made")
    del Clients  # a frame for the two
    unittest.main(argv=sys.argv[:1], verbosity=2)
