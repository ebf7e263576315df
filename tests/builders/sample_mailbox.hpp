// SPDX-License-Identifier: Apache-2.0
/// @file
/// Seven mails that show what the scanner sees: two that are fine, five that are not. All of them are harmless.
#pragma once

#include <vector>

#include "named_mail.hpp"

namespace fumiban::test {

/// 01-ordinary, 02-japanese, 03-macro-document, 04-password-zip, 05-padded, 06-spoofed-reply, 07-eicar; `name` ends
/// in ".eml". The same bytes each time. About 6 MB, nearly all of it the zeros of 05-padded.
[[nodiscard]] std::vector<NamedMail> sample_mailbox();

} // namespace fumiban::test
