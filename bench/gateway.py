#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The gateway beside what it stands in: bare Postfix, Postfix with a filter that does nothing, Postfix with fumiband, all in
one run with the same mail; then fumiband alone: latency at half load, overload, memory, and the cost of the wall.

Usage: gateway.py FUMIBAND WORKER WRITE_SAMPLES TESTROOT WRITE_MAILS BENCH_FOLDER [SERIES]
SERIES: so many messages in ten equal runs instead, with the memory after each.
"""
import glob
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "gateway"))
from harness import BY_MILTER, free_port, Fumiband, listens, Postfix, prepare, TESTROOT, wait_for, WORKER  # noqa: E402

WRITE_MAILS, BENCH = sys.argv[5:7]
SERIES = int(sys.argv[7]) if len(sys.argv) > 7 else 0
MESSAGES, SOURCES, ROUNDS = 1600, 4, 5
MAIN = "smtpd_client_connection_count_limit = 0\nqmgr_message_active_limit = 20000\n"


def load(port, *words):
    done = subprocess.run([BENCH + "/milter_load", str(port), *map(str, words)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def family(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return [pid] + [one for child in children.read().split() for one in family(int(child))]


def memory(pid):
    """MB of the daemon, the zygote and all workers: resident, and with what they share counted once."""
    sums = {"Rss": 0, "Pss": 0}
    for one in family(pid):
        try:
            with open(f"/proc/{one}/smaps_rollup") as rollup:
                for line in rollup:
                    if line[:3] in sums and line[3] == ":":
                        sums[line[:3]] += int(line.split()[1])
        except OSError:
            pass  # it has ended
    return {name: round(value / 1024, 1) for name, value in sums.items()}


def post(postfix, mails):
    """Messages a second from the first one to an empty queue."""
    begin = time.time()
    sources = [subprocess.Popen(["chroot", TESTROOT, "smtp-source", "-c", "-s", "5", "-m", str(MESSAGES // SOURCES), "-f",
                                 "a@example.invalid", "-t", "b@example.invalid", "-F", mail, f"127.0.0.1:{postfix.port}"],
                                stdout=subprocess.DEVNULL) for mail in mails]
    for source in sources:
        if source.wait() != 0:
            sys.exit("smtp-source failed")
    accepted = time.time() - begin
    queues = [f"{postfix.inside}/queue/{name}" for name in ("incoming", "active", "deferred", "hold")]
    wait_for("an empty queue", lambda: not any(files for queue in queues for _, _, files in os.walk(queue)), 120)
    return MESSAGES / accepted, MESSAGES / (time.time() - begin)


def postfixes(folder, empty_port, fumiban_port):
    subprocess.run([WRITE_MAILS], cwd=folder, check=True)
    chosen = sorted(glob.glob(folder + "/mails/ordinary-*.eml"), key=os.path.getsize)[100::250][:SOURCES]
    inside = tempfile.mkdtemp(prefix="mails-", dir=TESTROOT + "/var/tmp")
    os.chmod(inside, 0o755)
    names = []
    for path in chosen:
        with open(path, "rb") as mail, open(f"{inside}/{os.path.basename(path)}", "wb") as out:
            out.write(mail.read().replace(b"\r\n", b"\n"))  # as smtp-source wants it
        names.append(f"{inside[len(TESTROOT):]}/{os.path.basename(path)}")
    sink_port = free_port()
    sink = subprocess.Popen(["chroot", TESTROOT, "smtp-sink", "-u", "nobody", f"127.0.0.1:{sink_port}", "1000"], stdout=subprocess.DEVNULL)
    wait_for("smtp-sink", lambda: listens(sink_port))
    kinds = {"bare": "", "empty filter": BY_MILTER.format(port=empty_port), "fumiban": BY_MILTER.format(port=fumiban_port)}
    servers, rates = {}, {}
    try:
        for kind, milters in kinds.items():
            servers[kind] = Postfix(sink_port, tempfile.mkdtemp(prefix="fumiban-bench-", dir=folder), MAIN + milters)
            post(servers[kind], names)  # everybody is awake
        for turn in range(ROUNDS):
            order = list(kinds) if turn % 2 == 0 else list(kinds)[::-1]
            for kind in order:
                rates.setdefault(kind, []).append(post(servers[kind], names))
    finally:
        for server in servers.values():
            server.end()
        sink.send_signal(signal.SIGTERM)
        sink.wait(10)
        shutil.rmtree(inside)
    out = {kind: {"accepted_per_s": round(statistics.median(a for a, _ in all_), 1),
                  "delivered_per_s": round(statistics.median(d for _, d in all_), 1)} for kind, all_ in rates.items()}
    # Neighbours in time are compared, so that the machine's moods fall out.
    for which, name in ((0, "accepted"), (1, "delivered")):
        out[f"fumiban / empty filter, {name}"] = round(
            statistics.median(ours[which] / empty[which] for ours, empty in zip(rates["fumiban"], rates["empty filter"])), 3)
    return out


def alone(fumiband, empty_port, rate):
    """fumiband as a mail server sees it. `rate`: what a real one brings."""
    port, out = fumiband.port, {}
    out["half of what Postfix brings"] = {kind: load(where, 16, int(rate * 5), rate / 2)["taken_in"]
                                          for kind, where in (("empty filter", empty_port), ("fumiban", port))}
    out["capacity"] = load(port, 8, 20000)
    capacity = out["capacity"]["messages_per_s"]
    out["half load"] = load(port, 64, int(capacity * 5), capacity / 2)
    before = load(port, 4, 2000)
    out["four times the load"] = load(port, 800, int(capacity * 20), capacity * 4)
    begin = time.time()
    after = load(port, 4, 2000)
    out["before and after it"] = {"p99_ms_before": before["taken_in"]["p99_ms"], "p99_ms_after": after["taken_in"]["p99_ms"],
                                  "shed_after": after["shed"], "seconds": round(time.time() - begin, 2)}
    out["memory_mb"] = memory(fumiband.process.pid)
    return out


def series(fumiband):
    out = []
    for turn in range(10):
        run = load(fumiband.port, 8, SERIES // 10)
        out.append({"messages": (turn + 1) * (SERIES // 10), "per_s": round(run["messages_per_s"]), "taken": run["taken"],
                    **memory(fumiband.process.pid)})
        print(json.dumps(out[-1]), flush=True)
    first, last = out[1], out[-1]
    if last["Pss"] > 1.1 * first["Pss"] + 5 or last["Rss"] > 300:
        sys.exit("memory grows")
    if sum(one["taken"] for one in out) != SERIES // 10 * 10:
        sys.exit("not every message was taken")


def main():
    prepare()
    folder = tempfile.mkdtemp(prefix="fumiban-bench-")
    fumiband = Fumiband(folder, free_port(), "[limits]\nconnections = 2000\n")
    empty_port = free_port()
    empty = subprocess.Popen([BENCH + "/empty_milter", str(empty_port)])
    try:
        wait_for("the empty filter", lambda: listens(empty_port))
        if SERIES:
            series(fumiband)
            return
        out = {"postfix": postfixes(folder, empty_port, fumiband.port)}
        out["alone"] = alone(fumiband, empty_port, out["postfix"]["fumiban"]["delivered_per_s"])
        out["wall"] = json.loads(subprocess.run([BENCH + "/wall_cost", WORKER], check=True, capture_output=True, text=True).stdout)
        print(json.dumps(out, indent=2))
    finally:
        fumiband.end()
        empty.send_signal(signal.SIGTERM)
        empty.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
