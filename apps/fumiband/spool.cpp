// SPDX-License-Identifier: Apache-2.0
#include "spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "wall/descriptor.hpp"

namespace fumiban::gateway {
namespace {

std::string system_words(const std::string& path) { return path + ": " + std::generic_category().message(errno); }

std::string write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::generic_category().message(count < 0 ? errno : EIO);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return "";
}

/// Whole and on the disk, or an error.
std::string write_file(const std::string& path, std::string_view json, std::string_view message) {
  const wall::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.is_open()) return system_words(path);
  for (const auto bytes : {json, std::string_view("\n"), message})
    if (const auto error = write_all(file.get(), bytes); !error.empty()) return path + ": " + error;
  return fsync(file.get()) == 0 ? "" : system_words(path);
}

std::string sync_folder(const std::string& path) {
  const wall::Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder.is_open() && fsync(folder.get()) == 0 ? "" : system_words(path);
}

} // namespace

std::variant<Spool, std::string> Spool::open(const std::string& folder) {
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return system_words(folder);
  struct stat info {};
  if (stat(folder.c_str(), &info) != 0) return system_words(folder);
  if (!S_ISDIR(info.st_mode)) return folder + ": is no folder";
  if ((info.st_mode & 07U) != 0) return folder + ": others can read it: chmod o= " + folder;
  if (access(folder.c_str(), R_OK | W_OK | X_OK) != 0) return system_words(folder);
  return Spool(folder);
}

std::string Spool::store(std::string_view id, std::string_view json, std::string_view message) const {
  const auto path = folder_ + "/" + std::string(id) + ".held";
  if (access(path.c_str(), F_OK) == 0) return sync_folder(folder_); // whoever wrote it may have died before this
  static std::atomic<unsigned> count = 0;                           // two threads may store the same message at once
  const auto made = path + "." + std::to_string(getpid()) + "-" + std::to_string(++count);
  auto error = write_file(made, json, message);
  if (error.empty() && std::rename(made.c_str(), path.c_str()) != 0) error = system_words(path);
  if (!error.empty()) {
    unlink(made.c_str());
    return error;
  }
  return sync_folder(folder_);
}

} // namespace fumiban::gateway
