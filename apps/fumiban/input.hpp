// SPDX-License-Identifier: Apache-2.0
/// @file
/// What there is to scan: files, mailboxes, folders, standard input.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace fumiban::app {

/// A file's bytes, mapped read-only; or bytes that were read from a pipe.
class FileBytes {
public:
  /// Maps or reads `path` ("-": standard input). Null on failure, with the reason in `error` (an errno text).
  [[nodiscard]] static std::shared_ptr<const FileBytes> open(const std::string& path, std::string& error);
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;
  ~FileBytes();
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }
  /// False for a pipe or a device: it can be read only once.
  [[nodiscard]] bool is_regular() const noexcept { return regular_; }

private:
  FileBytes() = default;
  std::span<const std::byte> bytes_;
  std::vector<std::byte> read_;
  void* mapped_ = nullptr;
  bool regular_ = false;
};

/// One message or bare file.
struct Input {
  std::string label; ///< path, with "#N" for the N-th message of a mailbox
  std::string path;
  std::string name;      ///< the file's own name
  bool message = false;  ///< its place or name says that it is a message
  std::size_t begin = 0; ///< byte range in the file
  std::size_t end = static_cast<std::size_t>(-1);
  std::shared_ptr<const FileBytes> mailbox; ///< the open file, where it is a mailbox or standard input
};

/// Everything under `paths`, folders in order of name, links to folders not followed. `fail(path, reason)` is told
/// what could not be read.
[[nodiscard]] std::vector<Input> inputs_under(const std::vector<std::string>& paths,
                                              const std::function<void(const std::string&, const std::string&)>& fail);

/// Where each message of an mbox file (RFC 4155) begins, and the end; empty if `bytes` is no mbox of several messages.
[[nodiscard]] std::vector<std::size_t> mbox_cuts(std::span<const std::byte> bytes);

} // namespace fumiban::app
