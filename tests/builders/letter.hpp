// SPDX-License-Identifier: Apache-2.0
/// @file
/// A letter: what a person wants to say to whom, before a mail program gives it a form.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "business_words.hpp"
#include "mail.hpp"
#include "topics.hpp"

namespace fumiban::test {

/// The mail programs whose habits mailers.cpp knows.
enum class Mailer { outlook, outlook_old, thunderbird, becky, apple_mail, gmail, notes, live_mail, phone };

/// The mailer as a word of a shape: "outlook-old".
[[nodiscard]] std::string_view mailer_name(Mailer);

/// Names, amounts and days of one affair; all letters of a conversation share them.
using Circumstance = std::map<std::string, std::string, std::less<>>;

struct Letter {
  Language language = Language::ja;
  Mailer mailer = Mailer::outlook;
  Contact from;
  Contact to;
  std::vector<Contact> cc;
  std::string subject; ///< UTF-8, with "Re:" where the mailer writes it
  std::string text;    ///< UTF-8, LF; greeting to signature, without what is quoted
  std::int64_t time = 0;
  std::string message_id; ///< without angle brackets
  bool with_references = true;
  std::shared_ptr<const Letter> parent; ///< what it answers
  std::vector<Attachment> attachments;
  const Topic* topic = nullptr;
  Circumstance circumstance;
};

/// What the first letter of an affair is asked to be.
struct LetterWish {
  std::optional<Mailer> mailer; ///< none: any that people of the language use
  bool rare_letters = false;    ///< names and signs of the NEC and IBM rows, half-width kana
  std::optional<bool> inside;   ///< between colleagues or between firms; none: either
};

/// A first letter.
[[nodiscard]] Letter first_letter(Language, Dice&, const LetterWish& = {});
/// The answer of `parent`'s reader.
[[nodiscard]] Letter answer_to(std::shared_ptr<const Letter> parent, Dice&);

/// `pattern` with {names} replaced. Throws std::invalid_argument on a name that is not in the circumstance.
[[nodiscard]] std::string filled(std::string_view pattern, const Circumstance&);

/// A day as letters write it: "4月12日(水)", "12 April".
[[nodiscard]] std::string day_text(std::int64_t seconds, Language);
/// A working hour of a working day in 2023 or 2024.
[[nodiscard]] std::int64_t working_time(Dice&);
/// The first time from `time` on that is neither night nor weekend.
[[nodiscard]] std::int64_t in_working_hours(std::int64_t time);
/// The lines that a person ends letters with.
[[nodiscard]] std::string signature_of(const Contact&, Language, Dice&);
/// A Message-ID in the mailer's form, without angle brackets.
[[nodiscard]] std::string message_id_of(Mailer, const Contact& from, std::int64_t time, Dice&);

} // namespace fumiban::test
