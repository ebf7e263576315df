// SPDX-License-Identifier: Apache-2.0
/// @file
/// What is recorded: a message with all that its verdict rested on, or an act of somebody. As JSON with a fixed order
/// of fields; docs/audit.md has the table. What tells of people stands apart (Personal), so that it can be sealed with
/// a key that lies outside the log, and forgotten by forgetting the key.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fumiban/report.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban::audit {

/// What happened. Names are written as name_of() has them.
enum class Happened : std::uint8_t {
  message, ///< one came by, in whichever direction
  verdict, ///< one was judged again
  action,  ///< something was done with one: sent on, changed, deleted
  release, ///< what was held was sent on
  policy,  ///< another policy, configuration or programme is in force
  login,   ///< somebody came in, or was turned away
  search,  ///< somebody looked into the log, or at content
  log,     ///< about the log itself: begun, mended, erased from
};
[[nodiscard]] std::string_view name_of(Happened happened) noexcept;

/// An attachment or a member of one, without its name.
struct RecordedPart {
  std::uint32_t part = 0; ///< index in the report
  std::string type;       ///< by content
  std::uint64_t size = 0;
  std::optional<Sha256> sha256;
  bool encrypted = false;
  bool macro = false;
  std::string name;     ///< personal: as a person would see it
  std::string raw_name; ///< personal: as it was written, if that differs
};

/// What tells of people; written apart, sealed where there is a key.
struct Personal {
  std::string sender;                  ///< of the envelope
  std::vector<std::string> recipients; ///< of the envelope
  std::string from;                    ///< header From, display name and address
  std::string reply_to;
  std::string subject;
  std::string message_id;
  std::string in_reply_to;
  std::string references;
  std::string client; ///< address of who brought it, or who acted
  std::string helo;
  std::string user;              ///< who logged in; of an act who did it
  std::vector<std::string> urls; ///< addresses that it holds
  std::string detail;            ///< of an act: what was asked for, from what to what
  bool operator==(const Personal&) const = default;
};

struct Event {
  std::int64_t time = 0; ///< milliseconds since 1970-01-01 UTC, as the clock had it: it may go backwards
  Happened happened = Happened::message;
  std::string interface; ///< "milter", "smtp", "http", "command" ..
  std::string queue;     ///< id at the mail server; of an act what it is about
  std::string about;     ///< of an act: the number of the event or the id of the message
  std::uint64_t size = 0;
  std::string tls;
  std::string spf;
  std::string dkim;
  std::string dmarc;
  std::vector<RecordedPart> parts;
  std::optional<Outcome> outcome;
  int level = 0;
  double score = 0;
  std::vector<std::string> rules; ///< that the verdict rests on
  std::string action;             ///< "deliver", "hold" ..; of an act what was done
  std::string changed;            ///< what was changed before delivery
  std::string result;             ///< of an act: "done", "refused", or the reason
  std::optional<Sha256> report;   ///< of the report's JSON
  std::string program;            ///< version
  std::optional<Sha256> rules_digest;
  std::optional<Sha256> policy; ///< digest of the policy in force
  std::optional<Circumstances> circumstances;
  Personal personal;
  bool erased = false; ///< read: what told of people was sealed, and there is no key for it (any more)
};

/// What seals Personal.
using Seal = std::function<std::string(std::string_view plain)>;
/// The inverse; nothing if there is no key (any more).
using Unseal = std::function<std::optional<std::string>(std::string_view sealed)>;

/// One line of JSON without a line end. Fields that are empty are left out. Without `seal` Personal stands there to be
/// read; with it, its JSON is packed and sealed. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string to_json(const Event& event, const Seal& seal = {});

/// Total: the event, or what is wrong in plain words. Fields that it does not know are passed over.
[[nodiscard]] std::variant<Event, std::string> event_from_json(std::string_view json, const Unseal& unseal = {});

/// The same packed, as it is appended to the log, and back.
[[nodiscard]] std::string to_record(const Event& event, const Seal& seal = {});
[[nodiscard]] std::variant<Event, std::string> event_from_record(std::string_view record, const Unseal& unseal = {});

/// "2026-11-24T23:17:09.123Z", years 0 to 9999.
[[nodiscard]] std::string utc(std::int64_t milliseconds);
/// The inverse; nothing if it is not written so.
[[nodiscard]] std::optional<std::int64_t> parse_utc(std::string_view text);

} // namespace fumiban::audit
