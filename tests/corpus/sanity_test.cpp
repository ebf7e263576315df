// SPDX-License-Identifier: Apache-2.0
/// @file
/// Every file of the corpus, whatever it is: a scan ends, twice the same, and its JSON is JSON.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "corpus_files.hpp"
#include "fumiban/json.hpp"
#include "fumiban/scan.hpp"

namespace fumiban::test {
namespace {

/// One part of the corpus and how its files are scanned.
struct Collection {
  std::string_view folder;
  std::string_view ending;
  bool message;
};

constexpr std::array kCollections = {
    Collection{"mimekit", "", true},
    Collection{"mime4j", "", true},
    Collection{"mail-parser", "", true},
    Collection{"python-email", "", true},
    Collection{"mikel-mail", "", true},
    Collection{"php-mime-mail-parser", "", true},
    Collection{"mail-iso-2022-jp", "", true},
    Collection{"rspamd", "", true},
    Collection{"spamassassin", "", true},
    Collection{"email_reply_trimmer", "", true},
    Collection{"dkim", "", true},
    Collection{"tika", "", false},
    Collection{"poi", "", false},
    Collection{"mimekit", "", false},
    Collection{"libarchive", ".uu", false},
    Collection{"libarchive", ".uu", true},
};

/// All that a scan says, as one line.
std::string scanned(std::string_view bytes, const std::string& name, bool message) {
  ScanOptions options;
  options.message = message;
  if (!message) options.name = name;
  const auto report = scan(as_span(bytes), options);
  return to_json(report, decide(report, {}, Policy::standard()), name);
}

TEST(Sanity, EveryFileTwice) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  std::cout << std::fixed << std::setprecision(1);
  for (const auto& collection : kCollections) {
    const auto files = files_under(root / collection.folder, collection.ending);
    EXPECT_FALSE(files.empty()) << collection.folder;
    std::chrono::steady_clock::duration spent{};
    std::chrono::steady_clock::duration longest{};
    std::string slowest;
    std::size_t bytes_read = 0;
    for (const auto& file : files) {
      const auto bytes = bytes_of(file);
      const auto name = file.filename().string();
      const auto begin = std::chrono::steady_clock::now();
      const auto first = scanned(bytes, name, collection.message);
      const auto took = std::chrono::steady_clock::now() - begin;
      spent += took;
      if (took > longest) {
        longest = took;
        slowest = name;
      }
      bytes_read += bytes.size();
      EXPECT_EQ(first, scanned(bytes, name, collection.message)) << file << " is not the same twice";
      EXPECT_TRUE(nlohmann::json::accept(first)) << file;
      EXPECT_EQ(first.find('\n'), std::string::npos) << file;
    }
    const auto seconds = std::chrono::duration<double>(spent).count();
    const auto megabytes = static_cast<double>(bytes_read) / 1e6;
    std::cout << "sanity: " << collection.folder << collection.ending
              << (collection.message ? " as messages: " : " as files: ") << files.size() << " files, " << megabytes
              << " MB, " << seconds << " s, " << megabytes / seconds << " MB/s; slowest " << slowest << ' '
              << std::chrono::duration<double, std::milli>(longest).count() << " ms\n";
  }
}

} // namespace
} // namespace fumiban::test
