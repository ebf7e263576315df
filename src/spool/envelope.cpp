// SPDX-License-Identifier: Apache-2.0
#include "spool/envelope.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace fumiban::spool {
namespace {

/// Bytes of the character that begins there; 0 if none does.
std::size_t character(std::string_view text) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length)
    if (is_utf8(text.substr(0, length))) return length;
  return 0;
}

std::string escaped(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  while (!bytes.empty()) {
    const auto length = bytes.front() == '\\' ? 0 : character(bytes);
    if (length != 0) {
      out += bytes.substr(0, length);
    } else {
      const auto byte = static_cast<unsigned char>(bytes.front());
      out += {'\\', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool escape =
        text.size() >= 4 && text.starts_with("\\x") && hex_value(text[2]) >= 0 && hex_value(text[3]) >= 0;
    out += escape ? static_cast<char>(hex_value(text[2]) * 16 + hex_value(text[3])) : text.front();
    text.remove_prefix(escape ? 4 : 1);
  }
  return out;
}

} // namespace

nlohmann::ordered_json json_of(const Envelope& envelope) {
  auto recipients = nlohmann::ordered_json::array();
  for (const auto& recipient : envelope.recipients) recipients.push_back(escaped(recipient));
  return {{"sender", escaped(envelope.sender)}, {"recipients", std::move(recipients)}};
}

std::string text_of(const nlohmann::ordered_json& told, const char* key) {
  const auto found = told.find(key);
  return found != told.end() && found->is_string() ? found->get<std::string>() : "";
}

std::vector<std::string> texts_of(const nlohmann::ordered_json& told, const char* key) {
  std::vector<std::string> out;
  const auto found = told.find(key);
  if (found == told.end() || !found->is_array()) return out;
  for (const auto& one : *found)
    if (one.is_string()) out.push_back(one);
  return out;
}

Envelope envelope_of(const nlohmann::ordered_json& told) {
  const auto envelope = told.find("envelope");
  if (envelope == told.end() || !envelope->is_object()) return {};
  Envelope out{unescaped(text_of(*envelope, "sender")), texts_of(*envelope, "recipients")};
  for (auto& recipient : out.recipients) recipient = unescaped(recipient);
  return out;
}

} // namespace fumiban::spool
