// SPDX-License-Identifier: Apache-2.0
/// @file
/// The corpus: mail and files that others made, read where it is present and never copied into the project.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fumiban/report.hpp"

namespace fumiban::test {

/// The corpus folder: FUMIBAN_CORPUS, else "../shared/corpus" beside the project. None if it is absent.
[[nodiscard]] std::optional<std::filesystem::path> corpus_root();

/// All bytes of a file; the test fails if it cannot be read.
[[nodiscard]] std::string bytes_of(const std::filesystem::path& file);

/// Every regular file below `folder` whose name ends in `ending` ("" for all), in order of path.
[[nodiscard]] std::vector<std::filesystem::path> files_under(const std::filesystem::path& folder,
                                                             std::string_view ending = "");

[[nodiscard]] std::span<const std::byte> as_span(std::string_view bytes);

/// Scans `bytes` as a message and keeps text and content.
[[nodiscard]] Report read_mail(std::string_view bytes);

/// `part.content` as a string.
[[nodiscard]] std::string content_of(const Part& part);

/// True if the part belongs to the ordinary reading of the message.
[[nodiscard]] bool is_ordinary(const Part& part);

/// `text` with every CRLF turned into LF.
[[nodiscard]] std::string with_line_feeds(std::string_view text);
/// `text` with every LF that stands alone turned into CRLF.
[[nodiscard]] std::string with_crlf(std::string_view text);

} // namespace fumiban::test

/// Puts the corpus folder into `root`, or says that there is none and leaves the test as skipped.
#define FUMIBAN_CORPUS_OR_SKIP(root)                             \
  const auto found_corpus_root = ::fumiban::test::corpus_root(); \
  if (!found_corpus_root) {                                      \
    std::cout << "SKIPPED: no corpus\n";                         \
    GTEST_SKIP() << "SKIPPED: no corpus";                        \
  }                                                              \
  const std::filesystem::path& root = *found_corpus_root
