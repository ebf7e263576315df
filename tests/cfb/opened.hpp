// SPDX-License-Identifier: Apache-2.0
/// @file
/// A compound file with all that it needs to be read in a test.
#pragma once

#include <optional>
#include <string>

#include "analyser/blob_writer.hpp"
#include "unpack/cfb/compound_file.hpp"

namespace fumiban::cfb {

class Opened {
public:
  /// `bytes` padded with zeros to `padded` bytes, in a scan that may look at `budget` bytes.
  explicit Opened(std::string bytes, std::uint64_t padded = 0, std::uint64_t budget = 2ULL << 30U)
      : bytes_(std::move(bytes)) {
    report_.parts.emplace_back();
    options_.limits.bytes = budget;
    context_.emplace(report_, options_);
    blob_ = Blob::borrowed(ByteView(std::string_view(bytes_)));
    if (padded > 0) {
      BlobWriter writer(*context_);
      const std::string zeros(1U << 20U, '\0');
      (void)writer.write(ByteView(std::string_view(bytes_)));
      while (writer.size() < padded) (void)writer.write(ByteView(std::string_view(zeros)));
      blob_ = std::move(writer).finish();
    }
    if (auto file = CompoundFile::open(blob_, *context_)) file_.emplace(std::move(file).value());
  }

  [[nodiscard]] bool opened() const { return file_.has_value(); }
  [[nodiscard]] const CompoundFile& file() const { return file_.value(); }
  [[nodiscard]] Context& context() { return *context_; }
  [[nodiscard]] const Blob& blob() const { return blob_; }
  [[nodiscard]] const Report& report() const { return report_; }

  /// The content of the stream of that path; "?" if there is none.
  [[nodiscard]] std::string content(std::initializer_list<std::string_view> path,
                                    std::uint64_t most = CompoundFile::kAll) {
    const auto index = file().find(path);
    if (!index) return "?";
    const auto stream = file().stream(*index, context(), most);
    return stream ? stream->whole().copy() : "?";
  }
  /// The ids of all oddities, each once, with a blank behind.
  [[nodiscard]] std::string oddities() {
    file().check_chains(context());
    std::string out;
    for (const auto& oddity : file().oddities())
      if (out.find(oddity.id) == std::string::npos) out += std::string(oddity.id) + " ";
    return out;
  }
  [[nodiscard]] bool has(std::string_view id) { return oddities().find(id) != std::string::npos; }

private:
  std::string bytes_;
  Report report_;
  ScanOptions options_;
  std::optional<Context> context_;
  Blob blob_;
  std::optional<CompoundFile> file_;
};

} // namespace fumiban::cfb
