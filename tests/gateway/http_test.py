#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The HTTP interface of a real fumiband: every route, what goes wrong, who may not ask, and that answers are as
docs/openapi.json says.

Usage: http_test.py FUMIBAND WORKER WRITE_SAMPLES SOURCE_FOLDER. Exit code 77 (skipped) without the jsonschema module.
"""
import glob
import hashlib
import http.client
import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import warnings

try:
    import jsonschema
except ImportError:
    print("SKIPPED: this python has no module 'jsonschema'")
    sys.exit(77)

from harness import free_port, wait_for
from http_daemon import Daemon

FUMIBAND, WORKER, WRITE_SAMPLES, SOURCE = map(os.path.abspath, sys.argv[1:5])
DOCUMENT = json.load(open(SOURCE + "/docs/openapi.json", encoding="utf-8"))
REPORT = json.load(open(SOURCE + "/docs/report.schema.json", encoding="utf-8"))
LISTEN = '[listen]\nhttp = ["127.0.0.1:{port}"]\n'
MAIL = {"Content-Type": "message/rfc822"}
LETTER = b"From: a@example.invalid\r\nSubject: \xe5\xb1\x8a\r\nMessage-ID: <1@example.invalid>\r\n\r\nA few words.\r\n"
ONENOTE = bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3")  # a container that this version does not open


def start(more="", listen=LISTEN, before=""):
    return Daemon(FUMIBAND, WORKER, before + listen + more)


def resolved(node):
    while "$ref" in node and node["$ref"].startswith("#/"):
        target = DOCUMENT
        for key in node["$ref"][2:].split("/"):
            target = target[key]
        node = target
    return node


def check(method, path, status, headers, body):
    """An answer against the document."""
    operation = DOCUMENT["paths"].get(path.split("?")[0], {}).get(method.lower())
    responses = operation["responses"] if operation else {"default": {"$ref": "#/components/responses/Other"}}
    response = resolved(responses.get(str(status), responses["default"]))
    media = headers["Content-Type"].split(";")[0]
    schema = response["content"][media].get("schema", {})
    base = "http://fumiban.invalid/openapi.json"
    store = {base: DOCUMENT, "http://fumiban.invalid/report.schema.json": {**REPORT, "$id": ""}}
    resolver = jsonschema.RefResolver(base, DOCUMENT, store=store)
    validator = jsonschema.Draft202012Validator(schema, resolver=resolver)
    values = [body.decode()]
    if media == "application/x-ndjson":
        values = [json.loads(line) for line in body.splitlines()]
    elif media.endswith("json"):
        values = [json.loads(body)]
    for value in values:
        for error in validator.iter_errors(value):
            raise AssertionError(f"{method} {path} {status}: {list(error.absolute_path)}: {error.message[:300]}")
    for name, field in response.get("headers", {}).items():
        value = headers[name]
        if value is None or not re.fullmatch("[1-9][0-9]*", value):
            raise AssertionError(f"{method} {path} {status}: {name} is {value}")
    return values[0] if media != "application/x-ndjson" else values


class Case(unittest.TestCase):
    CONFIG = ""

    @classmethod
    def setUpClass(cls):
        cls.daemon = start(cls.CONFIG)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.end()

    def ask(self, method, path, expected, body=None, headers=None, connection=None):
        status, fields, told = self.daemon.ask(method, path, body, headers, connection)
        self.assertEqual(status, expected, told[:500])
        self.assertEqual(fields["X-Content-Type-Options"], "nosniff")
        self.assertEqual(fields["Cache-Control"], "no-store")
        return check(method, path, status, fields, told)

    def refused(self, method, path, expected, problem, body=None, headers=None):
        told = self.ask(method, path, expected, body, headers)
        self.assertEqual(told["type"], "urn:fumiban:problem:" + problem)
        return told


class Routes(Case):
    CONFIG = '[http]\nnames = ["gateway.example.invalid"]\n'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        os.mkdir(cls.daemon.folder + "/samples")
        subprocess.run([WRITE_SAMPLES], cwd=cls.daemon.folder, check=True, stdout=subprocess.DEVNULL)
        cls.samples = {}
        for path in glob.glob(cls.daemon.folder + "/samples/*.eml"):
            with open(path, "rb") as sample:
                cls.samples[os.path.basename(path)[3:-4]] = sample.read()

    def test_a_message_is_scanned_and_told_as_the_command_tells_it(self):
        told = self.ask("POST", "/v1/scan", 200, LETTER, MAIL)
        self.assertEqual((told["verdict"], told["action"], told["subject"], told["path"]), ("clean", "deliver", "届", "-"))
        told = self.ask("POST", "/v1/scan", 200, self.samples["eicar"], MAIL)
        self.assertEqual((told["verdict"], told["action"], told["level"]), ("malicious", "hold", 5))
        self.assertIn("test.eicar", [finding["id"] for finding in told["findings"]])
        self.assertEqual(told["engine"]["notes"], ["parsed behind the wall"])

    def test_a_file_is_scanned_under_its_name(self):
        told = self.ask("POST", "/v1/scan?name=%E8%A6%8B%E7%A9%8D.doc.lnk", 200, b"hello\n")
        self.assertEqual(told["path"], "見積.doc.lnk")
        self.assertIn("name.double-extension", [finding["id"] for finding in told["findings"]])
        self.assertEqual(self.ask("POST", "/v1/scan?message=1", 200, b"hello\n")["parts"][0]["type"], "message")

    def test_every_sample_is_told_by_the_schema(self):
        for name, sample in self.samples.items():
            self.ask("POST", "/v1/scan?name=" + name, 200, sample, MAIL)
            self.ask("POST", "/checkv2", 200, sample, MAIL)

    def test_what_was_not_read_is_never_clean(self):
        told = self.ask("POST", "/v1/scan", 200, ONENOTE)
        self.assertEqual((told["verdict"], told["unread"], told["action"]), ("unscanned", ["unknown-container"], "hold"))
        mail = (b"MIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=a.one\r\nX-Fumiban-Verdict: clean\r\n\r\n" +
                ONENOTE)
        told = self.ask("POST", "/checkv2", 200, mail)
        self.assertEqual((told["action"], told["unscanned"]), ("soft reject", True))
        self.assertIn("unscanned.unknown-container", told["symbols"])
        self.assertIn("unread=unknown-container", told["milter"]["add_headers"]["X-Fumiban-Verdict"]["value"])
        self.assertEqual(told["milter"]["remove_headers"], {"X-Fumiban-Verdict": 0})

    def test_progress_is_told_line_by_line(self):
        body = LETTER + b"x" * 76 * 30000
        lines = self.ask("POST", "/v1/scan", 200, body, {**MAIL, "Accept": "application/x-ndjson"})
        received = [line["bytes"] for line in lines if line["event"] == "received"]
        self.assertEqual(received[-1], len(body))
        self.assertGreaterEqual(len(received), 3)
        self.assertEqual(received, sorted(received))
        self.assertEqual([line["event"] for line in lines[-3:]], ["waiting", "scanning", "result"])
        self.assertEqual(lines[-1]["report"]["verdict"], "clean")

    def test_progress_comes_while_the_body_is_still_on_its_way(self):
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=10) as client:
            client.sendall(b"POST /v1/scan HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/x-ndjson\r\n"
                           b"Content-Length: 3000000\r\n\r\n" + b"y" * 2_000_000)
            file = client.makefile("rb")
            line = b""
            while b'"received"' not in line:
                line = file.readline()
                self.assertTrue(line)
            client.sendall(b"y" * 1_000_000)
            while b'"result"' not in line:
                line = file.readline()
                self.assertTrue(line)

    def test_clients_of_rspamd_are_answered_as_rspamd_does(self):
        fields = {"From": "<a@example.invalid>", "Rcpt": "<b@example.invalid>, <c@example.invalid>", "IP": "192.0.2.1",
                  "Helo": "client.invalid", "User": "anna", "Queue-Id": "4F1K2x3", "Content-Type": "text/plain"}
        told = self.ask("POST", "/checkv2", 200, self.samples["eicar"], fields)
        self.assertEqual((told["action"], told["is_skipped"], told["unscanned"]), ("soft reject", False, False))
        self.assertGreater(told["score"], told["required_score"])
        self.assertEqual(told["symbols"]["test.eicar"]["options"], ["EICAR"])
        self.assertTrue(told["messages"]["smtp_message"])
        line = [line for line in self.daemon.lines() if line.get("queue") == "4F1K2x3"][-1]
        self.assertEqual(line["recipients"], ["b@example.invalid", "c@example.invalid"])
        self.assertEqual((line["client"], line["sender"], line["interface"], line["user"]),
                         ("192.0.2.1", "a@example.invalid", "rspamd", "anna"))
        told = self.ask("POST", "/checkv2", 200, LETTER, fields)
        self.assertEqual((told["action"], told["message-id"]), ("no action", "1@example.invalid"))

    def test_exim_is_answered_as_it_asks(self):
        ask = lambda mail: self.daemon.raw(b"CHECK RSPAMC/1.3\r\nContent-length: %d\r\nQueue-Id: 1x\r\nFrom: <a@b.invalid>\r\n"
                                           b"Recipient-Number: 1\r\nRcpt: <c@d.invalid>\r\nIP: 192.0.2.1\r\n\r\n" % len(mail) + mail)
        told = ask(self.samples["eicar"])
        # Exim's own sscanf: "RSPAMD/%7s 0 EX_OK\r\nMetric: default; %7s %lf / %lf / %lf\r\n%n", then "Action: ".
        pattern = rb"RSPAMD/\S{1,7} 0 EX_OK\r\nMetric: default; \S{1,7} [\d.]+ / [\d.]+ / [\d.]+\r\nAction: ([a-z ]+)\r\n"
        self.assertEqual(re.match(pattern, told)[1], b"soft reject")
        self.assertEqual(re.match(pattern, ask(LETTER))[1], b"no action")

    def test_the_small_routes(self):
        self.assertEqual(self.ask("GET", "/healthz", 200)["status"], "alive")
        self.assertEqual(self.ask("GET", "/readyz", 200)["status"], "ready")
        self.assertRegex(self.ask("GET", "/v1/version", 200)["version"], r"^\d+\.\d+\.\d+$")
        self.assertEqual(self.ask("GET", "/v1/openapi.json", 200), DOCUMENT)
        self.assertEqual(self.ask("GET", "/v1/report.schema.json", 200), REPORT)

    def test_metrics_are_openmetrics(self):
        self.ask("POST", "/v1/scan", 200, LETTER, MAIL)
        status, fields, body = self.daemon.ask("GET", "/metrics")
        self.assertEqual(status, 200)
        self.assertEqual(fields["Content-Type"], "application/openmetrics-text; version=1.0.0; charset=utf-8")
        text = body.decode()
        self.assertRegex(text, r'fumiban_messages_total\{interface="http",verdict="clean",act="deliver"\} \d+\n')
        self.assertTrue(text.endswith("\n# EOF\n"))
        typed = set(re.findall(r"^# TYPE (\S+) ", text, re.M))
        for name in re.findall(r"^([a-z_]+)[ {]", text, re.M):
            self.assertIn(re.sub("_(total|bucket|count|sum)$", "", name), typed)

    def test_what_is_not_there_is_told_with_the_mend_in_the_reader_s_language(self):
        self.assertIn("openapi", self.refused("GET", "/v1/nothing", 404, "not-found")["mend"])
        told = self.refused("GET", "/v1/nothing", 404, "not-found", headers={"Accept-Language": "ja,en;q=0.5"})
        self.assertRegex(told["title"], "[ぁ-ん]")
        self.refused("POST", "/v1/scan?nmae=x", 400, "query", LETTER, MAIL)
        self.refused("GET", "/v1/scan", 405, "method")
        self.assertEqual(self.daemon.ask("DELETE", "/v1/scan")[1]["Allow"], "POST")

    def test_bodies_that_are_not_the_message_are_refused(self):
        self.refused("POST", "/checkv2", 415, "encoding", LETTER, {"Compression": "zstd"})
        self.refused("POST", "/v1/scan", 415, "encoding", LETTER, {"Content-Encoding": "gzip"})
        self.refused("POST", "/checkv2", 400, "reference", b"", {"File": "/etc/passwd"})
        self.refused("POST", "/v1/scan", 415, "form", LETTER, {"Content-Type": "text/plain"})
        self.refused("POST", "/v1/scan", 415, "form", LETTER, {"Content-Type": "application/x-www-form-urlencoded"})

    def test_a_page_in_a_browser_is_refused(self):
        self.refused("GET", "/metrics", 403, "host", headers={"Host": "evil.invalid"})
        self.refused("POST", "/v1/scan", 403, "host", LETTER, {"Host": "evil.invalid:" + str(self.daemon.port)})
        self.refused("POST", "/checkv2", 403, "origin", LETTER, {"Origin": "http://127.0.0.1:" + str(self.daemon.port)})
        self.refused("GET", "/healthz", 403, "origin", headers={"Sec-Fetch-Site": "cross-site"})
        self.ask("GET", "/healthz", 200, headers={"Host": "gateway.example.invalid"})
        status, fields, _ = self.daemon.ask("OPTIONS", "/v1/scan")
        self.assertEqual(status, 405)
        self.assertIsNone(fields["Access-Control-Allow-Origin"])

    def test_large_bodies_with_a_length_and_in_chunks(self):
        large = LETTER + (b"x" * 76 + b"\r\n") * 520_000  # 40 MB
        told = self.ask("POST", "/v1/scan", 200, large, MAIL)
        self.assertEqual(told["parts"][0]["size"], len(large))
        self.assertEqual(told["parts"][0]["sha256"], hashlib.sha256(large).hexdigest())
        pieces = (large[i:i + 50_000] for i in range(0, len(large), 50_000))
        told = self.ask("POST", "/v1/scan", 200, pieces, MAIL)
        self.assertEqual(told["parts"][0]["sha256"], hashlib.sha256(large).hexdigest())
        small = self.ask("POST", "/v1/scan", 200, iter([LETTER[:7], LETTER[7:8], LETTER[8:]]), MAIL)
        self.assertEqual(small["parts"][0]["sha256"], hashlib.sha256(LETTER).hexdigest())

    def test_one_connection_serves_many_requests(self):
        connection = self.daemon.connection()
        for i in range(50):
            self.ask("POST", f"/v1/scan?name={i}", 200, LETTER, MAIL, connection)
            self.ask("GET", "/healthz", 200, connection=connection)
            self.ask("GET", "/nothing", 404, connection=connection)
        connection.close()

    def test_pipelined_requests_are_answered_in_their_order(self):
        scan = b"POST /v1/scan?name=%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nhello"
        told = self.daemon.raw(b"".join(scan % name for name in (b"one", b"two")) +
                               b"GET /v1/version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + scan % b"three" +
                               b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                               b"GET /v1/version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        self.assertEqual(told.count(b"HTTP/1.1 200 OK"), 5, told[:300])
        places = [told.index(mark) for mark in (b'"path":"one"', b'"path":"two"', b'"name":"fumiban","version":"', b'"path":"three"', b"alive")]
        places[2] = told.rindex(b'{"name":"fumiban"', 0, places[3])
        self.assertEqual(places, sorted(places))

    def test_nothing_is_smuggled(self):
        hidden = b"GET /v1/version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        post = b"POST /v1/scan HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for head in (b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % (5 + len(hidden)),
                     b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"Transfer-Encoding: identity\r\n",
                     b"Transfer-Encoding: chunked, identity\r\n", b"Transfer-Encoding: xchunked\r\n",
                     b"Transfer-Encoding:\x0bchunked\r\n", b"Transfer-Encoding : chunked\r\n",
                     b"Content-Length: 5\r\nContent-Length: 6\r\n", b"Content-Length: +5\r\n", b"Content-Length: 5, 5\r\n",
                     b"Content-Length: 0x5\r\n", b"Content-Length: -1\r\n"):
            told = self.daemon.raw(post + head + b"\r\n0\r\n\r\n" + hidden)
            self.assertRegex(told, b"^HTTP/1.1 400 ", head)
            self.assertEqual(len(re.findall(rb"HTTP/1.1 \d+ ", told)), 1, head)
        for line in (b"GET /healthz HTTP/1.1\nHost: 127.0.0.1\n\n", b"GET /healthz HTTP/2.0\r\nHost: 127.0.0.1\r\n\r\n",
                     b"GET /healthz\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: 127.0.0.1\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\n\r\n", b"GET http://127.0.0.1/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"):
            self.assertRegex(self.daemon.raw(line, 40), b"^HTTP/1.1 400 ", line)

    def test_a_header_that_is_too_large_is_told(self):
        told = self.daemon.raw(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n")
        self.assertRegex(told, b"^HTTP/1.1 431 ")

    def test_junk_harms_nobody(self):
        dice = random.Random(5)
        seeds = [b"POST /v1/scan HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                 b"CHECK RSPAMC/1.3\r\nContent-length: 5\r\n\r\nhello", b"CHECK RSPAMC/1.", b"\x16\x03\x01\x02\x00\x01",
                 b"\x00" * 1000, b"GET / HTTP/1.1\r\n" * 50]
        for i in range(300):
            bytes_ = bytearray(dice.choice(seeds))
            for _ in range(dice.randrange(4)):
                bytes_[dice.randrange(len(bytes_))] = dice.randrange(256)
            with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=5) as client:
                client.sendall(bytes(bytes_[:dice.randrange(1, len(bytes_) + 1)]))
                if dice.randrange(2):
                    client.shutdown(socket.SHUT_WR)
        self.ask("GET", "/healthz", 200)
        self.assertIsNone(self.daemon.process.poll())

    def test_the_document_is_openapi(self):
        """Its structure, as OpenAPI 3.1 has it, as far as the document uses it."""
        reference = {"type": "object", "required": ["$ref"], "properties": {"$ref": {"type": "string"}, "required": {}}}
        or_reference = lambda schema: {"if": {"required": ["$ref"]}, "then": reference, "else": schema}
        media = {"type": "object", "additionalProperties": {"type": "object", "properties": {"schema": {}}, "additionalProperties": False}}
        header = {"type": "object", "additionalProperties": False, "required": ["schema"],
                  "properties": {"description": {}, "required": {"type": "boolean"}, "schema": {}}}
        response = {"type": "object", "additionalProperties": False, "required": ["description"],
                    "properties": {"description": {"type": "string"}, "content": media,
                                   "headers": {"type": "object", "additionalProperties": or_reference(header)}}}
        parameter = {"type": "object", "additionalProperties": False, "required": ["name", "in", "schema"],
                     "properties": {"name": {"type": "string"}, "in": {"enum": ["query", "header"]}, "description": {},
                                    "required": {"type": "boolean"}, "schema": {}, "example": {}}}
        operation = {"type": "object", "additionalProperties": False, "required": ["operationId", "summary", "responses"],
                     "properties": {"operationId": {"type": "string"}, "summary": {"type": "string"},
                                    "description": {"type": "string"},
                                    "parameters": {"type": "array", "items": or_reference(parameter)},
                                    "requestBody": {"type": "object", "required": ["content"], "additionalProperties": False,
                                                    "properties": {"description": {}, "required": {"type": "boolean"}, "content": media}},
                                    "responses": {"type": "object", "minProperties": 1, "additionalProperties": False,
                                                  "patternProperties": {"^([1-5][0-9][0-9]|default)$": or_reference(response)}},
                                    "security": {"type": "array", "items": {"type": "object"}}}}
        structure = {"type": "object", "additionalProperties": False,
                     "required": ["openapi", "info", "paths", "components"],
                     "properties": {
                         "openapi": {"pattern": r"^3\.1\.\d+$"},
                         "info": {"type": "object", "required": ["title", "version"]},
                         "jsonSchemaDialect": {"const": "https://json-schema.org/draft/2020-12/schema"},
                         "servers": {"type": "array", "items": {"type": "object", "required": ["url"]}},
                         "security": {"type": "array"},
                         "paths": {"type": "object", "additionalProperties": False, "patternProperties": {"^/": {
                             "type": "object", "additionalProperties": False, "patternProperties": {"^(get|post)$": operation}}}},
                         "components": {"type": "object", "additionalProperties": False, "properties": {
                             "schemas": {"type": "object"}, "responses": {"additionalProperties": response},
                             "parameters": {"additionalProperties": parameter}, "headers": {"additionalProperties": header},
                             "securitySchemes": {"additionalProperties": {"required": ["type"]}}}}}}
        errors = [f"{list(error.absolute_path)}: {error.message[:200]}"
                  for error in jsonschema.Draft202012Validator(structure).iter_errors(DOCUMENT)]
        self.assertEqual(errors, [])
        for schema in DOCUMENT["components"]["schemas"].values():
            jsonschema.Draft202012Validator.check_schema(schema)
        names = [one["operationId"] for path in DOCUMENT["paths"].values() for one in path.values()]
        self.assertEqual(len(names), len(set(names)))
        used = set(re.findall(r'"\$ref": "(#[^"]+)"', json.dumps(DOCUMENT)))
        for reference_ in used:
            resolved({"$ref": reference_})  # throws where there is nothing
        for kind in ("schemas", "responses", "parameters", "headers"):
            for name in DOCUMENT["components"][kind]:
                self.assertIn(f"#/components/{kind}/{name}", used)


class Bounds(Case):
    CONFIG = "[limits]\nmessage = 100000\nidle-seconds = 1\nconnections = 20\n"

    def test_what_is_too_large_is_refused_before_and_while_it_comes(self):
        self.refused("POST", "/v1/scan", 413, "too-large", b"x" * 100_001)
        pieces = (b"x" * 5000 for _ in range(21))
        self.refused("POST", "/v1/scan", 413, "too-large", pieces)
        self.refused("POST", "/v1/scan", 413, "too-large", b"x" * 30_000_000)
        self.ask("POST", "/v1/scan", 200, b"x" * 100_000)
        told = self.daemon.raw(b"POST /v1/scan HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 100001\r\n\r\n")
        self.assertRegex(told, b"^HTTP/1.1 413 ", "and nothing of it is asked for")

    def test_what_is_too_large_is_an_event_where_progress_is_told(self):
        pieces = (b"x" * 5000 for _ in range(21))
        lines = self.ask("POST", "/v1/scan", 200, pieces, {"Accept": "application/x-ndjson"})
        self.assertEqual(lines[-1]["problem"]["type"], "urn:fumiban:problem:too-large")

    def test_what_is_too_large_for_rspamd_s_clients_is_not_read_in_full(self):
        for length in (100_001, 3_000_000):
            told = self.ask("POST", "/checkv2", 200, LETTER + b"x" * length)
            self.assertEqual((told["action"], told["unscanned"]), ("soft reject", True))
            self.assertIn("unscanned.limit", told["symbols"])

    def test_slow_clients_are_let_go(self):
        head = b"POST /v1/scan HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"
        began = time.time()
        self.assertEqual(self.daemon.raw(head[:20]), b"")
        self.assertEqual(self.daemon.raw(head + b"half"), b"")
        self.assertEqual(self.daemon.raw(b""), b"")
        self.assertEqual(self.daemon.raw(b"CHECK RSPAMC/1.3"), b"")
        self.assertLess(time.time() - began, 14)
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=10) as client:
            with self.assertRaises(OSError):
                for byte in head * 3:
                    client.sendall(bytes([byte]))
                    time.sleep(0.1)

    def test_chunks_that_are_none_are_told(self):
        for junk in (b"hello\r\n", b"-1\r\n", b"5\r\nhelloXY0\r\n\r\n", b"FFFFFFFFFFFFFFFFFF\r\n"):
            told = self.daemon.raw(b"POST /v1/scan HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n" + junk)
            self.assertRegex(told, b"^HTTP/1.1 400 ", junk)
        told = self.daemon.raw(b"POST /v1/scan HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n")
        self.assertEqual(told, b"", "no line ends, and waited for in vain")

    def test_a_body_that_ends_early_is_told(self):
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=10) as client:
            client.sendall(b"POST /v1/scan HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf")
            client.shutdown(socket.SHUT_WR)
            self.assertRegex(client.makefile("rb").read(), b"^HTTP/1.1 408 ")

    def test_so_many_connections_and_no_more(self):
        wait_for("connections to end", lambda: self.daemon.raw(b"GET /healthz HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 200"))
        clients = [socket.create_connection(("127.0.0.1", self.daemon.port), timeout=5) for _ in range(40)]
        closed = 0
        for client in clients[20:]:
            closed += client.recv(1) == b""
        self.assertGreaterEqual(closed, 20)
        for client in clients:
            client.close()
        wait_for("room", lambda: self.daemon.raw(b"GET /healthz HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 200"))


class Memory(Case):
    CONFIG = "[limits]\nmessage = 1000000\n"

    def test_bodies_that_do_not_end_fill_no_memory(self):
        clients = []
        head = b"POST /v1/scan HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n"
        for _ in range(20):
            clients.append(socket.create_connection(("127.0.0.1", self.daemon.port), timeout=10))
            clients[-1].sendall(head + b"x" * 950_000)
        wait_for("overload", lambda: b'fumiban_failures_total{reason="overload"}' in self.daemon.ask("GET", "/metrics")[2])
        told = self.ask("POST", "/checkv2", 200, b"x" * 900_000)
        self.assertEqual((told["action"], told["unscanned"]), ("soft reject", True))
        self.refused("POST", "/v1/scan", 503, "overload", b"x" * 900_000)
        for client in clients:
            client.close()
        wait_for("room", lambda: self.daemon.ask("POST", "/v1/scan", b"x" * 900_000)[0] == 200)


class Failures(Case):
    CONFIG = "[limits]\nworkers = 1\nwaiting = 0\n"

    @classmethod
    def setUpClass(cls):
        cls.worker = tempfile.NamedTemporaryFile(prefix="fumiban-worker-", delete=False).name
        shutil.copy(WORKER, cls.worker)
        cls.daemon = Daemon(FUMIBAND, cls.worker, LISTEN + cls.CONFIG)

    def test_1_overload_is_told_and_ends(self):
        self.daemon.signal_workers(signal.SIGSTOP)
        first = []
        try:
            thread = threading.Thread(target=lambda: first.append(self.daemon.ask("POST", "/v1/scan", LETTER, MAIL)))
            thread.start()
            wait_for("a message in flight", lambda: b"fumiban_in_flight 1\n" in self.daemon.ask("GET", "/metrics")[2])
            self.assertIn("workers", self.refused("POST", "/v1/scan", 503, "overload", LETTER, MAIL)["mend"])
            self.refused("POST", "/v1/scan", 503, "overload", b"x" * 5_000_000)
            told = self.ask("POST", "/checkv2", 200, LETTER, MAIL)
            self.assertEqual((told["action"], told["unscanned"]), ("soft reject", True))
            self.refused("GET", "/readyz", 503, "overload")
            self.ask("GET", "/healthz", 200)
        finally:
            self.daemon.signal_workers(signal.SIGCONT)
        thread.join()
        self.assertEqual(first[0][0], 200)
        self.ask("GET", "/readyz", 200)
        self.assertIn(b'fumiban_failures_total{reason="overload"} 3\n', self.daemon.ask("GET", "/metrics")[2])

    def test_2_without_workers_nothing_is_clean(self):
        os.remove(self.worker)  # no other one can be started
        self.daemon.signal_workers(signal.SIGKILL)
        told = self.refused("POST", "/v1/scan", 503, "worker", LETTER, {**MAIL, "Accept-Language": "ja"})
        self.assertRegex(told["mend"], "[ぁ-ん]")
        lines = self.ask("POST", "/v1/scan", 200, LETTER, {**MAIL, "Accept": "application/x-ndjson"})
        self.assertEqual(lines[-1]["problem"]["status"], 503)
        told = self.ask("POST", "/checkv2", 200, LETTER, MAIL)
        self.assertEqual((told["action"], told["unscanned"]), ("soft reject", True))
        self.refused("GET", "/readyz", 503, "worker")
        self.ask("GET", "/healthz", 200)


class Spool(Case):
    @classmethod
    def setUpClass(cls):
        cls.daemon = start('[hold]\nwhere = "spool"\n', before='state = "{folder}"\n')

    def test_a_spool_that_cannot_be_written_to_is_not_ready(self):
        self.ask("GET", "/readyz", 200)
        held = self.daemon.folder + "/held"
        os.rename(held, held + "-away")
        with open(held, "w"):
            pass
        self.refused("GET", "/readyz", 503, "spool")
        os.remove(held)
        os.rename(held + "-away", held)
        self.ask("GET", "/readyz", 200)


    def test_a_disk_that_takes_nothing_is_not_ready(self):
        self.ask("GET", "/readyz", 200)
        pid, unlimited = self.daemon.process.pid, resource.RLIM_INFINITY
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (2048, unlimited))  # a page is too much, as on a full disk
        try:
            wait_for("the next trial", lambda: self.daemon.ask("GET", "/readyz")[0] == 503, 5)
            self.refused("GET", "/readyz", 503, "spool")
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
        wait_for("the next trial", lambda: self.daemon.ask("GET", "/readyz")[0] == 200, 5)
        self.assertEqual(os.listdir(self.daemon.folder + "/held"), [], "nothing is left of it")


class Tokens(Case):
    """TLS, tokens with scopes, rates, and a reload of them."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="fumiban-tls-")
        cls.certificate, key = cls.folder + "/c.pem", cls.folder + "/k.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cls.certificate],
                       check=True, stderr=subprocess.DEVNULL)
        cls.tokens = {}
        kept = ""
        for scope in ("scan", "metrics"):
            printed = subprocess.run([FUMIBAND, "--new-token", scope], check=True, capture_output=True, text=True).stdout
            cls.tokens[scope] = printed.splitlines()[0]
            kept += printed.split("\n", 1)[1]
        cls.plain = free_port()
        cls.rules = (f'[listen]\nhttps = ["127.0.0.1:{{port}}"]\nhttp = ["127.0.0.1:{cls.plain}", "unix:{{folder}}/http.sock"]\n'
                     f'[http]\ntls-certificate = "{cls.certificate}"\ntls-key = "{key}"\n{kept}')
        cls.daemon = start(listen=cls.rules)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def secure(self, **more):
        context = ssl.create_default_context(cafile=self.certificate)
        for name, value in more.items():
            setattr(context, name, value)
        return http.client.HTTPSConnection("127.0.0.1", self.daemon.port, timeout=20, context=context)

    def ask_securely(self, method, path, expected, body=None, headers=None, **more):
        connection = self.secure(**more)
        told = self.ask(method, path, expected, body, headers, connection)
        connection.close()
        return told

    def with_token(self, word):
        return {**MAIL, "Authorization": "Bearer " + word}

    def test_tls_carries_the_same(self):
        connection = self.secure()
        for _ in range(3):
            told = self.ask("POST", "/v1/scan", 200, LETTER, self.with_token(self.tokens["scan"]), connection)
            self.assertEqual(told["verdict"], "clean")
        self.assertIn(connection.sock.version(), ("TLSv1.2", "TLSv1.3"))
        large = b"x" * 5_000_000
        told = self.ask("POST", "/v1/scan", 200, large, self.with_token(self.tokens["scan"]), connection)
        self.assertEqual(told["parts"][0]["size"], len(large))
        connection.close()
        self.ask_securely("GET", "/healthz", 200, maximum_version=ssl.TLSVersion.TLSv1_2)
        connection = self.secure()
        began = time.time()
        connection.connect()
        connection.sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        with connection.sock.makefile("rb") as answer:
            self.assertTrue(answer.read().endswith(b'{"status":"alive"}'), "and an end that is no cut")
        self.assertLess(time.time() - began, 1.5)
        connection.close()

    def test_old_tls_junk_and_plain_http_are_refused_there(self):
        warnings.simplefilter("ignore", DeprecationWarning)  # that is the point
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises((ssl.SSLError, OSError)):
            with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=10) as client:
                context.wrap_socket(client)
        self.assertNotIn(b"HTTP/1.1 200", self.daemon.raw(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
        self.ask_securely("GET", "/healthz", 200)

    def test_tokens_open_what_they_are_for(self):
        def on(expected, method, path, headers):
            return self.ask_securely(method, path, expected, LETTER if method == "POST" else None, headers)

        self.assertEqual(on(401, "POST", "/v1/scan", MAIL)["type"], "urn:fumiban:problem:token")
        on(401, "POST", "/v1/scan", self.with_token("fumiban-" + "0" * 64))
        on(401, "POST", "/v1/scan", self.with_token(hashlib.sha256(self.tokens["scan"].encode()).hexdigest()))
        on(403, "POST", "/v1/scan", self.with_token(self.tokens["metrics"]))
        on(401, "GET", "/metrics", {})
        on(403, "GET", "/metrics", self.with_token(self.tokens["scan"]))
        on(200, "GET", "/metrics", self.with_token(self.tokens["metrics"]))
        on(200, "POST", "/checkv2", {**MAIL, "Password": self.tokens["scan"]})
        on(200, "GET", "/readyz", {})
        connection = self.secure()
        self.assertEqual(self.daemon.ask("GET", "/metrics", None, {}, connection)[1]["WWW-Authenticate"], 'Bearer realm="fumiban"')
        connection.close()

    def test_the_token_is_nowhere_in_log_and_configuration(self):
        self.ask_securely("POST", "/v1/scan", 200, LETTER, self.with_token(self.tokens["scan"]))
        for path in (self.daemon.config, self.daemon.out.name):
            with open(path) as file:
                self.assertNotIn(self.tokens["scan"], file.read())

    def test_a_socket_file_serves_too(self):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(self.daemon.folder + "/http.sock")
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: whatever\r\nConnection: close\r\n\r\n")
            self.assertIn(b'{"status":"alive"}', client.makefile("rb").read())

    def test_z_rates_are_kept_by_token_after_a_reload(self):
        with open(self.daemon.config) as file:
            rules = file.read()
        with open(self.daemon.config, "w") as file:
            file.write(rules.replace("[http]\n", "[http]\nrate = 30\n"))
        self.daemon.process.send_signal(signal.SIGHUP)
        wait_for("a reload", lambda: [line for line in self.daemon.lines() if line["event"] == "reload"])
        for expected in [200] * 5 + [429] * 3:
            self.ask_securely("POST", "/v1/scan", expected, LETTER, self.with_token(self.tokens["scan"]))
        self.ask_securely("GET", "/metrics", 200, None, self.with_token(self.tokens["metrics"]))
        self.ask_securely("GET", "/healthz", 200)

    def test_zz_a_reload_that_takes_the_tokens_away_opens_no_door(self):
        before = len(self.reloads())
        with open(self.daemon.config, "w") as file:
            file.write(f'[listen]\nhttp = ["127.0.0.1:{self.plain}"]\n')
        self.daemon.process.send_signal(signal.SIGHUP)
        wait_for("a reload", lambda: len(self.reloads()) > before)
        self.assertEqual(self.reloads()[-1]["needs_restart"], True)
        for headers in (MAIL, self.with_token(self.tokens["scan"])):
            self.ask_securely("POST", "/v1/scan", 401, LETTER, headers)
            self.ask_securely("GET", "/metrics", 401, None, headers)
        self.ask_securely("GET", "/healthz", 200)

    def reloads(self):
        return [line for line in self.daemon.lines() if line["event"] == "reload"]


class Check(unittest.TestCase):
    def test_what_is_open_to_others_without_tls_and_token_is_refused_with_the_mend(self):
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/f.toml"
            for rules, mend in (('[listen]\nhttp = ["0.0.0.0:11380"]\n', "write it under https"),
                                ('[listen]\nhttps = ["0.0.0.0:11443"]\n', "tls-certificate"),
                                ('[listen]\nhttps = ["0.0.0.0:11443"]\n[http]\ntls-certificate = "c"\ntls-key = "k"\n', "--new-token")):
                with open(path, "w") as file:
                    file.write(rules)
                done = subprocess.run([FUMIBAND, "--check", "--config", path, "--worker", WORKER], capture_output=True, text=True)
                self.assertEqual(done.returncode, 78)
                self.assertIn(mend, done.stderr)

    def test_a_certificate_that_is_none_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/f.toml"
            with open(path, "w") as file:
                file.write(f'[listen]\nhttps = ["127.0.0.1:{free_port()}"]\n[http]\ntls-certificate = "{path}"\ntls-key = "{path}"\n')
            for more, code in (("--check",), 78), ((), 69):
                done = subprocess.run([FUMIBAND, "--config", path, "--worker", WORKER, *more], capture_output=True, text=True, timeout=30)
                self.assertEqual(done.returncode, code)
                self.assertIn(path + ": no certificate", done.stderr)

    def test_a_new_token_is_for_something(self):
        done = subprocess.run([FUMIBAND, "--new-token", "admin"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (64, ""))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
