// SPDX-License-Identifier: Apache-2.0
/// @file
/// Questions that a worker asks, through the wall, of the process that resolves names; and what it is told.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "dns/dns.hpp"

namespace fumiban::wire {

inline constexpr std::size_t kMostQuestion = dns::kMostName + 3;                         ///< bytes
inline constexpr std::size_t kMostAnswer = dns::kMostBytes + 3 * dns::kMostRecords + 16; ///< bytes

[[nodiscard]] std::string encode(const dns::Question& question);
/// The question; an error where its name may not be asked for.
[[nodiscard]] Result<dns::Question> decode_question(ByteView bytes);

/// Of an answer that is sound.
[[nodiscard]] std::string encode(const dns::Answer& answer);
/// The answer to a question for that type; an error where it is none: more records, or bytes, than there may be, a
/// record of another form, something told of what was not answered. Linear.
[[nodiscard]] Result<dns::Answer> decode_answer(ByteView bytes, dns::Type type);

/// To the process that resolves names. Many are under way at once.
struct Asked {
  std::uint64_t id = 0;
  std::uint32_t milliseconds = 0; ///< until when an answer is of use
  dns::Question question;
};
[[nodiscard]] std::string encode(const Asked& asked);
[[nodiscard]] Result<Asked> decode_asked(ByteView bytes);

/// And from it.
struct Told {
  std::uint64_t id = 0;
  std::string_view answer; ///< to be decoded by whoever knows the question
};
[[nodiscard]] std::string encode(const Told& told);
[[nodiscard]] Result<Told> decode_told(ByteView bytes);

} // namespace fumiban::wire
