// SPDX-License-Identifier: Apache-2.0
/// @file
/// Whom a held message is from and whom it is for, in the line of JSON that tells of it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::spool {

/// As the mail server said it; addresses without brackets.
struct Envelope {
  std::string sender;
  std::vector<std::string> recipients;
};

/// `envelope` as the member "envelope" of what is told. JSON is UTF-8 and addresses are any bytes: those that are none,
/// and backslashes, become \xNN.
[[nodiscard]] nlohmann::ordered_json json_of(const Envelope& envelope);
/// What `told` says; empty where it does not, or is no object: somebody may have written into the file.
[[nodiscard]] Envelope envelope_of(const nlohmann::ordered_json& told);
/// A text of it; empty where there is none.
[[nodiscard]] std::string text_of(const nlohmann::ordered_json& told, const char* key);
/// The texts of a list of it.
[[nodiscard]] std::vector<std::string> texts_of(const nlohmann::ordered_json& told, const char* key);

} // namespace fumiban::spool
