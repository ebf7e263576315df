// SPDX-License-Identifier: Apache-2.0
/// @file
/// All that a scan can tell about some bytes: a tree by index, in a fixed order, owning all it holds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fumiban/finding.hpp"

namespace fumiban {

using Sha256 = std::array<std::uint8_t, 32>;

/// One header field (RFC 5322 2.2). Its texts live as long as any copy of the HeaderFields that it is one of.
struct HeaderField {
  std::string_view name;    ///< as written
  std::string_view raw;     ///< the bytes after the colon, folds included, without the last line end
  std::string_view decoded; ///< unfolded, RFC 2047 decoded, UTF-8
  std::uint64_t offset = 0;
  std::uint64_t length = 0; ///< in the part that holds the header, line end included
};

/// The fields of one header, in the order of the message, and the one text that they all point into; copies share it.
class HeaderFields {
public:
  HeaderFields() = default;
  HeaderFields(std::shared_ptr<const std::string> text, std::vector<HeaderField> fields)
      : text_(std::move(text)), fields_(std::move(fields)) {}

  [[nodiscard]] auto begin() const noexcept { return fields_.begin(); }
  [[nodiscard]] auto end() const noexcept { return fields_.end(); }
  [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
  [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }
  [[nodiscard]] const HeaderField& operator[](std::size_t i) const noexcept { return fields_[i]; }
  /// What keeps the texts alive.
  [[nodiscard]] const std::shared_ptr<const std::string>& text() const noexcept { return text_; }

private:
  std::shared_ptr<const std::string> text_;
  std::vector<HeaderField> fields_;
};

/// One thing that a person could open: a message, a multipart, an attachment, a member of an archive.
struct Part {
  std::uint32_t parent = kNoPart;       ///< always smaller than the part's own index
  std::uint32_t alternate_of = kNoPart; ///< the part that is the same bytes in their ordinary reading
  std::uint32_t depth = 0;              ///< 0 for the root
  std::string name;                     ///< decoded, UTF-8, as a person would see it; empty if none was given
  std::vector<std::string> other_names; ///< further names that another program would show
  std::string declared_type;            ///< "text/plain" as the container declares it; empty if it does not
  std::string_view type;                ///< the kind by content: an id of `fumiban formats`
  std::uint64_t size = 0;               ///< bytes of content after transfer decoding
  std::optional<Sha256> sha256;         ///< of the content; a multipart has none of its own
  std::vector<std::string> readings;    ///< how it is reached: "plain", or the kinds of disagreement that reveal it
  std::uint64_t offset = 0;   ///< where its raw bytes start in the content of the nearest part above that has content
  std::uint64_t raw_size = 0; ///< and how many they are; 0 where it is no byte range of that
  HeaderFields fields;        ///< its MIME header; of a message the message's own header
  HeaderFields carrier;       ///< of an enclosed message: the MIME header that announced it
  std::string text;           ///< UTF-8 text, with ScanOptions::keep_text
  std::vector<std::byte> content; ///< the bytes, with ScanOptions::keep_content
};

/// A password that opened something.
struct PasswordUsed {
  std::uint32_t part = 0;
  std::string source; ///< "command-line", "body", "subject" ..
  std::string word;   ///< shown to people only when they ask for it
};

/// What a limit allows; the defaults are documented in docs/limits.md, which is written from `limits()`.
struct LimitReached {
  std::string_view id; ///< the finding id, "limit.parts"
  std::uint64_t allowed = 0;
};

enum class Completeness : std::uint8_t { complete, partial };

struct Report {
  std::vector<Part> parts;                ///< parts[0] is what was scanned; a parent comes before its children
  std::vector<Finding> findings;          ///< in order of part, then offset, then id
  std::vector<Indicator> indicators;      ///< unique, in order of discovery
  std::vector<PasswordUsed> passwords;    ///< what opened which part
  std::vector<LimitReached> limits;       ///< those that were reached
  std::vector<std::string> notes;         ///< about the scan itself, such as "parsed in this process"
  std::shared_ptr<const void> vocabulary; ///< keeps the ids alive where they are not constants of this program

  /// `partial` when any finding says that something was not read.
  [[nodiscard]] Completeness completeness() const noexcept;
  /// The first decoded field of that name (any case) in the root part, or nullptr.
  [[nodiscard]] const HeaderField* field(std::string_view name) const noexcept;
};

} // namespace fumiban
