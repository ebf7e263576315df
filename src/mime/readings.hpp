// SPDX-License-Identifier: Apache-2.0
/// @file
/// What one entity's header can mean: every type, encoding, boundary and name that some mail program takes from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fumiban/options.hpp"
#include "mail/header.hpp"
#include "mime/disagreement.hpp"
#include "mime/parameters.hpp"

namespace fumiban::mime {

enum class Encoding : std::uint8_t { identity, base64, quoted_printable, uuencode };

/// One Content-Type as read.
struct TypeReading {
  std::string type;      ///< "multipart/mixed", lower case; never empty
  StructuredValue value; ///< with its parameters
  std::string_view reading = "plain";
  [[nodiscard]] bool is_multipart() const { return type.starts_with("multipart/") || type == "multipart"; }
};

struct EncodingReading {
  Encoding encoding = Encoding::identity;
  std::string_view reading = "plain";
};

/// All readings of one header, the ordinary one first in each list.
struct Readings {
  std::vector<TypeReading> types;
  std::vector<EncodingReading> encodings;
  std::vector<std::string> names; ///< distinct, the likeliest first
  bool names_conflict = false;    ///< the names end in different extensions
  bool declares_mime = false;     ///< there is a Content-Type or a transfer encoding
  bool has_mime_version = false;
  std::vector<Disagreement> disagreements;
  bool too_many_parameters = false;
  bool comments_too_deep = false;
  bool too_many_words = false;
};

/// `default_type`: what an entity without Content-Type is.
[[nodiscard]] Readings readings_of(const mail::Header& header, std::string_view default_type, const Limits& limits);

/// Every string that some program takes for the boundary of `type`, the ordinary one first. With `all`, also those
/// that only make sense where the ordinary one cuts nothing.
[[nodiscard]] std::vector<std::string> boundaries_of(const TypeReading& type, bool all, bool& duplicate);

/// `value` unfolded and in UTF-8 if it holds raw 8-bit or ISO-2022-JP bytes (whose trail bytes may look like quotes).
[[nodiscard]] std::string readable(std::string_view value);
/// The same of a field of `header`, which knows most fields to need nothing of that.
[[nodiscard]] std::string readable(const mail::Header& header, const mail::Field& field);

} // namespace fumiban::mime
