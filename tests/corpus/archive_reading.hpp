// SPDX-License-Identifier: Apache-2.0
/// @file
/// The archives of the corpora, as the engine reads them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive_listing.hpp"

namespace fumiban::test {

struct Archive {
  std::string name; ///< with the corpus in front
  std::string bytes;
};

/// All of libarchive's and rarfile's.
[[nodiscard]] std::vector<Archive> archives(const std::filesystem::path& root);

/// True for one file of several that belong together.
[[nodiscard]] bool is_volume(std::string_view name);

struct Reading {
  std::string kind;
  std::vector<ListedMember> members; ///< without those that only a local header tells otherwise
  std::set<std::string> unread;      ///< why something was not read
  bool opened = false;
  bool archive = true; ///< by its kind
};

/// Scans `archive` as a bare file.
[[nodiscard]] Reading read_archive(const Archive& archive, std::vector<std::string> passwords);

/// "opened", "in part", "not opened", "no archive"
[[nodiscard]] std::string state_of(const Reading& reading);

/// With commas.
[[nodiscard]] std::string joined(const std::set<std::string>& words);

/// Members without their names, which differ in charset.
using Contents = std::multiset<std::pair<std::uint32_t, std::uint64_t>>;
[[nodiscard]] Contents contents_of(const std::vector<ListedMember>& members);

/// What is wrong unless every file comes out as it does there, and nothing else but links, which some readers tell as
/// files. Empty if nothing is.
[[nodiscard]] std::string difference(const std::vector<ListedMember>& ours, const std::vector<ListedMember>& theirs);

/// With slashes, and without the number of an old version.
[[nodiscard]] std::multiset<std::string> names_of(const std::vector<ListedMember>& members);

} // namespace fumiban::test
