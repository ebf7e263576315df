#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the Debian packages, looks at what is in them, and installs them in a root of their own.

Usage: packages_test.py CPACK BUILD_FOLDER SOURCE_FOLDER CMAKE CXX_COMPILER WRITE_SAMPLES TESTROOT
The build must be complete. Exit code 77 where no root can be made: not root, or no mmdebstrap."""
import glob
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import unittest

import as_unit

CPACK, BUILD, SOURCE, CMAKE, COMPILER, WRITE_SAMPLES, TESTROOT = sys.argv[1:8]
NAMES = ("fumiban", "fumiban-gateway", "libfumiban-dev")
WORK = tempfile.mkdtemp(prefix="fumiban-packages-")

DOC = r"usr/share/doc/%s/(changelog\.gz|copyright|NOTICE)"
FILES = {
    "fumiban": r"usr/bin/fumiban|usr/libexec/fumiban/fumiban-worker|usr/share/man/man1/fumiban\.1\.gz|"
               r"usr/share/bash-completion/completions/fumiban|usr/share/zsh/site-functions/_fumiban|" + DOC % "fumiban",
    "fumiban-gateway": r"usr/sbin/fumiband|usr/libexec/fumiban/fumiban-resolver|usr/lib/systemd/system/fumiband\.service|etc/fumiban/fumiband\.toml|"
                       r"usr/share/man/man8/fumiband\.8\.gz|usr/share/bash-completion/completions/fumiband|"
                       r"usr/share/zsh/site-functions/_fumiband|usr/share/doc/fumiban-gateway/((gateway|operation|http)\.md|openapi\.json(\.gz)?|report\.schema\.json(\.gz)?)|"
                       r"usr/share/doc/fumiban-gateway/fumiband\.toml|" + DOC % "fumiban-gateway",
    "libfumiban-dev": r"usr/include/fumiban/[a-z_]+\.hpp|usr/lib/libfumiban\.a|usr/lib/cmake/fumiban/fumiban-[a-z-]+\.cmake|"
                      + DOC % "libfumiban-dev",
}


def run(*words, **more):
    done = subprocess.run(words, capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def package(name):
    found = glob.glob(f"{WORK}/{name}_*.deb")
    assert len(found) == 1, found
    return found[0]


def field(name, which):
    return run("dpkg-deb", "-f", package(name), which).strip()


class Contents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for name in NAMES:
            run("dpkg-deb", "-x", package(name), f"{WORK}/{name}")

    def files(self, name):
        top = f"{WORK}/{name}"
        return {os.path.relpath(os.path.join(root, file), top) for root, _, files in os.walk(top) for file in files}

    def test_there_are_three_packages_and_in_each_what_belongs_there(self):
        self.assertEqual(len(glob.glob(WORK + "/*.deb")), len(NAMES))
        for name in NAMES:
            files = self.files(name)
            for file in files:
                self.assertRegex(file, f"^({FILES[name]})$", name)
            for part in ("changelog.gz", "copyright", "NOTICE"):
                self.assertIn(f"usr/share/doc/{name}/{part}", files)
        self.assertLess({"usr/bin/fumiban", "usr/libexec/fumiban/fumiban-worker", "usr/share/man/man1/fumiban.1.gz",
                         "usr/share/bash-completion/completions/fumiban", "usr/share/zsh/site-functions/_fumiban"},
                        self.files("fumiban"))
        self.assertLess({"usr/sbin/fumiband", "usr/libexec/fumiban/fumiban-resolver", "usr/lib/systemd/system/fumiband.service", "etc/fumiban/fumiband.toml",
                         "usr/share/man/man8/fumiband.8.gz", "usr/share/doc/fumiban-gateway/operation.md"},
                        self.files("fumiban-gateway"))
        self.assertLess({"usr/include/fumiban/scan.hpp", "usr/lib/libfumiban.a", "usr/lib/cmake/fumiban/fumiban-config.cmake"},
                        self.files("libfumiban-dev"))

    def test_nothing_of_the_tests_is_in_them(self):
        for name in NAMES:
            for file in self.files(name):
                self.assertNotRegex(file, "(?i)hostile|builder|sample|golden|fuzz|bench|evasion|gtest")
                with open(f"{WORK}/{name}/{file}", "rb") as opened:
                    content = opened.read()
                for mark in (b"fumiban4test", b"fumiban::test", b"testing8internal", SOURCE.encode(), BUILD.encode()):
                    self.assertNotIn(mark, content, file)
        run(sys.executable, f"{SOURCE}/tests/install/harmless.py", *(f"{WORK}/{name}" for name in NAMES))

    def test_their_fields(self):
        version = re.search(r"project\(fumiban VERSION ([0-9.]+)", open(f"{SOURCE}/CMakeLists.txt").read())[1]
        with open(f"{SOURCE}/packaging/debian/changelog") as changelog:
            self.assertTrue(changelog.readline().startswith(f"fumiban ({version}) "), "the changelog names another version")
        for name in NAMES:
            self.assertEqual(field(name, "Version"), version)
            self.assertEqual(field(name, "Architecture"), run("dpkg", "--print-architecture").strip())
        depends = field("fumiban", "Depends")
        for library in ("libarchive13", "libbz2-1.0", "libc6 (>=", "libdeflate0", "libicu72", "liblzma5", "libseccomp2",
                        "libssl3", "libstdc++6", "libtomlplusplus3", "libzstd1"):
            self.assertIn(library, depends)
        depends = field("fumiban-gateway", "Depends")
        self.assertIn(f"fumiban (= {version})", depends)
        self.assertIn("adduser", depends)
        for library in ("libssl3", "libseccomp2", "libunbound8"):
            self.assertIn(library, depends)
        # The daemon reads no content: it needs no library that does.
        self.assertNotRegex(depends, "libarchive|libbz2|liblzma|libzstd")
        self.assertEqual(run("dpkg-deb", "-I", package("fumiban-gateway"), "conffiles").split(), ["/etc/fumiban/fumiband.toml"])

    def test_a_program_builds_against_the_library_and_its_dependencies_are_named(self):
        outside = f"{WORK}/outside"
        run(CMAKE, "-S", f"{SOURCE}/tests/install/outside", "-B", outside, f"-DCMAKE_PREFIX_PATH={WORK}/libfumiban-dev/usr",
            f"-DCMAKE_CXX_COMPILER={COMPILER}")
        run(CMAKE, "--build", outside)
        self.assertIn("malicious 5", run(f"{outside}/outside").splitlines()[0])
        depends = {word.strip() for word in field("libfumiban-dev", "Depends").split(",")}
        # Each package of the list that it is built with and whose library a program is linked with.
        linked = run("ldd", f"{outside}/outside")
        with open(f"{SOURCE}/packaging/debian-packages.txt") as listed:
            for built_with in re.findall(r"^lib\S+-dev$", listed.read().split("[test]")[0], re.M):
                for library in re.findall(r"/(lib[^/ ]+)\.so$", run("dpkg", "-L", built_with), re.M):
                    if f"{library}.so" in linked:
                        self.assertIn(built_with, depends)


def refusal(*words):
    """Why this machine does not let a root have what `words` ask for; empty if it does."""
    done = subprocess.run(["unshare", "--mount", "--propagation", "private", *words, "true"], capture_output=True, text=True)
    return "" if done.returncode == 0 else "SKIPPED: this machine refuses it: " + done.stderr.strip()


@unittest.skipIf(refusal(), refusal())
class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.inside("dpkg", "--purge", *NAMES, check=False)  # of a run that was ended
        shutil.rmtree(TESTROOT + "/var/tmp/packages", ignore_errors=True)
        cls.before = cls.state()
        os.makedirs(TESTROOT + "/var/tmp/packages")
        for name in NAMES:
            shutil.copy(package(name), f"{TESTROOT}/var/tmp/packages/{name}.deb")
        cls.debs = [f"/var/tmp/packages/{name}.deb" for name in NAMES[:2]]
        cls.inside("dpkg", "-i", *cls.debs)

    @classmethod
    def tearDownClass(cls):
        cls.inside("dpkg", "--purge", *NAMES, check=False)
        shutil.rmtree(TESTROOT + "/var/tmp/packages", ignore_errors=True)

    @staticmethod
    def inside(*words, check=True, user=None):
        """In the root, with a /proc that only this command sees; nothing is started there."""
        as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        script = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(["unshare", "--mount", "--propagation", "private", "sh", "-c", script, TESTROOT, *as_user, *words],
                              capture_output=True, text=True, env=environment)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    @staticmethod
    def state():
        """Every file of the root but records, logs and caches of dpkg and of what the tests run; and its users."""
        away = {"/proc", "/sys", "/dev", "/tmp", "/run/adduser", "/run/systemd", "/var/lib/dpkg", "/var/log", "/var/cache", "/var/tmp"}
        files = set()
        for top, folders, names in os.walk(TESTROOT):
            place = top[len(TESTROOT):] or "/"
            folders[:] = [folder for folder in folders if os.path.join(place, folder) not in away]
            files.update(os.path.join(place, name) for name in names + folders)
        files -= away
        users = [open(TESTROOT + file).read() for file in ("/etc/passwd", "/etc/group", "/etc/shadow")]
        return files, users

    def test_the_gateway_finds_its_configuration_good(self):
        self.inside("fumiband", "--check")

    def test_anybody_scans_behind_the_wall(self):
        for sample in glob.glob(WORK + "/samples/*.eml"):
            shutil.copy(sample, TESTROOT + "/var/tmp/packages")
        said = self.inside("fumiban", "scan", "--explain", "/var/tmp/packages/07-eicar.eml", user=65534, check=False)
        self.assertEqual(said.returncode, 1, said.stderr)
        self.assertIn("malicious", said.stdout)
        self.assertIn("Parsed in a process without files, network and privileges.", said.stdout)
        self.inside("fumiban", "scan", "/var/tmp/packages/01-ordinary.eml", user=65534)

    def test_the_manual_pages_are_found(self):
        for page in ("fumiban", "fumiband"):
            self.assertIn(f"{page}.", self.inside("man", "-w", page).stdout)

    def test_the_configuration_is_for_root_and_the_daemon(self):
        info = os.stat(TESTROOT + "/etc/fumiban")
        self.assertEqual((info.st_uid, info.st_gid, info.st_mode & 0o777), (0, self.user().gr_gid, 0o750))

    @staticmethod
    def user():
        with open(TESTROOT + "/etc/passwd") as passwd:
            fields = next(line for line in passwd if line.startswith("fumiban:")).split(":")
        return type("User", (), {"pw_uid": int(fields[2]), "gr_gid": int(fields[3])})

    def test_an_upgrade_keeps_what_somebody_wrote_and_remove_does_too(self):
        config = TESTROOT + "/etc/fumiban/fumiband.toml"
        with open(config, "a") as opened:
            opened.write("# mine\n")
        self.inside("dpkg", "-i", *self.debs)
        self.assertIn("# mine", open(config).read())
        self.inside("dpkg", "--remove", *NAMES[:2])
        self.assertIn("# mine", open(config).read())
        self.inside("dpkg", "-i", *self.debs)
        self.assertIn("# mine", open(config).read())

    @unittest.skipIf(refusal("--user"), refusal("--user"))
    def test_the_unit_lets_the_wall_be_built(self):
        with open(TESTROOT + "/etc/fumiban/conf.d/spool.toml", "w") as more:
            more.write('[hold]\nwhere = "spool"\n')
        dns = TESTROOT + "/etc/fumiban/conf.d/dns.toml"
        with open(dns, "w") as more:
            more.write('[dns]\nservers = ["127.0.0.1"]\n')
        self.addCleanup(os.remove, dns)
        said, code = self.as_the_unit_has_it(lambda text: text)
        self.assertEqual(code, 0)
        self.assertEqual(said[0], "READY=1")
        self.assertEqual([one for one in said if one != "WATCHDOG=1"], ["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"])
        self.assertIn("WATCHDOG=1", said)
        held = os.stat(TESTROOT + "/var/lib/fumiban/held")
        self.assertEqual((held.st_uid, held.st_mode & 0o777), (self.user().pw_uid, 0o700))

    @unittest.skipIf(refusal("--user"), refusal("--user"))
    def test_without_what_workers_need_it_would_not(self):
        for needed in ("SystemCallFilter=capset\n", " landlock_restrict_self"):
            with self.subTest(needed):
                said, code = self.as_the_unit_has_it(lambda text: text.replace(needed, ""))
                self.assertEqual((said, code), ([], 69))

    def as_the_unit_has_it(self, change):
        """What systemd is told, and the exit code."""
        with open(f"{SOURCE}/packaging/fumiband.service") as opened:
            unit = as_unit.Unit(change(opened.read()))
        user = self.user()
        folders = ("/run/fumiban", "/var/lib/fumiban")
        for folder in folders:
            os.makedirs(TESTROOT + folder, mode=0o750, exist_ok=True)
            os.chown(TESTROOT + folder, user.pw_uid, user.gr_gid)
        systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        systemd.bind("\0fumiban-packages-test")
        systemd.settimeout(20)
        daemon = as_unit.start(unit, TESTROOT, user.pw_uid, user.gr_gid, folders, ["/usr/sbin/fumiband"],
                               {"NOTIFY_SOCKET": "@fumiban-packages-test", "WATCHDOG_USEC": "200000"},
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        told = []
        try:
            if daemon.poll() is None and self.is_told(systemd, told, daemon):
                self.ask()
                daemon.send_signal(signal.SIGHUP)
                systemd.settimeout(20)
                while "WATCHDOG=1" not in told or told.count("READY=1") < 2:
                    told.append(systemd.recv(100).decode())
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.communicate(timeout=20)
        systemd.setblocking(False)
        try:
            while True:
                told.append(systemd.recv(100).decode())
        except BlockingIOError:
            pass
        systemd.close()
        return told, daemon.returncode

    @staticmethod
    def is_told(systemd, told, daemon):
        systemd.settimeout(0.1)
        for _ in range(200):
            try:
                told.append(systemd.recv(100).decode())
                return True
            except TimeoutError:
                if daemon.poll() is not None:
                    return False
        return False

    def ask(self):
        """As a client of clamd, through the socket file; twice, so that a worker ends and another begins."""
        with open(glob.glob(WORK + "/samples/07*.eml")[0], "rb") as sample:
            mail = sample.read()
        for _ in range(2):
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(20)
                client.connect(TESTROOT + "/run/fumiban/clamd.sock")
                client.sendall(b"zINSTREAM\0" + struct.pack(">I", len(mail)) + mail + struct.pack(">I", 0))
                self.assertEqual(client.recv(1000), b"stream: Fumiban.Malicious.test.eicar FOUND\0")

    def test_systemd_understands_the_unit(self):
        done = self.inside("systemd-analyze", "verify", "/usr/lib/systemd/system/fumiband.service", check=False)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_lintian_finds_nothing(self):
        done = self.inside("lintian", "--allow-root", "--fail-on", "error,warning", *self.debs, "/var/tmp/packages/libfumiban-dev.deb", check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_zz_purge_leaves_nothing(self):
        self.inside("dpkg", "--purge", *NAMES)
        files, users = self.state()
        self.assertEqual(files - self.before[0], set())
        self.assertEqual(self.before[0] - files, set())
        self.assertEqual(users, self.before[1])


if __name__ == "__main__":
    code = 1
    try:
        run(CPACK, "--config", f"{BUILD}/CPackConfig.cmake", "-B", WORK)
        os.makedirs(WORK + "/samples")
        run(WRITE_SAMPLES, cwd=WORK)
        can = os.geteuid() == 0 and shutil.which("mmdebstrap")
        tests = unittest.defaultTestLoader.loadTestsFromTestCase(Contents)
        if can:
            wanted = {"man-db", "lintian", "systemd", "adduser"}
            for name in NAMES[:2]:
                wanted |= {word.split()[0] for word in field(name, "Depends").split(", ")} - {"fumiban"}
            run("sh", f"{SOURCE}/tests/gateway/testroot.sh", TESTROOT, *sorted(wanted))
            tests.addTests(unittest.defaultTestLoader.loadTestsFromTestCase(Installed))
        else:
            print("SKIPPED: installation, since a root of its own takes root and mmdebstrap")
        good = unittest.TextTestRunner(verbosity=2).run(tests).wasSuccessful()
        code = 1 if not good else 0 if can else 77
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    sys.exit(code)
