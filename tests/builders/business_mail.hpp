// SPDX-License-Identifier: Apache-2.0
/// @file
/// The catalogue of ordinary business mail, Japanese and English: what a scanner must leave alone.
#pragma once

#include <cstddef>
#include <string>

#include "named_mail.hpp"

namespace fumiban::test {

/// How many mails there are.
[[nodiscard]] std::size_t business_mail_count();

/// Mail `index`, below business_mail_count(); the same each time. Shapes follow one another; those with needs_unpack
/// come last. Throws std::out_of_range beyond. About 0.2 ms.
[[nodiscard]] NamedMail business_mail(std::size_t index);

} // namespace fumiban::test
