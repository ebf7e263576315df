// SPDX-License-Identifier: Apache-2.0
#include "extract.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"

namespace fumiban::app {
namespace {

bool write_all(int file, const void* data, std::size_t size) {
  const auto* at = static_cast<const char*>(data);
  while (size > 0) {
    const auto written = ::write(file, at, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

} // namespace

ExtractFolder ExtractFolder::open(const std::string& named, std::string& error) {
  ExtractFolder out;
  // "link/" and "link/." would follow the link.
  auto path = named;
  while (path.size() > 1 && (path.ends_with('/') || path.ends_with("/."))) path.pop_back();
  const bool made = mkdir(path.c_str(), 0700) == 0;
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) {
    error = errno == ELOOP || errno == ENOTDIR ? "ui.extract-link" : "ui.extract-unusable";
    return out;
  }
  out.folder_ = folder;
  std::error_code ignored;
  if (!made && !std::filesystem::is_empty(path, ignored)) {
    error = "ui.extract-not-empty";
    return out;
  }
  if (fchmod(folder, 0700) != 0) {
    error = "ui.extract-unusable";
    return out;
  }
  out.manifest_ = openat(folder, "manifest.jsonl", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
  if (out.manifest_ < 0) error = "ui.extract-unusable";
  return out;
}

ExtractFolder::~ExtractFolder() {
  if (manifest_ >= 0) close(manifest_);
  if (folder_ >= 0) close(folder_);
}

bool ExtractFolder::write(const Report& report, std::string_view label) {
  bool good = true;
  for (std::size_t i = 0; i < report.parts.size(); ++i) {
    const auto& part = report.parts[i];
    // Under a digest that is not its own a part would take the place of another message's.
    if (!part.sha256 || sha256(ByteView(part.content)) != *part.sha256) continue;
    const auto name = hex(*part.sha256) + ".bin";
    const int file = openat(folder_, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
    if (file >= 0) {
      good = write_all(file, part.content.data(), part.content.size()) && good;
      good = close(file) == 0 && good;
    } else if (errno != EEXIST) { // the same bytes came before
      good = false;
    }
    const auto line = nlohmann::ordered_json{{"file", name},
                                             {"path", label},
                                             {"part", i},
                                             {"name", part.name},
                                             {"declared_type", part.declared_type},
                                             {"type", part.type},
                                             {"size", part.size}}
                          .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) +
                      "\n";
    good = write_all(manifest_, line.data(), line.size()) && good;
  }
  return good;
}

} // namespace fumiban::app
