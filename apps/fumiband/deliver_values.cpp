// SPDX-License-Identifier: Apache-2.0
#include "deliver_values.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.hpp"

namespace fumiban::gateway::values {
namespace {

constexpr std::array kOutcomes = {Outcome::clean, Outcome::unscanned, Outcome::suspicious, Outcome::malicious};
constexpr std::array<std::string_view, 4> kDirections = {"inbound", "outbound", "internal", "unknown"};

/// A text for each verdict that has one.
Read by_outcome(std::map<Outcome, std::string>& out, std::size_t most, const std::string& what,
                const std::string& file) {
  Known known;
  for (const auto outcome : kOutcomes)
    known[std::string(name_of(outcome))] = [&out, outcome, most](const toml::node& node) -> std::string {
      auto error = text(out[outcome])(node);
      if (!error.empty()) return error;
      const bool good = out[outcome].size() <= most && printable(out[outcome], most) == out[outcome];
      return good ? "" : "write at most " + std::to_string(most) + " bytes on one line";
    };
  return table(std::move(known), what, file);
}

/// The same with addresses.
Read redirects(std::map<Outcome, std::string>& out, const std::string& file) {
  return [&out, file](const toml::node& node) -> std::string {
    if (auto error = by_outcome(out, 250, "redirect", file)(node); !error.empty()) return error;
    const bool good = std::all_of(out.begin(), out.end(), [](const auto& one) {
      return one.second.find('@') != std::string::npos && one.second.find_first_of("<> ") == std::string::npos;
    });
    return good ? "" : "write addresses: { malicious = \"security@example.com\" }";
  };
}

Read outcomes(std::set<Outcome>& out) {
  return [&out](const toml::node& node) {
    out.clear(); // a list that is none of names, but a choice
    return texts(
        [&out](std::string_view said) -> std::string {
          for (const auto outcome : kOutcomes)
            if (said == name_of(outcome)) {
              out.insert(outcome);
              return "";
            }
          return "there are clean, unscanned, suspicious, malicious";
        },
        "suspicious")(node);
  };
}

} // namespace

Read deliver(action::Deliver& out, const std::string& what, const std::string& file, Known more) {
  Known known = {
      {"directions",
       [&out](const toml::node& node) {
         out.directions.clear();
         return texts(
             [&out](std::string_view said) -> std::string {
               if (std::find(kDirections.begin(), kDirections.end(), said) == kDirections.end())
                 return "there are inbound, outbound, internal, unknown";
               out.directions.emplace_back(said);
               return "";
             },
             "inbound")(node);
       }},
      {"tag", by_outcome(out.tag, 100, "tag", file)},
      {"banner", outcomes(out.banner)},
      {"disarm", outcomes(out.disarm)},
      {"strip", outcomes(out.strip)},
      {"notice-for-locked", boolean(out.notice_for_locked)},
      {"language", word({"both", "ja", "en"},
                        [&out](std::string_view name) {
                          out.languages = name == "ja" ? Languages::ja : name == "en" ? Languages::en : Languages::both;
                        })},
      {"contact", text(out.contact)},
      {"redirect", redirects(out.redirect, file)}};
  known.merge(more);
  return table(std::move(known), what, file);
}

} // namespace fumiban::gateway::values
