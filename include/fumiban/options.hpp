// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a scan may cost and what it keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban {

/// Every limit of a scan, counted and never timed, so that the same bytes always end at the same place.
struct Limits {
  std::uint64_t bytes = 640ULL << 20;    ///< bytes that readers may look at or produce, all passes together
  std::uint64_t parts = 2000;            ///< parts of one message, all readings together
  std::uint64_t depth = 64;              ///< containers within containers
  std::uint64_t header_bytes = 1U << 20; ///< one header block (Postfix allows 102,400)
  std::uint64_t parameters = 256;        ///< parameters of one Content-Type or Content-Disposition
  std::uint64_t comment_depth = 64;      ///< comments within comments in one field
  std::uint64_t encoded_words = 4096;    ///< RFC 2047 words in one field
  std::uint64_t readings = 24;           ///< further readings of one message
  std::uint64_t html_nodes = 2000000;    ///< tags and text runs of one HTML part
  std::uint64_t pdf_objects = 200000;    ///< objects of one PDF
  std::uint64_t macro_tokens = 4000000;  ///< words of one project's macro source, counted at each reading
  std::uint64_t memory = 32U << 20;      ///< bytes of unpacked content that are held at a time
  std::uint64_t passwords = 40;          ///< candidates from the message that are tried on one lock
  std::uint64_t findings = 2000;         ///< findings of one message
  std::uint64_t indicators = 10000;      ///< indicators of one message
};

/// One limit as people see it.
struct LimitSpec {
  std::string_view id; ///< finding id, "limit.parts"; the command line option is --max-parts
  std::uint64_t Limits::*value;
};

/// All limits, in the order of `Limits`.
[[nodiscard]] std::span<const LimitSpec> limits() noexcept;

struct ScanOptions {
  Limits limits;
  std::string name;                   ///< the file's name, where the bytes are a bare file; empty for a message
  bool message = false;               ///< the bytes are a message whatever they look like
  std::vector<std::string> passwords; ///< candidates to try on locked content, in order
  bool keep_text = false;             ///< fill Part::text
  bool keep_content = false;          ///< fill Part::content
};

} // namespace fumiban
