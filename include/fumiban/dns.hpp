// SPDX-License-Identifier: Apache-2.0
/// @file
/// Questions to the domain name system and what comes of them: all of the network that a judgement may rest on.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::dns {

enum class Type : std::uint8_t { a, aaaa, txt, mx, ptr };
inline constexpr std::size_t kTypes = 5;
/// "TXT"
[[nodiscard]] std::string_view name_of(Type type) noexcept;

struct Question {
  Type type = Type::txt;
  /// "_dmarc.example.com": 253 bytes, labels of 63, printable ASCII without backslashes, no dot at its end.
  std::string name;
};

/// What became of a question.
enum class Lookup : std::uint8_t {
  answered,  ///< `rcode` says how
  not_asked, ///< there is nobody to ask, or as many were asked as one message may
  timed_out,
  refused, ///< that is no name
  failed,  ///< the resolver is gone, or what it was told makes no sense
};
inline constexpr std::size_t kLookups = 5;
/// "timed-out"
[[nodiscard]] std::string_view name_of(Lookup lookup) noexcept;

/// What DNSSEC says of an answer (RFC 4035, 4.3); unknown: nobody validates.
enum class Security : std::uint8_t { unknown, insecure, secure, bogus };
inline constexpr std::size_t kSecurities = 4;

struct Answer {
  Lookup lookup = Lookup::not_asked;
  std::uint16_t rcode = 0; ///< RFC 6895: 0 no error, 2 SERVFAIL, 3 NXDOMAIN
  Security security = Security::unknown;
  std::uint32_t ttl = 0; ///< seconds
  /// RDATA, as RFC 1035 and RFC 3596 have that of the type, no name in it compressed. What is bogus has none, and is a
  /// SERVFAIL.
  std::vector<std::string> records;
  bool operator==(const Answer&) const = default;
};

/// Asks and waits.
using Ask = std::function<Answer(const Question&)>;
/// The same, and waits so long at most. From any thread.
using Resolver = std::function<Answer(const Question&, std::chrono::milliseconds)>;

} // namespace fumiban::dns
