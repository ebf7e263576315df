// SPDX-License-Identifier: Apache-2.0
#include "config.hpp"

#include <toml++/toml.h>

#include <charconv>
#include <functional>
#include <map>
#include <sstream>

namespace fumiban::gateway {
namespace {

using action::Act;

std::string place(const toml::node& node, std::string_view file) {
  const auto& begin = node.source().begin;
  return std::string(file) + ":" + std::to_string(begin.line) + ":" + std::to_string(begin.column) + ": ";
}

std::string read_endpoint(std::string_view text, Endpoint& out) {
  if (text.starts_with("unix:/")) {
    out.unix_socket = true;
    out.path = text.substr(5);
    return out.path.size() < 100 ? "" : "the path of a socket has at most 99 characters";
  }
  const auto colon = text.rfind(':');
  unsigned port = 0;
  const auto digits = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() || port > 65535)
    return "write \"unix:/path\" or \"address:port\", as in \"127.0.0.1:8890\"";
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  out.host = host;
  out.port = static_cast<std::uint16_t>(port);
  return "";
}

/// Reads one value into where it belongs; an error without its place, or empty.
using Read = std::function<std::string(const toml::node&)>;

Read endpoints(std::vector<Endpoint>& out) {
  return [&out](const toml::node& node) -> std::string {
    const auto* list = node.as_array();
    if (list == nullptr) return "write a list: [\"unix:/run/fumiban/milter.sock\"]";
    for (const auto& item : *list) {
      Endpoint endpoint;
      if (auto error = read_endpoint(item.value_or(std::string_view()), endpoint); !error.empty()) return error;
      out.push_back(std::move(endpoint));
    }
    return "";
  };
}

template <class Number>
Read number(Number& out, std::int64_t least, std::int64_t most) {
  return [&out, least, most](const toml::node& node) -> std::string {
    const auto value = node.value<std::int64_t>();
    if (!value || *value < least || *value > most)
      return "write a number from " + std::to_string(least) + " to " + std::to_string(most);
    out = static_cast<Number>(*value);
    return "";
  };
}

Read act(Act& out) {
  return [&out](const toml::node& node) -> std::string {
    const auto named = action::act_named(node.value_or(std::string_view()));
    if (!named) return "write one of \"deliver\", \"hold\", \"tempfail\", \"reject\", \"discard\"";
    out = *named;
    return "";
  };
}

std::string read_table(const toml::table& table, const std::map<std::string, Read, std::less<>>& known,
                       std::string_view what, std::string_view file) {
  for (const auto& [key, node] : table) {
    const auto found = known.find(key.str());
    if (found == known.end()) {
      std::string names;
      for (const auto& [name, read] : known) names += (names.empty() ? "" : ", ") + name;
      return place(node, file) + std::string(what) + " has no '" + std::string(key.str()) + "'; there are " + names;
    }
    if (auto error = found->second(node); !error.empty())
      return place(node, file) + std::string(key.str()) + ": " + error;
  }
  return "";
}

std::string read_into(Config& config, const toml::table& document, std::string_view file) {
  std::map<std::string, Read, std::less<>> acts;
  for (auto& [outcome, chosen] : config.actions.by_outcome) acts[std::string(name_of(outcome))] = act(chosen);
  for (auto& [unread, chosen] : config.actions.by_unread) acts[std::string(name_of(unread))] = act(chosen);
  acts["failure"] = [&](const toml::node& node) -> std::string {
    if (auto error = act(config.failure)(node); !error.empty()) return error;
    return config.failure == Act::hold || config.failure == Act::tempfail ? "" : "write \"tempfail\" or \"hold\"";
  };
  std::string error;
  const auto within = [&](std::map<std::string, Read, std::less<>> known, std::string what) -> Read {
    return [&error, known = std::move(known), what = std::move(what), file](const toml::node& node) -> std::string {
      const auto* table = node.as_table();
      if (table == nullptr) return "write [" + what + "] and its values below";
      if (error.empty()) error = read_table(*table, known, what, file); // the first one is told
      return "";
    };
  };
  const std::map<std::string, Read, std::less<>> top = {
      {"listen", within({{"milter", endpoints(config.milter)}, {"clamd", endpoints(config.clamd)}}, "listen")},
      {"limits", within({{"workers", number(config.workers, 1, 1024)},
                         {"waiting", number(config.waiting, 0, 1000000)},
                         {"connections", number(config.connections, 1, 100000)},
                         {"message", number(config.message, 1, std::int64_t{1} << 32U)},
                         {"idle-seconds", number(config.idle_seconds, 1, 86400)}},
                        "limits")},
      {"actions", within(acts, "actions")},
      {"policy",
       [&](const toml::node& node) -> std::string {
         config.policy = node.value_or("");
         return config.policy.empty() ? "write the path of a file in quotes" : "";
       }},
      {"clamd", within({{"errors",
                         [&](const toml::node& node) -> std::string {
                           config.clamd_errors = node.value_or(false);
                           return node.is_boolean() ? "" : "write true or false";
                         }}},
                       "clamd")},
  };
  auto own = read_table(document, top, "the file", file);
  return own.empty() ? error : own;
}

} // namespace

std::variant<Config, std::string> parse_config(std::string_view text, std::string_view file) {
  try {
    Config config;
    const auto document = toml::parse(text, std::string(file));
    if (auto error = read_into(config, document, file); !error.empty()) return error;
    if (config.milter.empty() && config.clamd.empty())
      return std::string(file) + ": [listen] names nothing: write milter = [\"unix:/run/fumiban/milter.sock\"]";
    return config;
  } catch (const toml::parse_error& error) {
    const auto& begin = error.source().begin;
    return std::string(file) + ":" + std::to_string(begin.line) + ":" + std::to_string(begin.column) + ": " +
           std::string(error.description());
  }
}

} // namespace fumiban::gateway
