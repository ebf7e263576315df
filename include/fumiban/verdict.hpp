// SPDX-License-Identifier: Apache-2.0
/// @file
/// What to do about a report, and why.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fumiban/report.hpp"

namespace fumiban {

/// Ordered from mild to grave. `unscanned` is never "clean".
enum class Outcome : std::uint8_t { clean, unscanned, suspicious, malicious };

[[nodiscard]] std::string_view name_of(Outcome) noexcept;

/// What an organisation thinks of findings. Read from TOML (docs/policy.md); pure data afterwards.
struct Policy {
  struct Rule {
    double weight = 0;                 ///< added to the score once for each different finding id
    Outcome at_least = Outcome::clean; ///< whatever the score is
  };
  std::string name = "default";
  double suspicious = 50;                         ///< score from which mail is suspicious
  double grave = 75;                              ///< score from which suspicious mail is level 4
  double malicious = 100;                         ///< score from which mail is malicious
  double noted = 10;                              ///< score from which clean mail is level 2
  std::map<std::string, Rule, std::less<>> rules; ///< by finding id, or by "id:evidence-kind" for one kind of it
  std::map<std::string, double, std::less<>> by_severity; ///< for findings without a rule of their own

  /// The policy that ships, written out in rules/policy.toml.
  [[nodiscard]] static const Policy& standard();
  /// Reads `toml` over the standard policy: what it names replaces, what it leaves out stays.
  /// The second alternative is an error in plain words with line and column.
  [[nodiscard]] static std::variant<Policy, std::string> parse(std::string_view toml, std::string_view file_name);
  /// The same where `is_finding` tells which ids there are, for programs that have no readers.
  [[nodiscard]] static std::variant<Policy, std::string> parse(std::string_view toml, std::string_view file_name,
                                                               const std::function<bool(std::string_view)>& is_finding);
};

/// What was true around the message when it was judged: part of the input, so that a verdict can be replayed.
struct Circumstances {
  std::int64_t clock = 0;            ///< seconds since 1970-01-01 UTC; 0: not known
  std::string direction = "unknown"; ///< "inbound", "outbound", "internal", "unknown"

  [[nodiscard]] std::string to_json() const;
  /// The inverse of to_json(); the second alternative says what is wrong.
  [[nodiscard]] static std::variant<Circumstances, std::string> from_json(std::string_view);
};

/// One step of the reasoning.
struct Reason {
  std::string rule;          ///< policy rule that applied: a finding id, or "severity.medium"
  std::uint32_t finding = 0; ///< index into Report::findings
  double weight = 0;         ///< what it added; a second finding of the same id adds nothing
  Outcome at_least = Outcome::clean;
};

struct Verdict {
  Outcome outcome = Outcome::clean;
  int level = 1; ///< 1 nothing .. 5 malicious
  double score = 0;
  std::string policy;
  std::vector<Reason> reasons; ///< heaviest first; empty for clean mail without findings
  std::vector<Unread> unread;  ///< why parts were not read, each once, in the order of the enum
};

/// Judges. Pure. A further finding never makes the verdict milder.
/// Level: 1 clean, 2 clean with a score of `noted` or unscanned, 3 suspicious (or unscanned with a score of `noted`), 4
/// from `grave`, 5 malicious.
[[nodiscard]] Verdict decide(const Report&, const Circumstances&, const Policy&);

} // namespace fumiban
