# SPDX-License-Identifier: Apache-2.0
"""Starts a program under what a systemd unit forbids, where no systemd runs: the part of it that could be in the way of
the wall. Filters of system calls as systemd 252 makes them (SystemCallFilter, MemoryDenyWriteExecute, RestrictNamespaces,
RestrictAddressFamilies, LockPersonality), no privileges, a user namespace in which it is alone, a file system that can
only be read, a /proc of processes alone. Left to systemd: PrivateTmp, PrivateDevices, control groups, IPAddressDeny."""
import ctypes
import errno
import os
import resource
import socket
import subprocess

ALLOW = 0x7FFF0000
CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
NAMESPACES = (0x80, CLONE_NEWNS, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18
PROT_WRITE, PROT_EXEC = 2, 4
SHM_EXEC = 0o100000
EQ, MASKED_EQ = 4, 7  # of enum scmp_compare

LIBC = ctypes.CDLL(None, use_errno=True)
SECCOMP = ctypes.CDLL("libseccomp.so.2")
SECCOMP.seccomp_init.restype = ctypes.c_void_p


class Compare(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def refuse(error):
    return 0x00050000 | error


class Filter:
    def __init__(self, default):
        self.context = ctypes.c_void_p(SECCOMP.seccomp_init(ctypes.c_uint32(default)))

    def add(self, action, name, *compares):
        number = SECCOMP.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return  # of another architecture
        wanted = (Compare * max(1, len(compares)))(*compares)
        done = SECCOMP.seccomp_rule_add_array(self.context, ctypes.c_uint32(action), number, len(compares), wanted)
        if done != 0 and -done != errno.EEXIST:
            raise OSError(-done, name)

    def load(self):
        if SECCOMP.seccomp_load(self.context) != 0:
            raise OSError("no filter of system calls can be had")


def expand(name):
    """The calls of a set, as systemd names it."""
    if not name.startswith("@"):
        return {name}
    said = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True).stdout
    words = [line.strip() for line in said.splitlines() if line.startswith("    ") and not line.strip().startswith("#")]
    return set().union(*(expand(word) for word in words))


class Unit:
    def __init__(self, text):
        self.values = {}
        for line in text.splitlines():
            if "=" in line and not line.startswith("#"):
                name, value = line.split("=", 1)
                self.values.setdefault(name, []).append(value.split())

    def one(self, name):
        return (self.values.get(name) or [["no"]])[-1][0]

    def calls(self):
        out = set()
        for words in self.values["SystemCallFilter"]:
            away = words[0].startswith("~")
            calls = set().union(*(expand(word.lstrip("~")) for word in words))
            out = out - calls if away else out | calls
        # What systemd always allows with a list of what is allowed.
        return out | expand("@default")

    def filters(self):
        out = []
        rules = Filter(ALLOW)
        no = refuse(errno.EPERM)
        if self.one("MemoryDenyWriteExecute") == "yes":
            both = PROT_WRITE | PROT_EXEC
            rules.add(no, "mmap", Compare(2, MASKED_EQ, both, both))
            for name in ("mprotect", "pkey_mprotect"):
                rules.add(no, name, Compare(2, MASKED_EQ, PROT_EXEC, PROT_EXEC))
            rules.add(no, "shmat", Compare(2, MASKED_EQ, SHM_EXEC, SHM_EXEC))
        if self.one("RestrictNamespaces") == "yes":
            for flag in NAMESPACES:
                rules.add(no, "unshare", Compare(0, MASKED_EQ, flag, flag))
                rules.add(no, "clone", Compare(0, MASKED_EQ, flag, flag))
            rules.add(no, "setns")
            rules.add(refuse(errno.ENOSYS), "clone3")  # its flags cannot be seen
        if self.one("LockPersonality") == "yes":
            rules.add(no, "personality")
        families = {int(getattr(socket, name)) for name in self.values["RestrictAddressFamilies"][-1]}
        for family in set(range(46)) - families:
            rules.add(refuse(errno.EAFNOSUPPORT), "socket", Compare(0, EQ, family, 0))
        out.append(rules)
        calls = Filter(no)
        for name in sorted(self.calls()):
            calls.add(ALLOW, name)
        out.append(calls)
        return out


def mount(source, target, kind, flags, options=None):
    encoded = [value.encode() if value else None for value in (source, target, kind, options)]
    if LIBC.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3]) != 0:
        raise OSError(ctypes.get_errno(), target)


def start(unit, root, user, group, folders, words, environment, **pipes):
    """`words` in `root`, where only `folders` can be written, as that user."""
    filters = unit.filters()

    def confine():
        if LIBC.unshare(CLONE_NEWNS) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        mount(None, "/", None, MS_REC | MS_PRIVATE)
        mount(root, root, None, MS_BIND)
        for folder in folders:
            mount(root + folder, root + folder, None, MS_BIND)
        mount("proc", root + "/proc", "proc", 0, "subset=pid,hidepid=invisible")
        mount(None, root, None, MS_REMOUNT | MS_BIND | MS_RDONLY)
        # Not by chroot, from where no user namespace can be made.
        os.chdir(root)
        if LIBC.syscall(155, b".", b".") != 0 or LIBC.umount2(b".", 2) != 0:  # pivot_root; MNT_DETACH
            raise OSError(ctypes.get_errno(), "pivot_root")
        os.chdir("/")
        os.umask(int(unit.one("UMask"), 8))
        files = int(unit.one("LimitNOFILE"))
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
        if unit.one("PrivateUsers") == "yes":
            LIBC.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, so that its maps are its own
            if LIBC.unshare(CLONE_NEWUSER) != 0:
                raise OSError(ctypes.get_errno(), "unshare")
            for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
                with open(f"/proc/self/{name}", "w") as opened:
                    opened.write(text)
        for capability in range(64):
            LIBC.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
        LIBC.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
        for one in filters:
            one.load()

    return subprocess.Popen(words, preexec_fn=confine, env=environment, **pipes)
