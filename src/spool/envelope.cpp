// SPDX-License-Identifier: Apache-2.0
#include "spool/envelope.hpp"

namespace fumiban::spool {

std::string text_of(const nlohmann::ordered_json& told, const char* key) {
  const auto found = told.find(key);
  return found != told.end() && found->is_string() ? found->get<std::string>() : "";
}

Envelope envelope_of(const nlohmann::ordered_json& told) {
  Envelope out;
  const auto envelope = told.find("envelope");
  if (envelope == told.end() || !envelope->is_object()) return out;
  out.sender = text_of(*envelope, "sender");
  const auto recipients = envelope->find("recipients");
  if (recipients == envelope->end() || !recipients->is_array()) return out;
  for (const auto& one : *recipients)
    if (one.is_string()) out.recipients.push_back(one);
  return out;
}

} // namespace fumiban::spool
