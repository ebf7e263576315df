# SPDX-License-Identifier: Apache-2.0
"""A name server that answers as it should not: what it does is said by the first label of the name it is asked for."""
import socket
import struct
import threading
import time

A, PTR, MX, TXT, AAAA = 1, 12, 15, 16, 28


def read_question(packet):
    """Labels, the type, and where the question ends."""
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].lower())
        at += 1 + packet[at]
    return labels, struct.unpack(">H", packet[at + 1:at + 3])[0], at + 5


def record(kind, data, name=b"\xc0\x0c", ttl=60):
    return name + struct.pack(">HHIH", kind, 1, ttl, len(data)) + data


def reply(packet, records=(), rcode=0, more_flags=0, count=None):
    labels, kind, end = read_question(packet)
    flags = 0x8180 | rcode | more_flags
    head = packet[:2] + struct.pack(">HHHHH", flags, 1, len(records) if count is None else count, 0, 0)
    return head + packet[12:end] + b"".join(records)


def text(words):
    return bytes([len(words)]) + words


class Server:
    def __init__(self):
        self.asked = []  # (first label, type, whether by TCP)
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.port = self.udp.getsockname()[1]
        self.tcp = socket.create_server(("127.0.0.1", self.port))
        for loop in (self.serve_udp, self.serve_tcp):
            threading.Thread(target=loop, daemon=True).start()

    def count(self, label):
        return sum(1 for one in self.asked if one[0] == label)

    def serve_udp(self):
        while True:
            packet, client = self.udp.recvfrom(4096)
            threading.Thread(target=self.answer_udp, args=(packet, client), daemon=True).start()

    def answer_udp(self, packet, client):
        for out in self.answers(packet, False):
            self.udp.sendto(out, client)

    def serve_tcp(self):
        while True:
            connection, _ = self.tcp.accept()
            threading.Thread(target=self.answer_tcp, args=(connection,), daemon=True).start()

    def answer_tcp(self, connection):
        with connection:
            size = connection.recv(2, socket.MSG_WAITALL)
            while len(size) == 2:
                packet = connection.recv(struct.unpack(">H", size)[0], socket.MSG_WAITALL)
                for out in self.answers(packet, True):
                    connection.sendall(struct.pack(">H", len(out)) + out)
                size = connection.recv(2, socket.MSG_WAITALL)

    def answers(self, packet, by_tcp):
        """The packets that are sent in answer to that one."""
        labels, kind, end = read_question(packet)
        first = labels[0].decode() if labels else ""
        self.asked.append((first, kind, by_tcp))
        good = reply(packet, [record(TXT, text(first.encode()))])
        if first == "silent":
            return []
        if first == "late":
            time.sleep(1.2)
            return [good]
        if first == "servfail":
            return [reply(packet, rcode=2)]
        if first == "wrong-id":
            return [bytes([good[0] ^ 1]) + good[1:]] * 50
        if first == "other-question":
            return [good.replace(b"other-question", b"their-question")]
        if first == "truncated":
            return [good if by_tcp else reply(packet, more_flags=0x0200)]
        if first == "loop":  # a name that points to itself
            return [reply(packet, [record(TXT, text(b"x"), name=struct.pack(">H", 0xC000 | end))])]
        if first == "loop-inside":
            return [reply(packet, [record(MX, b"\0\x0a" + struct.pack(">H", 0xC000 | (end + 14)))])]
        if first == "forward":  # behind the end
            return [reply(packet, [record(TXT, text(b"x"), name=b"\xff\xff")])]
        if first == "short":
            return [good[:-3]]
        if first == "headless":
            return [good[:7]]
        if first == "boast":  # more records than there are
            return [reply(packet, [record(TXT, text(b"x"))], count=40000)]
        if first == "bad-text":
            return [reply(packet, [record(TXT, b"\x20short")])]
        if first == "bad-address":
            return [reply(packet, [record(A, b"\x7f\0\0")])]
        if first == "many":
            records = [record(A, bytes([10, 0, i >> 8, i & 255])) for i in range(1000)]
            return [reply(packet, records) if by_tcp else reply(packet, more_flags=0x0200)]
        if first == "large":
            records = [record(TXT, text(b"%03d" % i + b"x" * 240)) for i in range(240)]
            return [reply(packet, records) if by_tcp else reply(packet, more_flags=0x0200)]
        if first == "poison":  # something about somebody else
            return [reply(packet, [record(TXT, text(b"x")), record(TXT, text(b"evil"), name=text(b"once") + text(b"example") + b"\0")])]
        return [good]
