// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "audit/log.hpp"
#include "wall/descriptor.hpp"

namespace fumiban::audit {
namespace {

constexpr std::size_t kMostKey = 4096;

Failed failed(const std::string& path) { return {path + ": " + std::generic_category().message(errno)}; }

} // namespace

Got<SigningKey> key_in(const std::string& path, const std::string& name) {
  wall::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.is_open() && errno == ENOENT) {
    if (!is_log_name(name)) return Failed{"'" + name + "' cannot name a log"};
    const auto key = SigningKey::make(name);
    // Beside it first: a key is there whole or not at all.
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? std::string(".") : path.substr(0, slash);
    Disk disk;
    const auto error =
        replace_file(disk, folder, path.substr(slash == std::string::npos ? 0 : slash + 1), key.text() + "\n");
    if (!error.empty()) return Failed{error};
    return key;
  }
  if (!file.is_open()) return failed(path);
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return failed(path);
  if (!S_ISREG(info.st_mode)) return Failed{path + ": is no file"};
  if ((info.st_mode & 077U) != 0) return Failed{path + ": others can read it: chmod 0600 " + path};
  std::string text(kMostKey, '\0');
  const auto count = ::read(file.get(), text.data(), text.size());
  if (count < 0) return failed(path);
  text.resize(static_cast<std::size_t>(count));
  if (text.ends_with('\n')) text.pop_back();
  auto key = SigningKey::parse(text);
  if (!key) return Failed{path + ": is no key of a log (PRIVATE+KEY+name+hash+base64); put it back from a copy"};
  return std::move(*key);
}

} // namespace fumiban::audit
