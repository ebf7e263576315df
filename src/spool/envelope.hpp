// SPDX-License-Identifier: Apache-2.0
/// @file
/// Whom a held message is from and whom it is for, in the line of JSON that tells of it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace fumiban::spool {

/// As the mail server said it; addresses without brackets.
struct Envelope {
  std::string sender;
  std::vector<std::string> recipients;
};

/// What `told` says; empty where it does not, or is no object: somebody may have written into the file.
[[nodiscard]] Envelope envelope_of(const nlohmann::ordered_json& told);
/// A text of it; empty where there is none.
[[nodiscard]] std::string text_of(const nlohmann::ordered_json& told, const char* key);

} // namespace fumiban::spool
