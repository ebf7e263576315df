// SPDX-License-Identifier: Apache-2.0
#include "spool/spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/ascii.hpp"
#include "wall/descriptor.hpp"

namespace fumiban::spool {
namespace {

constexpr std::string_view kEnding = ".held";

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

std::variant<Spool, std::string> Spool::open(const std::string& folder, bool make) {
  if (make && mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return system_words(folder);
  struct stat info {};
  if (stat(folder.c_str(), &info) != 0) return system_words(folder);
  if (!S_ISDIR(info.st_mode)) return folder + ": is no folder";
  if ((info.st_mode & 07U) != 0) return folder + ": others can read it: chmod o= " + folder;
  if (access(folder.c_str(), R_OK | W_OK | X_OK) != 0) return system_words(folder);
  return Spool(folder);
}

std::string Spool::path_of(std::string_view id) const {
  const auto is_id = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; };
  if (id.empty() || !std::all_of(id.begin(), id.end(), is_id)) return "";
  return folder_ + "/" + std::string(id) + std::string(kEnding);
}

void Spool::tidy() const {
  std::error_code error;
  std::vector<std::filesystem::path> halves;
  const std::filesystem::directory_iterator end;
  for (std::filesystem::directory_iterator at(folder_, error); !error && at != end; at.increment(error))
    if (at->path().filename().string().find(std::string(kEnding) + ".") != std::string::npos)
      halves.push_back(at->path());
  for (const auto& half : halves) unlink(half.c_str());
}

std::string Spool::store(std::string_view id, std::string_view json, std::string_view message) const {
  const auto path = path_of(id);
  if (path.empty()) return "'" + std::string(id) + "' is no id";
  if (access(path.c_str(), F_OK) == 0) return sync_folder(folder_); // whoever wrote it may have died before this
  const auto made = unfinished(path);
  auto error = write_file(made, json, message);
  if (error.empty() && std::rename(made.c_str(), path.c_str()) != 0) error = system_words(path);
  if (!error.empty()) {
    unlink(made.c_str());
    return error;
  }
  return sync_folder(folder_);
}

std::string Spool::unfinished(const std::string& path) {
  static std::atomic<unsigned> count = 0; // two threads may store the same message at once
  return path + "." + std::to_string(getpid()) + "-" + std::to_string(++count);
}

std::string Spool::try_out() const {
  const auto made = unfinished(folder_ + "/try" + std::string(kEnding));
  auto error = write_file(made, "", std::string(4096, '\0')); // what is smaller may find room on a full disk
  if (unlink(made.c_str()) != 0 && error.empty()) error = system_words(made);
  return error;
}

std::vector<std::string> Spool::ids() const {
  std::vector<std::string> out;
  std::error_code error;
  const std::filesystem::directory_iterator end;
  for (std::filesystem::directory_iterator at(folder_, error); !error && at != end; at.increment(error)) {
    const auto name = at->path().filename().string();
    if (name.ends_with(kEnding)) out.push_back(name.substr(0, name.size() - kEnding.size()));
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<Held> Spool::read(std::string_view id) const {
  std::ifstream file(path_of(id), std::ios::binary);
  Held out;
  if (!std::getline(file, out.json)) return std::nullopt;
  std::ostringstream rest;
  rest << file.rdbuf(); // of a message without bytes nothing
  out.message = rest.str();
  return out;
}

std::string Spool::rename(std::string_view id, std::string_view to) const {
  const auto from = path_of(id);
  return std::rename(from.c_str(), path_of(to).c_str()) == 0 ? "" : system_words(from);
}

std::string Spool::remove(std::string_view id) const {
  const auto path = path_of(id);
  if (path.empty()) return "'" + std::string(id) + "' is no id";
  if (unlink(path.c_str()) != 0) return system_words(path);
  return sync_folder(folder_);
}

} // namespace fumiban::spool
