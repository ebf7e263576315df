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
