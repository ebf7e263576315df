# SPDX-License-Identifier: Apache-2.0
"""A real Sendmail in a root of its own, which delivers to a sink: what tests of the gateway with it share."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile

from harness import free_port, HERE, listens, TESTROOT, wait_for

PACKAGES = ("sendmail-bin", "libsasl2-modules", "sasl2-bin", "openssl")


def prepare():
    """Makes the root; ends with exit code 77 where that cannot be."""
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        print("SKIPPED: a root of its own for Sendmail takes root and mmdebstrap")
        sys.exit(77)
    if subprocess.run(["sh", HERE + "/testroot.sh", TESTROOT, *PACKAGES]).returncode != 0:
        sys.exit("the root for Sendmail could not be made")


def inner_folder():
    """Of a server, within its root, as seen from there: no folder above it is open to everybody."""
    return "/srv/" + os.path.basename(tempfile.mkdtemp(prefix="fumiban-sendmail-", dir=TESTROOT + "/srv"))


class Sendmail:
    """Ended by its pid. It knows a user anna, whose password is words, and offers STARTTLS."""

    def __init__(self, sink_port, name, socket):
        """`name`: of its folder, which is there within the root; `socket`: of the filter, as docs/gateway.md has it."""
        self.name = name
        self.inside = TESTROOT + name
        self.port, self.lax_port = free_port(), free_port()
        os.chmod(self.inside, 0o755)
        os.mkdir(self.inside + "/queue", 0o700)
        self.write("switch", "hosts files\naliases files\n")
        os.makedirs(TESTROOT + "/etc/sasl2", exist_ok=True)
        with open(TESTROOT + "/etc/sasl2/Sendmail.conf", "w") as config:
            config.write(f"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {name}/sasldb\n")
        self.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-subj", "/CN=mx.example.invalid", "-keyout", name + "/key.pem", "-out", name + "/cert.pem")
        self.run("saslpasswd2", "-p", "-c", "-f", name + "/sasldb", "-u", "mx.example.invalid", "anna", told="words\n")
        # The second port takes a CR or LF by itself.
        self.write("sendmail.mc", f"""OSTYPE(`linux')
define(`confDOMAIN_NAME', `mx.example.invalid')
define(`confSERVICE_SWITCH_FILE', `{name}/switch')
define(`confPID_FILE', `{name}/pid')
define(`QUEUE_DIR', `{name}/queue')
define(`STATUS_FILE', `{name}/statistics')
define(`ALIAS_FILE', `')
define(`confTO_IDENT', `0')
define(`confREFUSE_LA', `0')
define(`confQUEUE_LA', `0')
define(`confDELAY_LA', `0')
define(`SMART_HOST', `relay:[127.0.0.1]')
define(`RELAY_MAILER_ARGS', `TCP $h {sink_port}')
define(`confAUTH_MECHANISMS', `PLAIN')
define(`confCACERT_PATH', `{name}')
define(`confCACERT', `{name}/cert.pem')
define(`confSERVER_CERT', `{name}/cert.pem')
define(`confSERVER_KEY', `{name}/key.pem')
FEATURE(`no_default_msa')
FEATURE(`nocanonify')
FEATURE(`accept_unresolvable_domains')
FEATURE(`promiscuous_relay')
DAEMON_OPTIONS(`Name=MTA, Addr=127.0.0.1, Port={self.port}')
DAEMON_OPTIONS(`Name=Lax, Addr=127.0.0.1, Port={self.lax_port}')
INPUT_MAIL_FILTER(`fumiban', `S={socket}, F=T, T=S:60s;R:120s;E:10m')
define(`confMAX_MIME_HEADER_LENGTH', `0/0')
MAILER(`smtp')
LOCAL_RULESETS
Ssrv_features
R$*\t$: $&{{daemon_name}}
RLax\t$# G U
""")
        self.write("sendmail.cf", self.run("m4", "-D_CF_DIR_=/usr/share/sendmail/cf/", "/usr/share/sendmail/cf/m4/cf.m4",
                                           name + "/sendmail.mc"))
        self.process = subprocess.Popen(
            ["chroot", TESTROOT, "/usr/libexec/sendmail/sendmail", "-C", name + "/sendmail.cf", "-bD"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("Sendmail", lambda: listens(self.port) and listens(self.lax_port))

    def write(self, name, text):
        with open(self.inside + "/" + name, "w") as file:
            file.write(text)
        os.chmod(self.inside + "/" + name, 0o600)

    def run(self, *words, told=None):
        return subprocess.run(["chroot", TESTROOT, *words], check=True, input=told, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True).stdout

    def sendmail(self, *words):
        return self.run("/usr/libexec/sendmail/sendmail", "-C", self.name + "/sendmail.cf", *words)

    def queue(self, letters):
        """The ids of what lies there: "hf" is quarantined, "qf" waits."""
        return [name[2:] for name in os.listdir(self.inside + "/queue") if name.startswith(letters)]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        shutil.rmtree(self.inside, ignore_errors=True)
