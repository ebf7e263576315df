# SPDX-License-Identifier: Apache-2.0
"""Mails that follow from those of the sample mailbox."""
import email
import email.policy


def without_password(mail):
    """The mail with the encrypted zip, without the words that give its password away: nobody can read it."""
    message = email.message_from_bytes(mail, policy=email.policy.default)
    message.get_body().set_content("パスワードは別のメールでお送りします。\n", charset="utf-8")
    message.replace_header("Subject", message["Subject"] + "(パスワード別送)")
    message.replace_header("Message-ID", "<without-password@harbor-books.invalid>")
    return message.as_bytes(policy=email.policy.SMTP)


def suspicious():
    """A mail with a program that is none: only its name says so."""
    return (b"From: a@example.invalid\r\nTo: b@example.invalid\r\nSubject: An update\r\n"
            b"Date: Tue, 24 Nov 2026 10:00:00 +0900\r\nMessage-ID: <update@example.invalid>\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nAs announced.\r\n'
            b'--b\r\nContent-Type: application/octet-stream; name="update.exe"\r\n\r\nwords\r\n--b--\r\n')


def end_to_end():
    """A mail that only its recipient can open (RFC 3156)."""
    return (b"From: a@example.invalid\r\nTo: b@example.invalid\r\nSubject: For you alone\r\n"
            b"Date: Tue, 24 Nov 2026 10:00:00 +0900\r\nMessage-ID: <alone@example.invalid>\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n'
            b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n"
            b"--b\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\n"
            b"hQEMAwAAAAAAAAAAAQf/\r\n-----END PGP MESSAGE-----\r\n--b--\r\n")
