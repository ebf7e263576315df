# SPDX-License-Identifier: Apache-2.0
"""A mail server as a filter sees it: the packets of one mail, written by hand."""
import socket
import struct

NEGOTIATION = struct.pack(">III", 6, 0x1FF, 0x1FFFFF)


def packet(command, data=b""):
    return struct.pack(">I", len(data) + 1) + command + data


def packets(raw, sender=b"<a@example.invalid>", recipients=(b"<b@example.invalid>",), queue=b"4F1"):
    """A mail as a mail server tells it. `raw`: header and body with CRLF."""
    head, body = raw.split(b"\r\n\r\n", 1)
    fields = []
    for line in head.split(b"\r\n"):
        if line[:1] in (b" ", b"\t"):
            fields[-1] += b"\n" + line
        else:
            fields.append(line)
    out = (packet(b"O", NEGOTIATION) + packet(b"C", b"client\0" + b"4" + struct.pack(">H", 25) + b"192.0.2.1\0") +
           packet(b"H", b"client\0") + packet(b"M", sender + b"\0"))
    for recipient in recipients:
        out += packet(b"R", recipient + b"\0")
    out += packet(b"D", b"Ti\0" + queue + b"\0") + packet(b"T")
    for field in fields:
        name, value = field.split(b":", 1)
        out += packet(b"L", name + b"\0" + value + b"\0")
    out += packet(b"N")
    for at in range(0, len(body), 65535):
        out += packet(b"B", body[at:at + 65535])
    return out + packet(b"E")


def mail(subject):
    return packets(b"Subject: " + subject + b"\r\n\r\nwords\r\n")


def read_packet(file):
    head = file.read(4)
    if len(head) < 4:
        return None
    return file.read(struct.unpack(">I", head)[0])


def answer_to(port, told, seconds=60):
    """The packets that say what becomes of a mail that was told so."""
    with socket.create_connection(("127.0.0.1", port), seconds) as connection:
        connection.sendall(told)
        file = connection.makefile("rb")
        got = []
        while True:
            one = read_packet(file)
            if one is None:
                return got
            if one[:1] == b"O":
                continue
            got.append(one)
            if one[:1] in b"tardy" or (one[:1] == b"c" and any(p[:1] == b"i" for p in got)):
                return got
