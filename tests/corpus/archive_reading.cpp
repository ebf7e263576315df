// SPDX-License-Identifier: Apache-2.0
#include "archive_reading.hpp"

#include <algorithm>

#include "corpus_files.hpp"
#include "fumiban/scan.hpp"

namespace fumiban::test {
namespace {

/// What a reader hands on whole: the archive lies in the only part below.
bool is_wrapper(std::string_view type) {
  static const std::set<std::string_view> kWrappers = {"gzip", "bzip2",    "xz",   "zstd",
                                                       "lz4",  "compress", "lzip", "lzma"};
  return kWrappers.contains(type);
}

} // namespace

std::vector<Archive> archives(const std::filesystem::path& root) {
  std::vector<Archive> out;
  for (const auto& file : files_under(root / "libarchive" / "test", ".uu")) {
    auto bytes = uudecoded(bytes_of(file));
    if (!bytes.empty()) out.push_back({"libarchive/" + file.stem().string(), std::move(bytes)});
  }
  for (const auto& file : files_under(root / "rarfile" / "files"))
    if (file.extension() != ".exp") out.push_back({"rarfile/" + file.filename().string(), bytes_of(file)});
  return out;
}

bool is_volume(std::string_view name) {
  for (const auto* mark :
       {".part", "multivolume", "-vols.", ".r00", ".r01", "splitted_rar", "cab_multi.p", "rar3-old."})
    if (name.find(mark) != std::string_view::npos) return true;
  return false;
}

Reading read_archive(const Archive& archive, std::vector<std::string> passwords) {
  ScanOptions options;
  options.name = archive.name.substr(archive.name.rfind('/') + 1);
  options.passwords = std::move(passwords);
  options.keep_content = true;
  const auto report = scan(as_span(archive.bytes), options);
  Reading out;
  out.kind = report.parts[0].type;
  for (const auto& format : formats())
    if (format.id == report.parts[0].type) out.archive = format.family == "archive" || !format.read || format.opened;
  std::uint32_t container = 0;
  int deep = 0;
  for (std::uint32_t i = 1; i < report.parts.size() && is_wrapper(report.parts[container].type); ++i)
    if (report.parts[i].parent == container) {
      container = i;
      if (++deep < 3) out.kind += " of " + std::string(report.parts[i].type);
      else if (deep == 3) out.kind += " of ..";
    }
  for (const auto& part : report.parts) {
    const auto& readings = part.readings;
    if (part.parent != container || std::find(readings.begin(), readings.end(), "local-header") != readings.end())
      continue;
    const auto content = content_of(part);
    out.members.push_back({part.name, part.size, crc_of(content)});
  }
  // What the members are is not the archive's matter.
  for (const auto& finding : report.findings)
    if (finding.spec->unread != Unread::no &&
        (finding.part <= container || !std::string_view(finding.spec->id).starts_with("engine.")))
      out.unread.insert(std::string(finding.spec->id));
  for (const auto& finding : report.findings)
    if (finding.spec->id == "zip.wrong-size") out.unread.insert("zip.wrong-size");
  out.opened = !out.members.empty() || out.unread.empty();
  return out;
}

std::string state_of(const Reading& reading) {
  if (reading.members.empty() && !reading.archive) return "no archive";
  if (!reading.opened) return "not opened";
  return reading.unread.empty() ? "opened" : "in part";
}

std::string joined(const std::set<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

Contents contents_of(const std::vector<ListedMember>& members) {
  Contents out;
  for (const auto& member : members) out.emplace(member.crc, member.size);
  return out;
}

std::string difference(const std::vector<ListedMember>& ours, const std::vector<ListedMember>& theirs) {
  auto rest = contents_of(ours);
  for (const bool link : {false, true})
    for (const auto& member : theirs) {
      if (member.link != link) continue;
      const auto found = rest.find({member.crc, member.size});
      if (found != rest.end()) rest.erase(found);
      else if (!link) return member.name + " is not among ours";
    }
  return rest.empty() ? "" : std::to_string(rest.size()) + " of ours are not among theirs";
}

std::multiset<std::string> names_of(const std::vector<ListedMember>& members) {
  std::multiset<std::string> out;
  for (auto member : members) {
    std::replace(member.name.begin(), member.name.end(), '\\', '/'); // DOS's way to write folders
    out.insert(member.name.substr(0, member.name.find(';')));        // old versions of a file
  }
  return out;
}

} // namespace fumiban::test
