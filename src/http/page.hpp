// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a browser asks of the page on which recipients open locked attachments. No I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "http/request.hpp"

namespace fumiban::http {

struct PageRequest {
  std::string ticket; ///< the last step of the path, whatever a proxy has put before it
  Language language = Language::ja;
  bool posts = false; ///< a form follows
};
/// The second alternative is a status: 400, 403 (a form of another site), 404, 405.
[[nodiscard]] std::variant<PageRequest, unsigned> page_request(const Request& request);

/// A field of a form (application/x-www-form-urlencoded); nothing where it is not there.
[[nodiscard]] std::optional<std::string> form_field(std::string_view body, std::string_view name);

/// The page in an answer that no browser keeps, frames or lets a script run in.
[[nodiscard]] Answer page_answer(unsigned status, std::string html);

} // namespace fumiban::http
