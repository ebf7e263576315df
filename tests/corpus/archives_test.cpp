// SPDX-License-Identifier: Apache-2.0
/// @file
/// The archives of libarchive's and rarfile's tests, as bare files: which are opened, and whether what comes out is
/// what libarchive gets out of them. docs/archives.md is the table; FUMIBAN_WRITE=1 writes it anew.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>

#include "archive_listing.hpp"
#include "archive_reading.hpp"
#include "corpus_differences.hpp"
#include "corpus_files.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"
#include "unpack/measured.hpp"

namespace fumiban::test {
namespace {

/// The passwords that both projects' tests state.
const std::vector<std::string> kPasswords = {"12345678", "password"};

constexpr auto kRockRidge = "Rock Ridge is not read: Windows shows Joliet's names, no links and no zisofs";

/// What libarchive and we read differently, and why we do.
constexpr std::array kDifferences = {
    ExpectedDifference{"libarchive/test_read_format_zip_msdos.zip", "content",
                       "folders that only an attribute of DOS makes folders are told as empty files"},
    ExpectedDifference{"libarchive/test_read_format_iso_rockridge.iso.Z", "content", kRockRidge},
    ExpectedDifference{"libarchive/test_read_format_iso_rockridge_ce.iso.Z", "content", kRockRidge},
    ExpectedDifference{"libarchive/test_read_format_iso_rockridge_new.iso.Z", "content", kRockRidge},
    ExpectedDifference{"libarchive/test_read_format_iso_xorriso.iso.Z", "name", kRockRidge},
    ExpectedDifference{"libarchive/test_read_format_iso_zisofs.iso.Z", "content", kRockRidge},
    ExpectedDifference{"libarchive/test_read_format_rar5_zip_in_rar.rar", "content",
                       "libarchive takes the last member, a stored zip, for the archive"},
    ExpectedDifference{"libarchive/test_read_format_rar5_bad_window_sz_in_mltarc_file.rar", "fewer",
                       "a header that no longer fits: it is found behind members that are passed over, not behind read "
                       "ones; the archive is said to be damaged"},
};

std::string escaped(std::string text) {
  std::replace(text.begin(), text.end(), '|', '/');
  return text;
}

bool is_ascii(const std::vector<ListedMember>& members) {
  return std::all_of(members.begin(), members.end(), [](const ListedMember& member) {
    return std::all_of(member.name.begin(), member.name.end(), [](char c) { return c > 0; });
  });
}

std::string table_of(const std::vector<Archive>& all, std::vector<Difference>& differences) {
  std::map<std::string, std::array<std::size_t, 4>> kinds;
  std::string rows;
  for (const auto& archive : all) {
    const auto reading = read_archive(archive, kPasswords);
    const auto listing = libarchive_listing(archive.bytes, kPasswords);
    const auto state = state_of(reading);
    ++kinds[reading.kind][state == "opened" ? 0 : state == "in part" ? 1 : state == "not opened" ? 2 : 3];
    auto reason = joined(reading.unread);
    if (is_volume(archive.name)) reason += (reason.empty() ? "" : "; ") + std::string("one of several volumes");
    rows += "| " + archive.name + " | " + reading.kind + " | " + state + " | " +
            std::to_string(reading.members.size()) + " | " + std::to_string(listing.members.size()) +
            (listing.trouble.empty() ? "" : ", then trouble") + " | " + escaped(reason) + " |\n";
    if (state != "opened" || !listing.trouble.empty()) {
      // Where something is broken, what stands behind it is still there.
      const auto files = std::count_if(listing.members.begin(), listing.members.end(),
                                       [](const ListedMember& member) { return !member.link; });
      if (state == "in part" && reading.members.size() < static_cast<std::size_t>(files))
        differences.push_back(
            {archive.name, "fewer",
             std::to_string(reading.members.size()) + " members, libarchive " + std::to_string(files)});
      continue;
    }
    const auto content = difference(reading.members, listing.members);
    if (!content.empty()) {
      differences.push_back({archive.name, "content", content});
      continue;
    }
    if (!is_ascii(listing.members)) continue;
    auto names = names_of(listing.members);
    for (const auto& name : names_of(reading.members))
      if (const auto found = names.find(name); found != names.end()) names.erase(found);
      else differences.push_back({archive.name, "name", name + " is not among theirs"});
  }
  std::string out =
      "# Archives of other projects\n\n"
      "`tests/corpus` scans the archives of libarchive's and rarfile's own tests where they are present, as bare files "
      "and\n"
      "with the passwords that those tests state. What is opened must come out as libarchive brings it out; the "
      "differences\n"
      "stand in the test with their reasons. \"In part\": something in it was not read, and the reason says why. Many "
      "of the\n"
      "files are broken on purpose.\n\n"
      "This file is written by the test: `FUMIBAN_WRITE=1 ctest --preset dev -R corpus`.\n\n"
      "| kind | opened | in part | not opened | no archive |\n|---|--:|--:|--:|--:|\n";
  std::array<std::size_t, 4> sums{};
  for (const auto& [kind, counts] : kinds) {
    out += "| " + kind + " |";
    for (std::size_t i = 0; i < 4; ++i) {
      out += " " + std::to_string(counts[i]) + " |";
      sums[i] += counts[i];
    }
    out += "\n";
  }
  out += "| all | " + std::to_string(sums[0]) + " | " + std::to_string(sums[1]) + " | " + std::to_string(sums[2]) +
         " | " + std::to_string(sums[3]) +
         " |\n\n| file | kind | state | members | libarchive's | not read because |\n|---|---|---|--:|--:|---|\n";
  return out + rows;
}

std::filesystem::path document() {
  const char* source = std::getenv("FUMIBAN_SOURCE");
  const auto root =
      source != nullptr ? std::filesystem::path(source) : std::filesystem::path(__FILE__).parent_path() / ".." / "..";
  return root / "docs" / "archives.md";
}

TEST(Archives, WhatIsOpenedIsWhatLibarchiveOpensAndTheTableIsTrue) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  const auto all = archives(root);
  std::vector<Difference> differences;
  const auto table = table_of(all, differences);
  check_differences("archives", all.size(), differences, kDifferences);
  std::cout << table.substr(0, table.find("| file |"));
  if (const char* write = std::getenv("FUMIBAN_WRITE"); write != nullptr && *write == '1')
    std::ofstream(document(), std::ios::binary) << table;
  // Under the sanitizers libarchive is refused memory that it is given otherwise.
  if (kMeasured) {
    EXPECT_TRUE(bytes_of(document()) == table)
        << "docs/archives.md is not what the test finds: FUMIBAN_WRITE=1 writes it";
  }
}

/// A locked zip whose password is known.
struct KnownPassword {
  std::string_view name;
  std::string_view password;
};

constexpr std::array kLockedZips = {
    KnownPassword{"test_read_format_zip_traditional_encryption_data.zip", "12345678"},
    KnownPassword{"test_read_format_zip_winzip_aes128.zip", "password"},
    KnownPassword{"test_read_format_zip_winzip_aes256.zip", "password"},
    KnownPassword{"test_read_format_zip_winzip_aes256_large.zip", "password"},
    KnownPassword{"test_read_format_zip_winzip_aes256_large_bzip2.zip", "password"},
    KnownPassword{"test_read_format_zip_winzip_aes256_large_lzma.zip", "password"},
    KnownPassword{"test_read_format_zip_winzip_aes256_large_xz.zip", "password"},
    KnownPassword{"test_read_format_zip_winzip_aes256_large_zstd.zip", "password"},
    KnownPassword{"test_read_format_zip_winzip_aes256_stored.zip", "password"},
};

TEST(Archives, LockedZipsOpenWithTheirPasswordAndNotWithout) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  for (const auto& known : kLockedZips) {
    const auto file = root / "libarchive" / "test" / (std::string(known.name) + ".uu");
    const Archive archive{std::string(known.name), uudecoded(bytes_of(file))};
    const auto open = read_archive(archive, {"wrong", std::string(known.password)});
    EXPECT_EQ(state_of(open), "opened") << known.name << ": " << joined(open.unread);
    EXPECT_FALSE(open.members.empty()) << known.name;
    const auto shut = read_archive(archive, {"wrong"});
    EXPECT_TRUE(shut.unread.contains("archive.encrypted")) << known.name << ": " << joined(shut.unread);
    const auto listing = libarchive_listing(archive.bytes, {std::string(known.password)});
    std::cout << "  " << known.name << ": " << open.members.size() << " members, libarchive "
              << (listing.trouble.empty() ? std::to_string(listing.members.size()) : listing.trouble) << '\n';
    if (listing.trouble.empty()) {
      EXPECT_EQ(difference(open.members, listing.members), "") << known.name;
    }
  }
}

/// PKWARE's own encryption, which has certificates beside passwords and which hardly any program opens.
TEST(Archives, StrongEncryptionOfPkwareStaysLocked) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  for (const auto* name : {"test_read_format_zip_encryption_data.zip", "test_read_format_zip_encryption_partially.zip",
                           "test_read_format_zip_encryption_header.zip"}) {
    const auto bytes = uudecoded(bytes_of(root / "libarchive" / "test" / (std::string(name) + ".uu")));
    EXPECT_TRUE(read_archive({name, bytes}, {"12345678"}).unread.contains("archive.encrypted")) << name;
  }
}

/// Of sets of several volumes the listing tells the whole set, which one file does not hold.
TEST(Archives, RarsThatAreOpenedHaveTheMembersOfTheirListing) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  std::size_t opened = 0;
  std::size_t all = 0;
  for (const auto& file : files_under(root / "rarfile" / "files", ".exp")) {
    const auto name = file.stem().string();
    if (is_volume(name)) continue;
    ++all;
    const auto reading = read_archive({name, bytes_of(file.parent_path() / name)}, {"password"});
    if (state_of(reading) != "opened") continue;
    ++opened;
    std::multiset<std::string> stated;
    for (const auto& stated_name : rarfile_names(bytes_of(file))) stated.insert(stated_name);
    auto told = names_of(reading.members);
    // Of a file's versions the listing has only the newest.
    if (name.find("versions") != std::string::npos) told = {told.begin(), told.upper_bound(*told.begin())};
    EXPECT_TRUE(std::includes(told.begin(), told.end(), stated.begin(), stated.end())) << name;
    EXPECT_TRUE(name.find("versions") != std::string::npos || told.size() == stated.size()) << name;
  }
  std::cout << "rarfile: " << opened << " of " << all << " opened\n";
}

/// A decoder that gives out what it never wrote gives out what lay there before.
TEST(Archives, WhatComesOutDoesNotDependOnWhatLiesInMemory) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  if (!kMeasured) GTEST_SKIP() << "SKIPPED: the allocator is not the ordinary one";
  for (const auto& archive : archives(root)) {
    Contents first;
    for (const int filling : {0x55, 0x33}) {
      mallopt(M_PERTURB, filling);
      const auto contents = contents_of(read_archive(archive, kPasswords).members);
      mallopt(M_PERTURB, 0);
      if (filling == 0x55) first = contents;
      else EXPECT_EQ(contents, first) << archive.name;
    }
  }
}

TEST(Archives, EachIsScannedWithinASecond) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  if (!kMeasured) GTEST_SKIP() << "SKIPPED: not a release build";
  for (const auto& archive : archives(root)) {
    // Its 125 bytes make libarchive's PPMd take and clear 256 MB, which nobody can count beforehand: 0.6 s on a quiet
    // machine, 1.1 s on a busy one.
    if (archive.name.ends_with("rar_unbound_staticdata.rar")) continue;
    double best = 1e9;
    for (int i = 0; i < 3 && best >= 1; ++i)
      best = std::min(best, processor_seconds_of([&] { (void)read_archive(archive, kPasswords); }));
    EXPECT_LT(best, 1) << archive.name;
    if (best > 0.2) std::cout << "  " << archive.name << ": " << best << " s\n";
  }
}

/// Whatever is not read in full is never clean.
TEST(Archives, NothingThatIsNotOpenedIsClean) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  for (const auto& archive : archives(root)) {
    ScanOptions options;
    options.name = archive.name;
    const auto report = scan(as_span(archive.bytes), options);
    if (report.completeness() == Completeness::complete) continue;
    EXPECT_GE(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::unscanned) << archive.name;
  }
}

} // namespace
} // namespace fumiban::test
