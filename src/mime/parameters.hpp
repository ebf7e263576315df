// SPDX-License-Identifier: Apache-2.0
/// @file
/// Content-Type and Content-Disposition values (RFC 2045 5.1, RFC 2183, RFC 2231) in every reading.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::mime {

/// One `name=value` as it stands in the field.
struct Parameter {
  std::string name;     ///< lower case, without comments; "filename*0*" keeps its RFC 2231 marks
  std::string value;    ///< unquoted, quoted pairs undone, comments removed
  std::string_view raw; ///< between '=' and ';', as written: in the value that was read
  bool quoted = false;
  bool odd = false; ///< only a lenient reader finds it, or finds this value
};

/// A value that starts with a token: "multipart/mixed", "attachment", "base64".
struct StructuredValue {
  std::string token;      ///< lower case, without white space and comments
  bool odd_token = false; ///< there were comments, quotes, encoded words or rubbish in it
  std::vector<Parameter> parameters;
  bool too_many = false; ///< more parameters than the limit
  bool too_deep = false; ///< comments nested beyond the limit
};

/// Reads an unfolded value, which must live as long as what is returned. `most`: parameters; `depth`: comments within
/// comments. Linear.
[[nodiscard]] StructuredValue read_value(std::string_view value, std::size_t most, std::size_t depth);

/// One reading of a parameter after RFC 2231 joining and decoding.
struct NameReading {
  std::string value;  ///< UTF-8
  bool words = false; ///< RFC 2047 words stood in it (illegal, common in Japan)
};

/// Every distinct value that programs take for parameter `name` ("filename", "name"), the likeliest first: extended
/// (RFC 2231), continued, plain; first and last of duplicates. `duplicate` is set where the same form occurs twice
/// with different values.
[[nodiscard]] std::vector<NameReading> readings_of(const StructuredValue& value, std::string_view name,
                                                   std::size_t most_words, bool& duplicate, bool& too_many_words);

/// `text` without RFC 822 comments; unclosed ones run to the end. `most` levels; `deep` is set beyond them.
[[nodiscard]] std::string without_comments(std::string_view text, std::size_t most, bool& had, bool& deep);

} // namespace fumiban::mime
