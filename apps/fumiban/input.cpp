// SPDX-License-Identifier: Apache-2.0
#include "input.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/ascii.hpp"

namespace fumiban::app {
namespace {

namespace fs = std::filesystem;
using Fail = std::function<void(const std::string&, const std::string&)>;

std::string reason(int error) { return std::generic_category().message(error); }

bool is_maildir(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "cur", ignored) && fs::is_directory(folder / "new", ignored);
}

/// The next line's beginning, or the end.
std::size_t next_line(std::string_view s, std::size_t at) {
  const auto end = s.find('\n', at);
  return end == std::string_view::npos ? s.size() : end + 1;
}

/// True if the line at `at` is a header field that mail begins with.
bool is_first_field(std::string_view s, std::size_t at) {
  static constexpr std::array<std::string_view, 14> kNames = {
      "from",       "received",     "return-path",  "date",     "subject", "to",     "cc",
      "message-id", "mime-version", "delivered-to", "reply-to", "status",  "sender", "arc-seal"};
  const auto line = s.substr(at, next_line(s, at) - at);
  const auto name = line.substr(0, std::min(line.find(':'), line.size()));
  if (name.size() == line.size()) return false;
  if (starts_fold(name, "x-") || starts_fold(name, "content-") || starts_fold(name, "dkim-")) return true;
  return std::any_of(kNames.begin(), kNames.end(), [&](auto known) { return equal_fold(known, name); });
}

/// "From sender day month ..", RFC 4155, or Netscape's "From - ": followed by a header. `apart`: an empty line or the
/// beginning of the file stands before it.
bool is_from_line(std::string_view s, std::size_t at, bool apart) {
  const auto line = s.substr(at, next_line(s, at) - at);
  if (!line.starts_with("From ")) return false;
  const auto colon = line.find(':', 5);
  const bool timed = colon != std::string_view::npos && colon > 5 && is_digit(line[colon - 1]);
  if (apart && timed) return true;
  return (apart || line.starts_with("From - ")) && is_first_field(s, next_line(s, at));
}

void add_file(const fs::path& path, bool message, std::vector<Input>& out, const Fail& fail) {
  Input input{.label = path.string(), .path = path.string(), .name = path.filename().string(), .message = message};
  const auto extension = to_lower(path.extension().string());
  input.message = message || extension == ".eml" || extension == ".mht" || extension == ".mhtml";
  if (!message) {
    std::string error;
    const auto file = FileBytes::open(path.string(), error);
    if (!file) {
      fail(path.string(), error);
      return;
    }
    const auto cuts = mbox_cuts(file->bytes());
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      Input one = input;
      one.label += "#" + std::to_string(i + 1);
      one.message = true;
      one.begin = cuts[i];
      one.end = cuts[i + 1];
      one.mailbox = file;
      out.push_back(std::move(one));
    }
    if (!cuts.empty()) return;
    if (!file->is_regular()) input.mailbox = file;
  }
  out.push_back(std::move(input));
}

void add_folder(const fs::path& root, std::vector<Input>& out, const Fail& fail) {
  struct Waiting {
    fs::path path;
    bool mail; ///< the cur or new of a Maildir
  };
  std::vector<Waiting> folders{{root, false}};
  while (!folders.empty()) {
    const auto [folder, mail] = folders.back();
    folders.pop_back();
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (auto it = fs::directory_iterator(folder, error); !error && it != fs::directory_iterator(); it.increment(error))
      entries.push_back(*it);
    if (error) fail(folder.string(), error.message());
    std::sort(entries.begin(), entries.end());
    const bool maildir = is_maildir(folder);
    std::vector<Waiting> below;
    for (const auto& entry : entries) {
      const auto name = entry.path().filename().string();
      std::error_code ignored;
      if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) {
        if (!maildir) below.push_back({entry.path(), false});
        else if (name == "cur" || name == "new") below.push_back({entry.path(), true});
        else if (name.starts_with(".")) below.push_back({entry.path(), false}); // Maildir++ folder
      } else if (entry.is_regular_file(ignored)) {
        if (!maildir) add_file(entry.path(), mail, out, fail);
      } else if (entry.is_symlink(ignored) && !entry.exists(ignored)) {
        fail(entry.path().string(), reason(ENOENT));
      }
    }
    folders.insert(folders.end(), below.rbegin(), below.rend());
  }
}

} // namespace

FileBytes::~FileBytes() {
  if (mapped_ != nullptr) munmap(mapped_, bytes_.size());
}

std::shared_ptr<const FileBytes> FileBytes::open(const std::string& path, std::string& error) {
  std::shared_ptr<FileBytes> out(new FileBytes());
  const int file = path == "-" ? dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (file < 0 || fstat(file, &status) != 0) {
    error = reason(errno);
    if (file >= 0) close(file);
    return nullptr;
  }
  out->regular_ = S_ISREG(status.st_mode);
  if (out->regular_ && status.st_size > 65536) {
    const auto size = static_cast<std::size_t>(status.st_size);
    void* mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (mapped != MAP_FAILED) {
      out->mapped_ = mapped;
      out->bytes_ = {static_cast<const std::byte*>(mapped), size};
      close(file);
      return out;
    }
  }
  auto& read_bytes = out->read_;
  std::size_t have = 0;
  for (;;) {
    read_bytes.resize(have + 65536);
    const auto got = ::read(file, read_bytes.data() + have, 65536);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      error = reason(errno);
      close(file);
      return nullptr;
    }
    have += static_cast<std::size_t>(got);
    if (got == 0) break;
  }
  close(file);
  read_bytes.resize(have);
  out->bytes_ = read_bytes;
  return out;
}

std::vector<std::size_t> mbox_cuts(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::vector<std::size_t> cuts;
  const std::size_t begin = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  if (!is_from_line(text, begin, true)) return cuts;
  cuts.push_back(begin);
  for (auto at = text.find("\nFrom "); at != std::string_view::npos; at = text.find("\nFrom ", at + 1)) {
    const bool apart = (at > 0 && text[at - 1] == '\n') || (at > 1 && text[at - 1] == '\r' && text[at - 2] == '\n');
    if (is_from_line(text, at + 1, apart)) cuts.push_back(at + 1);
  }
  if (cuts.size() == 1) return {}; // one message with an envelope line: not a mailbox
  cuts.push_back(text.size());
  return cuts;
}

std::vector<Input> inputs_under(const std::vector<std::string>& paths, const Fail& fail) {
  std::vector<Input> out;
  for (const auto& path : paths) {
    std::error_code error;
    if (path == "-") {
      std::string why;
      auto file = FileBytes::open("-", why);
      if (!file) {
        fail("-", why);
        continue;
      }
      const auto cuts = mbox_cuts(file->bytes());
      if (cuts.empty()) out.push_back({.label = "-", .path = "-", .name = "", .mailbox = file});
      for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
        out.push_back({.label = "-#" + std::to_string(i + 1),
                       .path = "-",
                       .name = "",
                       .message = true,
                       .begin = cuts[i],
                       .end = cuts[i + 1],
                       .mailbox = file});
    } else if (fs::is_directory(path, error)) {
      add_folder(path, out, fail);
    } else {
      const auto status = fs::status(path, error);
      if (error || !fs::exists(status)) fail(path, reason(error ? error.value() : ENOENT));
      else add_file(path, false, out, fail);
    }
  }
  return out;
}

} // namespace fumiban::app
