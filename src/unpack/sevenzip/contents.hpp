// SPDX-License-Identifier: Apache-2.0
/// @file
/// Files, one after another, as they come out of a folder.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unpack/sevenzip/coders.hpp"

namespace fumiban::sevenzip {

/// What came out.
struct Cut {
  Blob content;
  bool refused = false; ///< a limit was reached and said: `content` is nothing
  std::string damage{}; ///< why it is not whole, for people; empty if it is
};

/// Cuts the content of a folder into its files. One file is held at a time.
class Cutter {
public:
  explicit Cutter(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}
  /// The next file.
  [[nodiscard]] Cut cut(const File& file, Context& context);
  /// Leaves the next file out: why it is damaged, as in Cut.
  [[nodiscard]] std::string skip(const File& file, Context& context);

private:
  template <class Take>
  std::string run(const File& file, Take take);

  std::unique_ptr<Stream> stream_;
  ByteView rest_;
  std::string failed_; ///< why nothing more comes
};

/// The files of an encrypted folder. Each has its own lock, but they are decoded in one pass if they are opened in
/// order, and a wrong password is tried once.
class LockedFolder {
public:
  LockedFolder(std::shared_ptr<const Opened> opened, const Folder& folder)
      : opened_(std::move(opened)), folder_(folder) {}
  /// One file more, in order: its index here.
  [[nodiscard]] std::size_t add(const File& file);
  /// The file, if the password fits: the CRC-32 of the first file that has one decides, or an error before it.
  [[nodiscard]] std::optional<Cut> open(std::size_t index, std::string_view password, Context& context);

private:
  std::shared_ptr<const Opened> opened_;
  const Folder& folder_; ///< of opened_
  std::vector<File> files_;
  std::vector<std::string> wrong_;
  std::string password_;   ///< that cutter_ was made with
  bool confirmed_ = false; ///< a checksum was right with it
  std::optional<Cutter> cutter_;
  std::size_t at_ = 0; ///< the file that cutter_ gives next
};

} // namespace fumiban::sevenzip
