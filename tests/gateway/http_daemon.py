# SPDX-License-Identifier: Apache-2.0
"""A fumiband that listens for HTTP, and what to ask it."""
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile

from harness import free_port, wait_for



class Daemon:
    """`config` has {port} and {folder} in it."""

    def __init__(self, program, worker, config):
        self.folder = tempfile.mkdtemp(prefix="fumiban-http-")
        self.port = free_port()
        self.config = os.path.join(self.folder, "fumiband.toml")
        with open(self.config, "w") as file:
            file.write(config.format(port=self.port, folder=self.folder))
        self.out = open(os.path.join(self.folder, "log"), "w+")
        self.process = subprocess.Popen([program, "--config", self.config, "--worker", worker], stdout=self.out,
                                        stderr=subprocess.STDOUT)
        wait_for("fumiband", self.listens)

    def listens(self):
        if self.process.poll() is not None:
            with open(self.out.name) as log:
                raise AssertionError("fumiband ended: " + log.read())
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        self.out.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if code != 0:
            raise AssertionError(f"fumiband ended with {code}")

    def lines(self):
        with open(self.out.name) as log:
            return [json.loads(line) for line in log if line.startswith("{")]

    def children(self, of=None):
        found = subprocess.run(["pgrep", "-P", str(of or self.process.pid)], capture_output=True, text=True).stdout.split()
        return [int(pid) for pid in found]

    def signal_workers(self, what):
        """To the zygote and to all that it has forked."""
        for zygote in self.children():
            for pid in [zygote, *self.children(zygote)]:
                os.kill(pid, what)

    def connection(self, timeout=60):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, path, body=None, headers=None, connection=None):
        """Status, header fields, body."""
        own = connection or self.connection()
        own.request(method, path, body=body, headers=headers or {})
        answer = own.getresponse()
        told = answer.status, answer.headers, answer.read()
        if connection is None:
            own.close()
        return told

    def raw(self, data, seconds=10):
        """All that comes back for these bytes until the daemon closes or nothing comes any more."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as client:
            client.sendall(data)
            out = b""
            try:
                while True:
                    piece = client.recv(65536)
                    if not piece:
                        return out
                    out += piece
            except (TimeoutError, ConnectionResetError):
                return out
