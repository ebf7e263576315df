// SPDX-License-Identifier: Apache-2.0
#include "audit/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "wall/descriptor.hpp"

namespace fumiban::audit {
namespace {

Failed failed(const std::string& path) {
  return {path + ": " + std::generic_category().message(errno), errno == ENOENT};
}

class DiskFile final : public File {
public:
  DiskFile(wall::Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  std::string write(std::uint64_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto count = ::pwrite(descriptor_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count == 0) errno = EIO;
      if (count <= 0) return failed(path_).why;
      bytes.remove_prefix(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
    return "";
  }
  std::string sync() override { return fdatasync(descriptor_.get()) == 0 ? "" : failed(path_).why; }
  std::string cut(std::uint64_t size) override {
    return ftruncate(descriptor_.get(), static_cast<off_t>(size)) == 0 ? "" : failed(path_).why;
  }

private:
  wall::Descriptor descriptor_;
  std::string path_;
};

wall::Descriptor opened(const std::string& path) {
  return wall::Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
}

} // namespace

Got<std::unique_ptr<File>> Disk::open(const std::string& path) {
  auto file = opened(path);
  if (!file.is_open()) return failed(path);
  return std::make_unique<DiskFile>(std::move(file), path);
}

Got<std::unique_ptr<File>> Disk::lock(const std::string& path) {
  auto file = opened(path);
  if (!file.is_open()) return failed(path);
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0)
    return errno == EWOULDBLOCK ? Failed{path + ": another process writes this log; only one can"} : failed(path);
  return std::make_unique<DiskFile>(std::move(file), path);
}

Got<std::string> Disk::read(const std::string& path) {
  const wall::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  if (!file.is_open() || fstat(file.get(), &info) != 0) return failed(path);
  if (!S_ISREG(info.st_mode)) return Failed{path + ": is no file"};
  std::string out(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t got = 0;
  while (got < out.size()) {
    const auto count = ::read(file.get(), out.data() + got, out.size() - got);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(path);
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  out.resize(got);
  return out;
}

Got<std::vector<std::string>> Disk::names(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(opendir(folder.c_str()), &closedir);
  if (!stream) return failed(folder);
  std::vector<std::string> out;
  while (const auto* entry = readdir(stream.get())) {
    const std::string name = static_cast<const char*>(entry->d_name);
    if (name != "." && name != "..") out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string Disk::make_folder(const std::string& path) {
  return mkdir(path.c_str(), 0700) == 0 || errno == EEXIST ? "" : failed(path).why;
}

std::string Disk::rename(const std::string& from, const std::string& to) {
  return std::rename(from.c_str(), to.c_str()) == 0 ? "" : failed(to).why;
}

std::string Disk::remove(const std::string& path) { return std::remove(path.c_str()) == 0 ? "" : failed(path).why; }

std::string Disk::sync_folder(const std::string& path) {
  const wall::Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder.is_open() && fsync(folder.get()) == 0 ? "" : failed(path).why;
}

std::string replace_file(Files& files, const std::string& folder, const std::string& name, std::string_view bytes) {
  const auto path = folder + "/" + name;
  const auto beside = path + ".new";
  {
    const auto opened = files.open(beside);
    if (const auto* wrong = std::get_if<Failed>(&opened)) return wrong->why;
    auto& file = *std::get<std::unique_ptr<File>>(opened);
    auto error = file.write(0, bytes);
    if (error.empty()) error = file.cut(bytes.size()); // somebody who was killed may have left a longer one
    if (error.empty()) error = file.sync();
    if (!error.empty()) return error;
  }
  auto error = files.rename(beside, path);
  return error.empty() ? files.sync_folder(folder) : error;
}

} // namespace fumiban::audit
