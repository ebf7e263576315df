#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Validates what `fumiban scan --format jsonl` and `--format json` print against docs/report.schema.json, and what a
schema cannot say: indexes that point to something, sums, that both formats tell the same.

Usage: report_schema.py PROGRAM WRITE_SAMPLES SOURCE_FOLDER. Exits with 77 (skipped) without the jsonschema module."""
import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print("SKIPPED: this python has no module 'jsonschema'")
    sys.exit(77)

program, write_samples, source = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), Path(sys.argv[3])
schema = json.loads((source / "docs/report.schema.json").read_text(encoding="utf-8"))
Validator = jsonschema.Draft202012Validator
Validator.check_schema(schema)
of_message = Validator(schema)
of_document = Validator({**schema, "$ref": "#/$defs/document"})
errors = []
validated = 0
seen = {}  # which fields and lists ever held something


def note(text):
    errors.append(text)


def validate(validator, value, what):
    global validated
    validated += 1
    for error in validator.iter_errors(value):
        note(f"{what}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")


def run(*arguments, stdin=None):
    done = subprocess.run([program, *map(str, arguments)], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={"LC_ALL": "C"}, check=False)
    if done.returncode not in (0, 1, 2):
        note(f"{arguments}: exit code {done.returncode}: {done.stderr[:300]!r}")
    return done


def check_sense(line, what):
    """What a schema cannot say."""
    parts, findings = line["parts"], line["findings"]
    for i, part in enumerate(parts):
        if part["index"] != i:
            note(f"{what}: parts[{i}] has index {part['index']}")
        for field in ("parent", "alternate_of"):
            if part[field] is not None and part[field] >= i:
                note(f"{what}: parts[{i}].{field} is {part[field]}")
        if (part["parent"] is None) != (i == 0):
            note(f"{what}: parts[{i}] and its parent")
    for key in ("findings", "indicators", "passwords"):
        for item in line[key]:
            if item["part"] >= len(parts):
                note(f"{what}: {key} name part {item['part']}")
    for finding in findings:
        if len(finding["evidence"].encode()) > 256:
            note(f"{what}: evidence of {finding['id']} is longer than 256 bytes")
        if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in finding["evidence"]):
            note(f"{what}: evidence of {finding['id']} holds control characters")
    if findings != sorted(findings, key=lambda f: (f["part"], f["offset"], f["id"])):
        note(f"{what}: findings are not in order")
    for reason in line["reasons"]:
        if reason["finding"] >= len(findings):
            note(f"{what}: a reason names finding {reason['finding']}")
    if abs(sum(r["weight"] for r in line["reasons"]) - line["score"]) > 1e-6:
        note(f"{what}: the score {line['score']} is not the sum of the reasons")
    if line["complete"] != (not line["unread"]):
        note(f"{what}: complete is {line['complete']}, unread is {line['unread']}")
    if not line["complete"] and line["verdict"] == "clean":
        note(f"{what}: clean, although something was not read")
    for limit in line["limits"]:
        if not any(f["id"] == limit["id"] for f in findings):
            note(f"{what}: {limit['id']} is no finding")
    for key, value in line.items():
        if value not in (None, [], "", 0):
            seen[key] = True


def check(paths, *options, stdin=None):
    what = " ".join(map(str, [*options, Path(paths[0]).name, ".." if len(paths) > 1 else ""])).strip()
    done = run("scan", "--format", "jsonl", *options, *paths, stdin=stdin)
    text = done.stdout.decode("utf-8")  # throws if it is not
    if text and not text.endswith("\n"):
        note(f"{what}: the last line has no end")
    lines = [json.loads(line) for line in text.split("\n")[:-1]]
    for line in lines:
        here = f"{what} {Path(line['path']).name}"
        validate(of_message, line, here)
        check_sense(line, here)
    document = json.loads(run("scan", "--format", "json", *options, *paths, stdin=stdin).stdout.decode("utf-8"))
    validate(of_document, document, what)
    if document["messages"] != lines:
        note(f"{what}: json and jsonl tell different things")
    counted = {name: sum(1 for line in lines if line["verdict"] == name) for name in ("clean", "unscanned", "suspicious", "malicious")}
    if counted != {name: document["summary"][name] for name in counted}:
        note(f"{what}: the summary does not count what the messages say")
    return lines


HEAD = "From: a@example.invalid\r\nTo: b@example.invalid\r\nMIME-Version: 1.0\r\n"


def multipart(children, boundary="=_b"):
    body = "".join(f"--{boundary}\r\n{child}\r\n" for child in children)
    return f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n{body}--{boundary}--\r\n'


def nested(levels):
    inner = "Content-Type: text/plain\r\n\r\nHello.\r\n"
    for level in range(levels):
        inner = multipart([inner], f"=_{level}")
    return HEAD + inner


def leaf(name, kind, body):
    return f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n{body}\r\n'


with tempfile.TemporaryDirectory() as temporary:
    folder = Path(temporary)
    (folder / "samples").mkdir()
    subprocess.run([write_samples], cwd=folder, check=True)
    samples = sorted((folder / "samples").iterdir())
    if len(samples) < 7:
        note(f"write_samples made {len(samples)} files")
    lines = check(samples)
    if len(lines) != len(samples):
        note(f"{len(samples)} samples, {len(lines)} lines")
    check([folder / "samples"], "--show-passwords", "--password", "4826")
    check([folder / "samples"], "--explain", "--jobs", "4")

    mails = {
        "empty.eml": "",
        "no-header.eml": "\r\nHello\r\n",
        "bare.txt": "a bare file\n",
        "nested.eml": nested(12),
        "flat.eml": HEAD + multipart(["Content-Type: text/plain\r\n\r\nx\r\n"] * 20),
        "names.eml": HEAD + multipart([leaf("a.pdf.exe", "application/pdf", "MZ"), leaf("b\x1b[31m.lnk", "text/plain", "x")]),
        "links.eml": HEAD + "Content-Type: text/html\r\n\r\n" + "".join(f'<a href="http://h{i}.example.invalid/">x</a>\r\n' for i in range(30)),
        "words.eml": HEAD + "Subject: " + "\r\n ".join(["=?utf-8?B?44GC?="] * 20) + "\r\n\r\nx\r\n",
        "escape.eml": HEAD + "Subject: a\x1b]0;title\x07b\x00c\r\nMessage-ID: <\x9b@example.invalid>\r\n\r\nx\r\n",
        "parameters.eml": HEAD + "Content-Type: text/plain" + "".join(f"; p{i}=v" for i in range(30)) + "; c=(((((x)))))\r\n\r\nx\r\n",
        "doubled.eml": HEAD + "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit\r\n\r\nSGVsbG8gd29ybGQgYW5kIG1vcmU=\r\n",
    }
    (folder / "made").mkdir()
    for name, text in mails.items():
        (folder / "made" / name).write_bytes(text.encode("latin-1"))
    (folder / "made" / "unknown.bin").write_bytes(bytes([1, 2, 0x9F, 0xFE] * 40))
    (folder / "made" / "box").write_bytes(b"".join(
        b"From a@example.invalid Mon Jan  2 03:04:05 2023\n" + nested(1).replace("\r\n", "\n").encode() + b"\n" for _ in range(3)))
    made = sorted((folder / "made").iterdir())
    lines = check(made)
    if sum("#" in line["path"] for line in lines) != 3:
        note("the mailbox did not make three lines")
    check([folder / "made"])
    check(["-"], stdin=nested(2).encode())
    reached = set()
    for limit in ("bytes", "parts", "depth", "header-bytes", "parameters", "comment-depth", "encoded-words", "readings",
                  "html-nodes", "pdf-objects", "findings", "indicators"):
        for value in ("0", "1", "5", "70"):
            for line in check([*made, samples[0]], f"--max-{limit}", value):
                for one in line["limits"]:
                    reached.add(one["id"])
                    if one["id"] == f"limit.{limit}" and one["allowed"] != int(value):
                        note(f"--max-{limit} {value}: allowed is {one['allowed']}")
    seen["limits"] = bool(reached)

    severities = set(schema["$defs"]["finding"]["properties"]["severity"]["enum"])
    unread = set(schema["$defs"]["message"]["properties"]["unread"]["items"]["enum"])
    for finding in json.loads(run("findings", "--json").stdout):
        validate(Validator(schema["$defs"]["finding"]["properties"]["id"]), finding["id"], f"id {finding['id']}")
        if finding["technique"]:
            validate(Validator(schema["$defs"]["finding"]["properties"]["technique"]), finding["technique"], finding["id"])
        if finding["severity"] not in severities:
            note(f"severity {finding['severity']} is not in the schema")
        if finding["unread"] and finding["unread"] not in unread:
            note(f"unread {finding['unread']} is not in the schema")
    for name in (one["id"] for one in json.loads(run("formats", "--json").stdout)):
        validate(Validator(schema["$defs"]["part"]["properties"]["type"]), name, f"format {name}")

    # The schema itself must be sharp: a field more, a field less or a field of another type is an error.
    sharp = copy.deepcopy(check([samples[-1]])[0])
    sharp["passwords"] = [{"part": 0, "source": "body", "length": 4, "word": "4826"}]
    sharp["limits"] = [{"id": "limit.parts", "allowed": 3}]
    sharp["indicators"] = [{"kind": "url", "value": "http://example.invalid/", "part": 0}]
    validate(of_message, sharp, "the example")

    def objects(value, path=()):
        if isinstance(value, dict):
            yield path
            for key, inner in value.items():
                yield from objects(inner, (*path, key))
        elif isinstance(value, list):
            for i, inner in enumerate(value[:1]):
                yield from objects(inner, (*path, i))

    def at(value, path):
        for step in path:
            value = value[step]
        return value

    tried = 0
    for path in list(objects(sharp)):
        for key in [*at(sharp, path), None]:
            for change in ("drop", "mistype"):
                broken = copy.deepcopy(sharp)
                target = at(broken, path)
                if key is None:
                    target["unknown"] = 1
                elif change == "drop":
                    if key in ("technique", "word"):
                        continue
                    del target[key]
                else:
                    target[key] = {"of": "another type"}
                tried += 1
                if of_message.is_valid(broken):
                    note(f"the schema does not notice '{change}' at {'/'.join(map(str, path))} {key}")

alike = {}
for error in errors:
    alike.setdefault(error.split(": ", 1)[-1].replace("messages/", "").lstrip("0123456789/"), []).append(error)
for group in alike.values():
    print(group[0] + (f"  (and {len(group) - 1} times more)" if len(group) > 1 else ""))
for field in schema["$defs"]["message"]["required"]:
    if field not in seen and field != "passwords":
        print(f"never seen filled: {field}")
        errors.append(field)
print(f"report schema: {validated} validated, {tried} broken examples, {len(errors)} errors")
sys.exit(1 if errors else 0)
