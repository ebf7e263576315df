// SPDX-License-Identifier: Apache-2.0
/// @file
/// Where the parts of a report stand in the message, as far as they are stretches of its bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "fumiban/report.hpp"

namespace fumiban::rewrite {

enum class Encoding : std::uint8_t { identity, base64, quoted_printable };

/// A part in the message: its MIME header and its body.
struct Place {
  std::uint32_t part = 0;
  std::size_t header_end = 0; ///< behind the last field, or where the first one would stand
  std::size_t body = 0;       ///< offset of its first byte in the message
  std::size_t end = 0;
  const HeaderFields* fields = nullptr; ///< its MIME header
  std::size_t base = 0;                 ///< of the part that the offsets of the fields count from, in the message
  bool outermost = false;               ///< the header is the message's own
  bool has_empty_line = true;           ///< false: the body is empty, and what ends the header belongs to a delimiter
};

class Places {
public:
  /// Both must outlive it.
  Places(ByteView message, const Report& report);

  /// Nothing if the part is no stretch of bytes, or none in the ordinary reading.
  [[nodiscard]] const std::optional<Place>& of(std::uint32_t part) const { return places_[part]; }
  /// The innermost part with a place around `part` that is no multipart and not the whole message: what a person would
  /// call the attachment, or the text. kNoPart if there is none.
  [[nodiscard]] std::uint32_t unit(std::uint32_t part) const;
  /// True if mail programs disagree over where the part begins and ends, or what it decodes to.
  [[nodiscard]] bool is_ambiguous(std::uint32_t part) const;
  /// True if the part lies in what a signature covers or encryption has closed.
  [[nodiscard]] bool is_signed(std::uint32_t part) const;
  [[nodiscard]] bool is_multipart(std::uint32_t part) const;

  [[nodiscard]] std::string_view body(const Place& place) const {
    return message_.clamped(place.body, place.end).text();
  }
  /// The decoded body; nothing if that is not what the report calls the content of the part.
  [[nodiscard]] std::optional<std::string> content(const Place& place) const;

private:
  [[nodiscard]] std::optional<Place> find(std::uint32_t part) const;

  ByteView message_;
  const Report& report_;
  std::vector<std::optional<Place>> places_;
  std::vector<bool> disputed_;
};

/// The value of the first field of that name, unfolded; empty if there is none.
[[nodiscard]] std::string value_of(const HeaderFields& fields, std::string_view name);
/// A parameter of a structured value; empty if there is none.
[[nodiscard]] std::string parameter(const std::string& value, std::string_view name);
/// Nothing where it is none that can be written again.
[[nodiscard]] std::optional<Encoding> encoding_of(const HeaderFields& fields);

} // namespace fumiban::rewrite
