#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What docs/ says about the command line is what the program says: every command and option of --help stands in the man
page and the other way round, defaults and limits are the same, the man page is sound, the policies in docs/policy.md work;
and main.cf in docs/gateway.md is what Postfix understands.

Usage: documents.py PROGRAM SOURCE_FOLDER"""
import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

program, source = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
errors = []


def run(*arguments):
    return subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          encoding="utf-8", env={"LC_ALL": "C"}, check=False)


def differ(what, ours, theirs, where_ours, where_theirs):
    for name in sorted(ours - theirs):
        errors.append(f"{what} {name} stands in {where_ours} and not in {where_theirs}")
    for name in sorted(theirs - ours):
        errors.append(f"{what} {name} stands in {where_theirs} and not in {where_ours}")


# What the program says.
general = run("--help").stdout
commands = set(re.findall(r"^  ([a-z]+) {2,}", general.split("Subcommands:")[1], re.M))
helps = {name: run(name, "--help").stdout for name in commands}
for name in sorted(commands):  # commands of commands
    for inner in re.findall(r"^  ([a-z]+) {2,}", (helps[name].split("Subcommands:") + [""])[1], re.M):
        helps[f"{name} {inner}"] = run(name, inner, "--help").stdout
options = set()
for text in [general, *helps.values()]:
    for line in text.splitlines():
        if re.match(r"^  -", line):
            head = re.split(r" {2,}|[ =](?:TEXT|UINT|INT)", line.strip())[0]
            options.update(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", head))
limits = {name: int(value) for name, value in re.findall(r"^  (--max-[a-z-]+) UINT=(\d+)", helps["scan"], re.M)}
if not {"scan", "formats", "findings", "explain", "policy", "completion"} <= commands:
    errors.append(f"--help names only {sorted(commands)}")
if len(options) < 25 or len(limits) < 12:
    errors.append(f"--help is no longer written as this test reads it: {len(options)} options, {len(limits)} limits")

# The man page.
page_path = source / "docs/fumiban.1"
page = page_path.read_text(encoding="utf-8")
plain = re.sub(r"\\f[A-Z]|\\\|", "", page.replace("\\-", "-").replace("\\(aq", "'"))
commands_section = plain.split(".SH COMMANDS")[1].split(".SH ")[0]
options_section = plain.split(".SH OPTIONS")[1].split(".SH ")[0]
told = set(re.findall(r"^\.TP\n\.(?:B|BI|BR) \"?([a-z]+)", commands_section, re.M))
differ("command", commands, told, "--help", "the man page")
heads = re.findall(r"^\.TP\n(\..*)$", options_section, re.M)
told = {name for head in heads for name in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", head)}
differ("option", options, told, "--help", "the man page")
told = {name: int(value) for name, value in re.findall(r"^\.BI (--max-[a-z-]+) .*\n.*\((\d+)\)\.$", options_section, re.M)}
differ("limit and default", set(limits.items()), set(told.items()), "scan --help", "the man page")
for name in sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", plain))):
    if name not in options:
        errors.append(f"the man page mentions {name}, which does not exist")
version = run("--version").stdout.strip()
if f'"fumiban {version}"' not in page:
    errors.append(f"the man page is not of version {version}")
tools = 0
for command in (["groff", "-man", "-ww", "-Tutf8", str(page_path)], ["man", "--warnings", "-E", "UTF-8", "-l", str(page_path)]):
    if not shutil.which(command[0]):
        print(f"SKIPPED: {command[0]} is not installed")
        continue
    tools += 1
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace",
                          env={"PATH": "/usr/bin:/bin:/usr/local/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "80"}, check=False)
    if done.returncode != 0 or done.stderr.strip():
        errors.append(f"{command[0]}: {done.stderr.strip()[:500]}")
    if "EXIT STATUS" not in re.sub(r".\x08|\x1b\[[0-9;]*m", "", done.stdout):
        errors.append(f"{command[0]} prints no page")

# docs/limits.md
table = (source / "docs/limits.md").read_text(encoding="utf-8")
rows = re.findall(r"^\| `(--max-[a-z-]+)` \| (\d+) \| `(limit\.[a-z-]+)` \| ([^|]+) \| ([^|]+) \|$", table, re.M)
differ("limit and default", set(limits.items()), {(name, int(value)) for name, value, *_ in rows}, "scan --help", "docs/limits.md")
for name, _, finding, _, _ in rows:
    if finding != "limit." + name.removeprefix("--max-"):
        errors.append(f"docs/limits.md: {name} and {finding}")
findings = {one["id"]: one for one in json.loads(run("findings", "--json").stdout)}
differ("limit", {name for name in findings if name.startswith("limit.")}, {row[2] for row in rows}, "findings", "docs/limits.md")

# docs/policy.md
policy = (source / "docs/policy.md").read_text(encoding="utf-8")
blocks = re.findall(r"```toml\n(.*?)```", policy, re.S)
standard = run("policy").stdout


def attachment_mail(name, body, kind="application/octet-stream"):
    body = base64.encodebytes(body.encode("latin-1")).decode().replace("\n", "\r\n")
    return ("From: a@example.invalid\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            f'Content-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"\r\n'
            f"Content-Transfer-Encoding: base64\r\n\r\n{body}--b--\r\n")


PDF_WITH_SCRIPT = ("%PDF-1.4\r\n1 0 obj\r\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (1+1) >> >>\r\nendobj\r\n"
                   "2 0 obj\r\n<< /Type /Pages /Kids [] /Count 0 >>\r\nendobj\r\ntrailer\r\n<< /Root 1 0 R >>\r\n%%EOF\r\n")
with tempfile.TemporaryDirectory() as temporary:
    folder = Path(temporary)

    def judged(toml, name, mail):
        (folder / "policy.toml").write_text(toml, encoding="utf-8")
        (folder / name).write_text(mail, encoding="ascii", newline="")
        done = run("scan", "--format", "jsonl", "--policy", str(folder / "policy.toml"), str(folder / name))
        if not done.stdout:
            errors.append(f"docs/policy.md: {done.stderr.strip()}")
            return {"verdict": None, "level": None, "score": None, "findings": []}
        return json.loads(done.stdout)

    def expect(toml, name, mail, verdict, level, score):
        line = judged(toml, name, mail)
        if (line["verdict"], line["level"], line["score"]) != (verdict, level, score):
            errors.append(f"docs/policy.md says {verdict}, level {level}, {score} points of {name}; the program says {line['verdict']}, "
                          f"level {line['level']}, {line['score']} points, for {[f['id'] for f in line['findings']]}")

    if len(blocks) != 2:
        errors.append(f"docs/policy.md holds {len(blocks)} policies, not two")
    for block in blocks:
        judged(block, "any.eml", attachment_mail("a.txt", "x"))
        for name in re.findall(r'^"([a-z0-9.-]+)(?::[a-z-]+)?" = ', block, re.M):
            if name not in findings:
                errors.append(f"docs/policy.md: there is no finding {name}")
    ours = blocks[-1]
    expect(ours, "update.eml", attachment_mail("update.exe", "MZ and words"), "clean", 2, 40)
    expect(ours, "invoice.eml", attachment_mail("invoice.pdf.exe", "MZ and words"), "malicious", 5, 100)
    expect(ours, "form.eml", attachment_mail("form.pdf", PDF_WITH_SCRIPT, "application/pdf"), "suspicious", 3, 60)
    expect(ours, "post.eml", attachment_mail("figures.ace", "1234567**ACE** and more", "application/x-ace"), "suspicious", 3, 2)
    # The numbers in the first block are those of the standard policy.
    for table_name in ("thresholds", "severity"):
        def numbers(text):
            body = re.search(rf"^\[{table_name}\].*?\n(.*?)(?=^\[|\Z)", text, re.S | re.M).group(1)
            return set(re.findall(r"^(\w+) = ([\d.]+)", body, re.M))
        differ(f"{table_name}:", numbers(standard), numbers(blocks[0]), "the standard policy", "docs/policy.md")
    for name in re.findall(r'^"([a-z0-9.-]+)" = ', standard, re.M):
        if name not in findings:
            errors.append(f"rules/policy.toml: there is no finding {name}")

# Postfix takes a comment behind a value for a part of the value.
postfix = re.findall(r"^# main\.cf\n(.*?)^```", (source / "docs/gateway.md").read_text(encoding="utf-8"), re.S | re.M)
if not postfix:
    errors.append("docs/gateway.md holds no main.cf")
for line in re.findall(r"^[^#\n][^\n]*[ \t]#.*$", "".join(postfix), re.M):
    errors.append(f"docs/gateway.md: a comment behind a value: {line}")

for error in errors:
    print(error)
print(f"documents: {len(commands)} commands, {len(options)} options, {len(limits)} limits, {len(blocks)} policies, {tools} man checkers, {len(errors)} errors")
sys.exit(1 if errors else 0)
