// SPDX-License-Identifier: Apache-2.0
#include "archive_listing.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <clocale>
#include <memory>
#include <sstream>

namespace fumiban::test {
namespace {

constexpr std::size_t kMostMembers = 20'000;
constexpr std::uint64_t kMostBytes = 16U << 20U;
constexpr rlim_t kMostSeconds = 2; // of the processor: some of the files never end

struct CloseArchive {
  void operator()(archive* open) const noexcept { archive_read_free(open); }
};

std::string_view name_of(archive_entry* entry) {
  if (const char* name = archive_entry_pathname_utf8(entry)) return name;
  if (const char* name = archive_entry_pathname(entry)) return name;
  return "?";
}

/// One line for each member; the last one, behind '!', says what went wrong.
std::string told_by_libarchive(std::string_view bytes, const std::vector<std::string>& passwords) {
  const std::unique_ptr<archive, CloseArchive> open(archive_read_new());
  auto* a = open.get();
  archive_read_support_filter_all(a);
  archive_read_support_format_all(a);
  for (const auto& password : passwords) archive_read_add_passphrase(a, password.c_str());
  std::string out;
  std::string trouble;
  const auto note = [&] {
    if (trouble.empty()) trouble = archive_error_string(a) == nullptr ? "an error" : archive_error_string(a);
  };
  if (archive_read_open_memory(a, bytes.data(), bytes.size()) < ARCHIVE_WARN) {
    note();
    return "!" + trouble;
  }
  std::uint64_t total = 0;
  for (std::size_t count = 0; count < kMostMembers && total < kMostBytes; ++count) {
    archive_entry* entry = nullptr;
    const auto status = archive_read_next_header(a, &entry);
    if (status == ARCHIVE_EOF) break;
    if (status < ARCHIVE_WARN) {
      note();
      break;
    }
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    std::array<char, 65536> buffer{};
    std::uint64_t size = 0;
    uLong crc = crc32(0, nullptr, 0);
    la_ssize_t got = 0;
    while (total + size < kMostBytes && (got = archive_read_data(a, buffer.data(), buffer.size())) > 0) {
      size += static_cast<std::uint64_t>(got);
      crc = crc32(crc, reinterpret_cast<const Bytef*>(buffer.data()), static_cast<uInt>(got));
    }
    if (got < 0) note();
    const bool link = archive_entry_filetype(entry) == AE_IFLNK || archive_entry_hardlink(entry) != nullptr;
    if (link && size == 0) {
      const char* target = archive_entry_symlink(entry);
      const std::string_view leads_to = target == nullptr ? "" : target;
      size = leads_to.size();
      crc = crc_of(leads_to);
    }
    if (size == 0 && (name_of(entry) == "?" || name_of(entry).empty())) continue; // nothing that could be told
    total += size;
    if (total >= kMostBytes) trouble = "more than 16 MB";
    std::string name(name_of(entry));
    for (char& c : name)
      if (c == '\n') c = ' ';
    out += std::to_string(size) + " " + std::to_string(crc) + (link ? " 1 " : " 0 ") + name + "\n";
  }
  return out + (trouble.empty() ? "" : "!" + trouble + "\n");
}

} // namespace

Listing libarchive_listing(std::string_view bytes, const std::vector<std::string>& passwords) {
  Listing out;
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) {
    out.trouble = "pipe";
    return out;
  }
  const auto child = fork();
  if (child == 0) {
    const rlimit time{kMostSeconds, kMostSeconds};
    setrlimit(RLIMIT_CPU, &time);
    setlocale(LC_ALL, "C.UTF-8");
    close(ends[0]);
    const auto silent = open("/dev/null", O_WRONLY);
    dup2(silent, STDERR_FILENO);
    const auto told = told_by_libarchive(bytes, passwords);
    for (std::size_t at = 0; at < told.size();) {
      const auto put = write(ends[1], told.data() + at, told.size() - at);
      if (put <= 0) break;
      at += static_cast<std::size_t>(put);
    }
    _exit(0);
  }
  close(ends[1]);
  std::string told;
  std::array<char, 65536> buffer{};
  for (ssize_t got = 1; got != 0;) {
    got = read(ends[0], buffer.data(), buffer.size());
    if (got < 0 && errno != EINTR) break;
    if (got > 0) told.append(buffer.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  std::istringstream lines(told);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue; // some of libarchive's messages end their line themselves
    if (line.starts_with("!")) {
      out.trouble = line.substr(1);
      continue;
    }
    ListedMember member;
    std::istringstream words(line);
    words >> member.size >> member.crc >> member.link;
    words.get();
    std::getline(words, member.name);
    out.members.push_back(std::move(member));
  }
  if (WIFSIGNALED(status)) out.trouble = "ended by signal " + std::to_string(WTERMSIG(status));
  else if (WEXITSTATUS(status) != 0) out.trouble = "ended with " + std::to_string(WEXITSTATUS(status));
  return out;
}

std::vector<std::string> rarfile_names(std::string_view text) {
  std::vector<std::string> out;
  bool in_file = false;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.starts_with(" "))
      in_file = line.find("FILE:") != std::string::npos && line.find("is=F") != std::string::npos;
    else if (in_file && line.starts_with("  name=")) out.push_back(line.substr(7));
    else if (in_file && line.starts_with("  redir: type=HARD_LINK")) out.pop_back();
  }
  return out;
}

std::string uudecoded(std::string_view text) {
  std::string out;
  bool inside = false;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!inside) {
      inside = line.starts_with("begin ");
      continue;
    }
    if (line == "end") break;
    if (line.empty()) continue;
    const auto bits = [&](std::size_t at) {
      return at < line.size() ? (static_cast<unsigned>(static_cast<unsigned char>(line[at])) - 32U) & 63U : 0U;
    };
    const std::size_t count = bits(0);
    std::string bytes;
    for (std::size_t at = 1; bytes.size() < count; at += 4) {
      const auto group = bits(at) << 18U | bits(at + 1) << 12U | bits(at + 2) << 6U | bits(at + 3);
      for (const auto shift : {16U, 8U, 0U}) bytes += static_cast<char>(group >> shift & 255U);
    }
    out += bytes.substr(0, count);
  }
  return out;
}

std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

} // namespace fumiban::test
