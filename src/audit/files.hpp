// SPDX-License-Identifier: Apache-2.0
/// @file
/// The file system as the audit log needs it: small enough that a test can be one that fails at the n-th call, tears
/// writes and loses what was not synced.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fumiban::audit {

/// What failed, with the path and in the system's words.
struct Failed {
  std::string why;
  bool missing = false; ///< there is nothing of that name
};
template <class T>
using Got = std::variant<T, Failed>;

/// An open file. The strings say what failed, or are empty.
class File {
public:
  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  virtual ~File() = default;
  /// On an error a part of it may have been written.
  [[nodiscard]] virtual std::string write(std::uint64_t offset, std::string_view bytes) = 0;
  /// What was written is on the disk afterwards. After an error nobody knows what is.
  [[nodiscard]] virtual std::string sync() = 0;
  /// Takes off what lies behind `size` bytes.
  [[nodiscard]] virtual std::string cut(std::uint64_t size) = 0;
};

class Files {
public:
  Files() = default;
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  virtual ~Files() = default;
  /// To write to; made (0600) if it is not there.
  [[nodiscard]] virtual Got<std::unique_ptr<File>> open(const std::string& path) = 0;
  /// The same, and nobody else has it open so until it is closed.
  [[nodiscard]] virtual Got<std::unique_ptr<File>> lock(const std::string& path) = 0;
  /// All of it.
  [[nodiscard]] virtual Got<std::string> read(const std::string& path) = 0;
  /// What lies in a folder, in order.
  [[nodiscard]] virtual Got<std::vector<std::string>> names(const std::string& folder) = 0;
  /// A folder that is there already is as good (0700).
  [[nodiscard]] virtual std::string make_folder(const std::string& path) = 0;
  [[nodiscard]] virtual std::string rename(const std::string& from, const std::string& to) = 0;
  /// A file or an empty folder.
  [[nodiscard]] virtual std::string remove(const std::string& path) = 0;
  /// The names in it are on the disk afterwards.
  [[nodiscard]] virtual std::string sync_folder(const std::string& path) = 0;
};

/// The one of the system.
class Disk final : public Files {
public:
  [[nodiscard]] Got<std::unique_ptr<File>> open(const std::string& path) override;
  [[nodiscard]] Got<std::unique_ptr<File>> lock(const std::string& path) override;
  [[nodiscard]] Got<std::string> read(const std::string& path) override;
  [[nodiscard]] Got<std::vector<std::string>> names(const std::string& folder) override;
  [[nodiscard]] std::string make_folder(const std::string& path) override;
  [[nodiscard]] std::string rename(const std::string& from, const std::string& to) override;
  [[nodiscard]] std::string remove(const std::string& path) override;
  [[nodiscard]] std::string sync_folder(const std::string& path) override;
};

/// All or nothing, and on the disk: written beside it, then renamed. `name` lies in `folder`.
[[nodiscard]] std::string replace_file(Files& files, const std::string& folder, const std::string& name,
                                       std::string_view bytes);

} // namespace fumiban::audit
