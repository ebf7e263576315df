#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Nothing is lost: a first Postfix queues and retries, a second one carries fumiband and delivers to a sink, while
workers and the daemon are killed again and again, the disk is full, and writes fail one after another.

At the end every message was delivered with a verdict that fits it, or is held; each once; the backlog is empty.

Usage: kill_run.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT WRITE_MAILS [MESSAGES [SEED]]
"""
import glob
import json
import os
import random
import re
import shutil
import signal
import smtplib
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from harness import BY_MILTER, free_port, Fumiband, Postfix, prepare, wait_for
from milter_client import answer_to, packets

WRITE_MAILS = sys.argv[5]
LONG = 5000  # messages from which on kills come every second and speed is judged
MESSAGES = int(sys.argv[6]) if len(sys.argv) > 6 else 200
SEED = int(sys.argv[7]) if len(sys.argv) > 7 else 20261124

# A first server that tries again within seconds, each message in a session of its own: to one whose filter was killed the
# second server says no to the end.
PATIENT = """minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
maximal_queue_lifetime = 1d
smtp_connect_timeout = 5s
smtp_connection_cache_on_demand = no
default_destination_concurrency_failed_cohort_limit = 10000
smtp_destination_concurrency_limit = 10
qmgr_message_active_limit = 20000
"""
CARRIER = "smtpd_client_connection_count_limit = 0\nsmtpd_soft_error_limit = 1000\nsmtpd_hard_error_limit = 1001\n"

failures = []


def check(good, *told):
    if not good:
        failures.append(" ".join(str(word) for word in told))
        print("FAILED:", *told, flush=True)


class Record:
    """A sink that keeps of each delivery its recipient, its verdicts and the queue ids on its way."""

    def __init__(self):
        record = self
        self.deliveries = {}
        self.count = 0
        self.lock = threading.Lock()

        class Handler(socketserver.StreamRequestHandler):
            disable_nagle_algorithm = True

            def handle(self):
                self.wfile.write(b"220 sink.invalid\r\n")
                recipients = []
                for line in self.rfile:
                    verb = line[:4].upper()
                    if verb == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        head, in_head = [], True
                        for text in self.rfile:
                            if text == b".\r\n":
                                break
                            in_head = in_head and text != b"\r\n"
                            if in_head:
                                head.append(text)
                        head = b"".join(head)
                        verdicts = re.findall(rb"(?m)^X-Fumiban-Verdict: ([^;\r]*)", head)
                        ids = re.findall(rb"\sid (\w+)", head)
                        with record.lock:
                            for recipient in recipients:
                                record.deliveries.setdefault(recipient, []).append((verdicts, ids[:2]))
                            record.count += 1
                        recipients = []
                        self.wfile.write(b"250 taken\r\n")
                    elif verb == b"QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    elif verb == b"EHLO":
                        self.wfile.write(b"250-sink.invalid\r\n250-8BITMIME\r\n250 PIPELINING\r\n")
                    else:
                        if verb == b"RCPT":
                            recipients.append(line[line.index(b"<") + 1 : line.index(b">")].decode())
                        self.wfile.write(b"250 ok\r\n")

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True
            request_queue_size = 100

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Killer(threading.Thread):
    """Kills in turn a worker, the zygote or the daemon, which is then started again."""

    def __init__(self, fumiband, seed, every, most):
        super().__init__()
        self.fumiband, self.dice, self.every, self.most = fumiband, random.Random(seed), every, most
        self.stop = threading.Event()
        self.killed = {"worker": 0, "zygote": 0, "daemon": 0}

    def children(self, pid):
        try:
            with open(f"/proc/{pid}/task/{pid}/children") as children:
                return [int(child) for child in children.read().split()]
        except OSError:
            return []

    def kill(self, what, pid):
        try:
            os.kill(pid, signal.SIGKILL)
            self.killed[what] += 1
        except ProcessLookupError:
            pass

    def run(self):
        turn, due = 0, time.time()
        while turn < self.most:
            turn, due = turn + 1, due + self.every
            if self.stop.wait(max(0, due - time.time())):
                break
            zygotes = self.children(self.fumiband.process.pid)
            workers = [worker for zygote in zygotes for worker in self.children(zygote)]
            if workers:
                self.kill("worker", self.dice.choice(workers))
            # The daemon has to start the parent of its workers anew before it is killed itself.
            if turn % 5 == 3 and zygotes:
                self.kill("zygote", zygotes[0])
            if turn % 5 in (0, 2, 4):
                self.kill("daemon", self.fumiband.process.pid)
                self.fumiband.process.wait(10)
                self.fumiband.start()  # as its supervisor would
            check(self.fumiband.process.poll() is None, "the daemon ended by itself")


class Servers:
    """A first Postfix, a second one, a sink, and where fumiband is to listen."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fumiban-kill-")
        self.sink, self.milter_port = Record(), free_port()
        self.second = Postfix(self.sink.port, tempfile.mkdtemp(prefix="second-", dir=self.folder),
                              CARRIER + BY_MILTER.format(port=self.milter_port))
        self.first = Postfix(self.second.port, tempfile.mkdtemp(prefix="first-", dir=self.folder), PATIENT)

    def end(self):
        self.first.end()
        self.second.end()
        shutil.rmtree(self.folder, ignore_errors=True)


class Run:
    """fumiband between them, for some messages."""

    def __init__(self, servers, mails, spool, state=None):
        self.mails, self.spool = mails, spool == "spool"
        self.first, self.second, self.sink = servers.first, servers.second, servers.sink
        self.folder = tempfile.mkdtemp(prefix="run-", dir=servers.folder)
        self.state = state or self.folder
        self.sink.deliveries = {}
        self.log_begin = os.path.getsize(self.second.log)
        self.fumiband = Fumiband(self.folder, servers.milter_port, "", f'state = "{self.state}"\n[hold]\nwhere = "{spool}"\n')

    def end(self):
        self.fumiband.end()
        self.second.empty()

    def send(self, kinds):
        """Message number i to the recipient <i>-<kind>; the first server takes all."""
        def some(first):
            with smtplib.SMTP("127.0.0.1", self.first.port, local_hostname="client.invalid", timeout=120) as client:
                client.ehlo()
                for i in range(first, len(kinds), 4):
                    client.sendmail("a@example.invalid", [f"{i}-{kinds[i]}@example.invalid"], self.mails[kinds[i]], ["BODY=8BITMIME"])

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(some, range(4)))

    def held(self):
        """What is held, by recipient: the queue ids."""
        found = {}
        if self.spool:
            for path in glob.glob(self.state + "/held/*.held"):
                with open(path, "rb") as file:
                    told, mail = file.read().split(b"\n", 1)
                told = json.loads(told)
                check(len(mail) == told["bytes"], "a part of a message lies in the spool", path)
                found.setdefault(told["recipients"][0], []).append(told["queue"])
        else:
            for mail in self.second.queue():
                if mail["queue_name"] == "hold":
                    found.setdefault(mail["recipients"][0]["address"], []).append(mail["queue_id"])
        return found

    def backlog(self):
        """Messages that are on their way still."""
        count = 0
        for server in (self.first, self.second):
            for name in ("maildrop", "incoming", "active", "deferred"):
                count += sum(len(files) for _, _, files in os.walk(f"{server.inside}/queue/{name}"))
        return count

    def wait(self, seconds):
        """Until nothing is on its way; how many seconds that took."""
        begin = time.time()
        wait_for("an empty backlog", lambda: self.backlog() == 0, seconds)
        return time.time() - begin

    def log(self):
        with open(self.second.log) as log:
            log.seek(self.log_begin)
            return log.read()

    def judge(self, kinds, expected):
        """Every message once, where it belongs. `expected`: kind to verdict of what is to be delivered."""
        held, delivered, log = self.held(), self.sink.deliveries, self.log()
        repeated = 0
        for i, kind in enumerate(kinds):
            name = f"{i}-{kind}@example.invalid"
            came, kept = delivered.get(name, []), held.get(name, [])
            check(came or kept, "lost:", name)
            check(not (came and kept), "delivered and held:", name, came, kept)
            check(len(came) <= 1, "delivered twice:", name, came)
            for verdicts, _ in came:
                check(verdicts == [expected.get(kind)], "delivered unread or misjudged:", name, verdicts)
            # Stored, then killed before it said so: the second server did not take it, and the first one came again.
            for queue in kept[:]:
                if len(kept) > 1 and re.search(rf"{queue}: milter-reject: END-OF-MESSAGE .*4\.7\.1 Service unavailable", log):
                    kept.remove(queue)
                    repeated += 1
            check(len(kept) <= 1, "held twice:", name, kept)
        check(not delivered.keys() - {f"{i}-{kind}@example.invalid" for i, kind in enumerate(kinds)}, "a stranger")
        leftovers = [path for path in glob.glob(self.state + "/held/*") if not path.endswith(".held")]
        check(not leftovers, "left behind in the spool:", leftovers)
        rejected = len(re.findall(r"milter-reject: END-OF-MESSAGE .*4\.7\.1 Service unavailable", log))
        return {"delivered": len(delivered), "held": len(held), "held again": repeated,
                "broken off after the data and tried again": rejected}


def kinds_of(count, seed):
    """nine in ten ordinary, the others to be held"""
    dice = random.Random(seed)
    return [dice.choice(["eicar", "locked"]) if dice.random() < 0.1 else f"ordinary-{dice.randrange(1, 1001):04}" for _ in range(count)]


def clear_run(servers, mails, kinds):
    """Undisturbed: what each kind's verdict is, and how fast it goes."""
    run = Run(servers, mails, "mail-server")
    try:
        begin = time.time()
        run.send(kinds)
        run.wait(600)
        seconds = time.time() - begin
        verdicts = {}
        for name, came in run.sink.deliveries.items():
            verdicts[name.split("@")[0].split("-", 1)[1]] = came[0][0][0]
        told = run.judge(kinds, verdicts)
        check(not verdicts.keys() & {"eicar", "locked"}, "delivered what is to be held")
        check(set(verdicts.values()) <= {b"clean", b"suspicious", b"unscanned"}, "verdicts", set(verdicts.values()))
        print(f"undisturbed: {len(kinds) / seconds:.1f} messages/s, {told}", flush=True)
        return verdicts, len(kinds) / seconds
    finally:
        run.end()


def killing_run(servers, mails, kinds, verdicts, speed, spool, seed):
    run = Run(servers, mails, spool)
    killer = Killer(run.fumiband, seed, *((1.0, 100000) if len(kinds) >= LONG else (0.2, 14)))
    try:
        begin = time.time()
        killer.start()
        run.send(kinds)
        run.wait(len(kinds) / speed * 4 + 60)
        seconds = time.time() - begin
        killer.stop.set()
        killer.join()
        told = run.judge(kinds, verdicts)
        rate = len(kinds) / seconds
        check(all(killer.killed.values()), "not everything was killed:", killer.killed)
        check(len(kinds) < LONG or rate >= speed / 2, f"{rate:.1f} messages/s are less than half of {speed:.1f}")
        print(f"killed {killer.killed} with hold = {spool}: {rate:.1f} messages/s, {told}", flush=True)
    finally:
        killer.stop.set()
        if killer.is_alive():
            killer.join()
        run.end()


def full_disk_run(servers, mails, kinds, verdicts):
    """The disk of the spool is full, then it is not."""
    state = tempfile.mkdtemp(prefix="fumiban-small-")
    os.chmod(state, 0o700)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20k,mode=0700", "fumiban-test", state], capture_output=True, text=True)
    if mounted.returncode != 0:
        print(f"SKIPPED: a full disk takes a mount, which this machine refuses: {mounted.stderr.strip()}", flush=True)
        os.rmdir(state)
        return
    try:
        run = Run(servers, mails, "spool", state)
        try:
            run.send(kinds)
            ordinary = sum(kind.startswith("ordinary") for kind in kinds)
            wait_for("all ordinary mail", lambda: len(run.sink.deliveries) == ordinary, 120)
            wait_for("refusals", lambda: any(line.get("failure") == "spool" for line in run.fumiband.lines()), 30)
            waiting = run.backlog()
            check(waiting > 0, "the disk was not full")
            subprocess.run(["mount", "-o", "remount,size=100m", state], check=True)
            run.wait(60)
            print(f"full disk: {waiting} waited, {run.judge(kinds, verdicts)}", flush=True)
        finally:
            run.end()
    finally:
        subprocess.run(["umount", state], check=True)
        os.rmdir(state)


def ask(fumiband, mail, queue):
    """What becomes of a message: the last packet of the answer."""
    return answer_to(fumiband.port, packets(mail, queue=queue))[-1]


def with_failing(fumiband, mail, folder, call, n):
    """One message while the n-th `call` of a thread fails: "taken", "refused", or nothing where there is no n-th."""
    queue = f"{call}{n}".encode()
    trace = subprocess.Popen(
        ["strace", "-f", "-o", folder + "/trace", "-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when={n}", "-p",
         str(fumiband.process.pid)], stderr=subprocess.PIPE, text=True)
    trace.stderr.readline()  # attached
    answer = ask(fumiband, mail, queue)
    trace.send_signal(signal.SIGINT)
    trace.communicate(timeout=20)
    with open(folder + "/trace") as file:
        said = None if "INJECTED" not in file.read() else "taken" if answer == b"d" else "refused"
    if said == "refused":
        check(answer == b"t" or answer.startswith(b"y451 "), call, n, answer)
        answer = ask(fumiband, mail, queue)
    check(answer == b"d", "refused though nothing fails:", call, n, answer)
    stored = os.listdir(folder + "/held")
    check(len(stored) == 1 and stored[0].endswith(".held"), "in the spool after", call, n, stored)
    with open(f"{folder}/held/{stored[0]}", "rb") as file:
        check(file.read().split(b"\n", 1)[1] == mail, "not as it came", call, n)
    os.remove(f"{folder}/held/{stored[0]}")
    return said


def failing_writes_run(mails):
    """The n-th of the system calls by which a message is scanned, stored and logged fails, for every n: what the daemon
    says that it took is stored whole, and what it did not take it takes when it comes again."""
    traced = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True)
    if traced.returncode != 0:
        print(f"SKIPPED: calls that fail take strace, which this machine refuses: {traced.stderr.strip()}", flush=True)
        return
    folder = tempfile.mkdtemp(prefix="fumiban-writes-")
    fumiband = Fumiband(folder, free_port(), "[limits]\nworkers = 1\n", f'state = "{folder}"\n[hold]\nwhere = "spool"\n')
    told = []
    try:
        ask(fumiband, mails["ordinary-0001"], b"WARM")  # its thread has begun
        for call in ("write", "openat", "fsync", "rename"):
            for n in range(1, 100):
                failed = with_failing(fumiband, mails["eicar"], folder, call, n)
                if failed is None:
                    break
                told.append(f"{call} {n} {failed}")
        check(len(told) >= 8, "hardly a call failed", told)
        print(f"failing calls: {', '.join(told)}", flush=True)
    finally:
        fumiband.end()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    prepare()
    print(f"{MESSAGES} messages, seed {SEED}", flush=True)
    folder = tempfile.mkdtemp(prefix="fumiban-mails-")
    try:
        subprocess.run([WRITE_MAILS], cwd=folder, check=True)
        mails = {}
        for path in glob.glob(folder + "/mails/*.eml"):
            if not os.path.basename(path).startswith("evasion-"):
                with open(path, "rb") as file:
                    mails[os.path.basename(path)[:-4]] = file.read()
    finally:
        shutil.rmtree(folder)
    kinds = kinds_of(MESSAGES, SEED)
    servers = Servers()
    try:
        verdicts, speed = clear_run(servers, mails, kinds)
        killing_run(servers, mails, kinds, verdicts, speed, "mail-server", SEED)
        killing_run(servers, mails, kinds, verdicts, speed, "spool", SEED + 1)
        full_disk_run(servers, mails, kinds[:200], verdicts)
    finally:
        servers.end()
    failing_writes_run(mails)
    if failures:
        sys.exit(f"{len(failures)} failures")
    print("nothing lost")


if __name__ == "__main__":
    main()
