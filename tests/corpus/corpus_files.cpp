// SPDX-License-Identifier: Apache-2.0
#include "corpus_files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "fumiban/scan.hpp"

namespace fumiban::test {

namespace fs = std::filesystem;

std::optional<fs::path> corpus_root() {
  fs::path root;
  if (const char* named = std::getenv("FUMIBAN_CORPUS"); named != nullptr && *named != '\0') {
    root = named;
  } else if (const char* source = std::getenv("FUMIBAN_SOURCE"); source != nullptr && *source != '\0') {
    root = fs::path(source) / ".." / "shared" / "corpus";
  } else {
    root = fs::path(__FILE__).parent_path() / ".." / ".." / ".." / "shared" / "corpus";
  }
  std::error_code error;
  if (!fs::is_regular_file(root / "README.md", error)) return std::nullopt;
  return root;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in.good()) << "cannot read " << file;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> files_under(const fs::path& folder, std::string_view ending) {
  std::vector<fs::path> out;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->is_regular_file() && it->path().filename().string().ends_with(ending)) out.push_back(it->path());
  }
  EXPECT_FALSE(error) << folder << ": " << error.message();
  std::sort(out.begin(), out.end());
  return out;
}

std::span<const std::byte> as_span(std::string_view bytes) {
  return std::as_bytes(std::span<const char>(bytes.data(), bytes.size()));
}

Report read_mail(std::string_view bytes) {
  ScanOptions options;
  options.message = true;
  options.keep_text = true;
  options.keep_content = true;
  return scan(as_span(bytes), options);
}

std::string content_of(const Part& part) {
  std::string out(part.content.size(), '\0');
  std::transform(part.content.begin(), part.content.end(), out.begin(),
                 [](std::byte b) { return static_cast<char>(b); });
  return out;
}

bool is_ordinary(const Part& part) {
  return std::find(part.readings.begin(), part.readings.end(), "plain") != part.readings.end();
}

std::string with_line_feeds(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i];
  }
  return out;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

} // namespace fumiban::test
