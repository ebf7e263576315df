// SPDX-License-Identifier: Apache-2.0
// Policy from TOML.
#include <toml++/toml.h>

#include <functional>
#include <sstream>

#include "base/check.hpp"
#include "fumiban/verdict.hpp"
#include "rules/embedded.hpp"

namespace fumiban {
namespace {

std::string place(const toml::source_region& region, std::string_view file) {
  return std::string(file) + ":" + std::to_string(region.begin.line) + ":" + std::to_string(region.begin.column);
}

bool outcome_named(std::string_view name, Outcome& out) {
  for (const auto outcome : {Outcome::clean, Outcome::unscanned, Outcome::suspicious, Outcome::malicious})
    if (name_of(outcome) == name) {
      out = outcome;
      return true;
    }
  return false;
}

bool is_severity(std::string_view name) {
  for (const auto severity : {Severity::info, Severity::low, Severity::medium, Severity::high, Severity::critical})
    if (name_of(severity) == name) return true;
  return false;
}

using IsFinding = std::function<bool(std::string_view)>;

/// A weight that cannot lower anything.
std::string read_weight(const toml::node& node, double& out, std::string_view what, std::string_view file) {
  const auto value = node.value<double>();
  if (!value || *value < 0 || !(*value < 1e9))
    return place(node.source(), file) + ": " + std::string(what) + " must be a number that is not negative";
  out = *value;
  return {};
}

/// Reads `document` into `policy`; an error message, or empty.
std::string read_into(Policy& policy, const toml::table& document, std::string_view file, const IsFinding& is_finding) {
  for (const auto& [key, node] : document) {
    const std::string_view name = key.str();
    if (name == "name") {
      if (!node.is_string()) return place(node.source(), file) + ": name must be a text in quotes";
      policy.name = node.value_or(policy.name);
    } else if (name == "thresholds" && node.is_table()) {
      for (const auto& [threshold, value] : *node.as_table()) {
        double* target = threshold.str() == "suspicious"  ? &policy.suspicious
                         : threshold.str() == "grave"     ? &policy.grave
                         : threshold.str() == "malicious" ? &policy.malicious
                         : threshold.str() == "noted"     ? &policy.noted
                                                          : nullptr;
        if (target == nullptr)
          return place(value.source(), file) + ": no threshold is called '" + std::string(threshold.str()) +
                 "'; there are noted, suspicious, grave, malicious";
        if (auto error = read_weight(value, *target, threshold.str(), file); !error.empty()) return error;
      }
    } else if (name == "severity" && node.is_table()) {
      for (const auto& [severity, value] : *node.as_table()) {
        double weight = 0;
        if (!is_severity(severity.str()))
          return place(value.source(), file) + ": no severity is called '" + std::string(severity.str()) +
                 "'; there are info, low, medium, high, critical";
        if (auto error = read_weight(value, weight, severity.str(), file); !error.empty()) return error;
        policy.by_severity[std::string(severity.str())] = weight;
      }
    } else if (name == "findings" && node.is_table()) {
      for (const auto& [id, value] : *node.as_table()) {
        const std::string_view rule_id = id.str(); // "id" or "id:evidence"
        if (!is_finding(rule_id.substr(0, rule_id.find(':'))))
          return place(value.source(), file) + ": there is no finding '" + std::string(id.str()) +
                 "'; 'fumiban findings' lists all";
        const auto* table = value.as_table();
        if (table == nullptr)
          return place(value.source(), file) + ": write { weight = N, at_least = \"..\" } for a finding";
        Policy::Rule rule;
        for (const auto& [field, content] : *table) {
          if (field.str() == "weight") {
            if (auto error = read_weight(content, rule.weight, "weight", file); !error.empty()) return error;
          } else if (field.str() == "at_least") {
            if (!outcome_named(content.value_or(std::string_view()), rule.at_least))
              return place(content.source(), file) + ": at_least is one of clean, unscanned, suspicious, malicious";
          } else if (field.str() != "because") {
            return place(content.source(), file) + ": a finding has weight, at_least and because, not '" +
                   std::string(field.str()) + "'";
          }
        }
        policy.rules[std::string(id.str())] = rule;
      }
    } else {
      return place(node.source(), file) + ": unknown '" + std::string(name) +
             "'; there are name, thresholds, severity, findings";
    }
  }
  return {};
}

std::variant<Policy, std::string> parse_over(Policy policy, std::string_view text, std::string_view file,
                                             const IsFinding& is_finding) {
  try {
    const auto document = toml::parse(text, std::string(file));
    if (auto error = read_into(policy, document, file, is_finding); !error.empty()) return error;
    return policy;
  } catch (const toml::parse_error& error) {
    return place(error.source(), file) + ": " + std::string(error.description());
  }
}

} // namespace

const Policy& Policy::standard() {
  static const Policy kStandard = [] {
    auto parsed = parse_over(Policy{}, rules::kPolicy, "policy.toml", [](std::string_view) { return true; });
    FB_CHECK(std::holds_alternative<Policy>(parsed));
    return std::get<Policy>(std::move(parsed));
  }();
  return kStandard;
}

std::variant<Policy, std::string> Policy::parse(std::string_view toml, std::string_view file_name,
                                                const std::function<bool(std::string_view)>& is_finding) {
  return parse_over(standard(), toml, file_name, is_finding);
}

} // namespace fumiban
