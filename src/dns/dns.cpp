// SPDX-License-Identifier: Apache-2.0
// Names and records of the domain name system (RFC 1035, 2.3.4 and 3.3; RFC 3596; RFC 2181, 8).
// Reads:  names as text, records as bytes.
// Leaves: what a record says.
// Trusts: nothing.
// Costs:  one pass.
// Damage: a name or a record is whole and sound, or it is none.
#include "dns/dns.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace fumiban::dns {
namespace {

constexpr std::size_t kMostLabel = 63;
constexpr std::uint16_t kMostRcode = 4095; // RFC 6895, 2.3

std::size_t octet(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

/// A name as in packets, uncompressed, that ends where `bytes` do.
bool is_packed_name(std::string_view bytes) {
  if (bytes.size() > kMostName + 2) return false;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto length = octet(bytes, at);
    if (length == 0) return at + 1 == bytes.size();
    if (length > kMostLabel) return false;
    at += length + 1;
  }
  return false;
}

/// One or more character strings, the last of which ends where `bytes` do.
bool is_text(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) at += octet(bytes, at) + 1;
  return !bytes.empty() && at == bytes.size();
}

} // namespace

std::string_view name_of(Type type) noexcept {
  static constexpr std::array<std::string_view, kTypes> kNames = {"A", "AAAA", "TXT", "MX", "PTR"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string_view name_of(Lookup lookup) noexcept {
  static constexpr std::array<std::string_view, kLookups> kNames = {"answered", "not-asked", "timed-out", "refused",
                                                                    "failed"};
  return kNames[static_cast<std::size_t>(lookup)];
}

bool is_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > kMostName) return false;
  std::size_t label = 0;
  for (const char c : name) {
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
      continue;
    }
    // A backslash would begin an escape where names are written as text.
    if (c <= ' ' || c > '~' || c == '\\' || ++label > kMostLabel) return false;
  }
  return label > 0;
}

bool is_record(Type type, std::string_view bytes) noexcept {
  switch (type) {
    case Type::a: return bytes.size() == 4;
    case Type::aaaa: return bytes.size() == 16;
    case Type::txt: return bytes.size() <= std::numeric_limits<std::uint16_t>::max() && is_text(bytes);
    case Type::mx: return bytes.size() > 2 && is_packed_name(bytes.substr(2));
    case Type::ptr: return is_packed_name(bytes);
  }
  return false;
}

bool is_sound(const Answer& answer, Type type) noexcept {
  if (answer.lookup != Lookup::answered) return answer == Answer{.lookup = answer.lookup};
  if (answer.rcode > kMostRcode || answer.ttl > kMostTtl || answer.records.size() > kMostRecords) return false;
  // As a resolver that validates says it to others.
  if (answer.security == Security::bogus && (answer.rcode != kServfail || !answer.records.empty())) return false;
  std::size_t bytes = 0;
  for (const auto& record : answer.records) {
    bytes += record.size();
    if (bytes > kMostBytes || !is_record(type, record)) return false;
  }
  return true;
}

} // namespace fumiban::dns
