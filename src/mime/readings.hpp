// SPDX-License-Identifier: Apache-2.0
/// @file
/// What one entity's header can mean: every type, encoding, boundary and name that some mail program takes from it.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fumiban/options.hpp"
#include "fumiban/report.hpp"
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
  std::shared_ptr<const std::string> text; ///< types point into it,
  std::list<std::string> made;             ///< and into these: values that do not stand in it as they are read
  bool too_many_parameters = false;
  bool comments_too_deep = false;
  bool too_many_words = false;
};

/// `fields`: of `header`, as fields_of() gives them. `default_type`: what an entity without Content-Type is.
[[nodiscard]] Readings readings_of(const mail::Header& header, const HeaderFields& fields,
                                   std::string_view default_type, const Limits& limits);

/// Every string that some program takes for the boundary of `type`, the ordinary one first. With `all`, also those
/// that only make sense where the ordinary one cuts nothing.
[[nodiscard]] std::vector<std::string> boundaries_of(const TypeReading& type, bool all, bool& duplicate);

} // namespace fumiban::mime
