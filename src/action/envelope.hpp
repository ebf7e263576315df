// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the mail server tells of a message beside its bytes, whatever protocol it speaks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::action {

struct Envelope {
  std::string client_address; ///< "192.0.2.1", "2001:db8::1"; empty if it is not known
  std::string client_name;
  std::string helo;
  std::string user; ///< who logged in (AUTH); empty if nobody did
  std::string tls;  ///< "TLSv1.3"; empty without TLS
  std::string queue;
  std::string sender;                  ///< without brackets; empty for notices of delivery
  std::vector<std::string> recipients; ///< without brackets
};

/// The part behind the last @, in small letters; empty if there is none.
[[nodiscard]] std::string domain_of(std::string_view address);
/// "<a@example.invalid> SIZE=3" -> "a@example.invalid"; what has no brackets stays as it is.
[[nodiscard]] std::string_view without_brackets(std::string_view path) noexcept;

} // namespace fumiban::action
