// SPDX-License-Identifier: Apache-2.0
/// @file
/// Locked archives whose password stands in the same mail: how many open by the mail alone, and what a miss costs.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"
#include "measured.hpp"
#include "ppap_wordings.hpp"

namespace fumiban::test {
namespace {

constexpr double kMostMissed = 0.02;
constexpr double kMostSecondsOfAMiss = 0.050;

Report scan_mail(const std::string& mail) {
  ScanOptions options;
  options.message = true;
  return scan(std::as_bytes(std::span(mail)), options);
}

bool says(const Report& report, std::string_view id) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const Finding& finding) { return finding.spec->id == id; });
}

ZipEncryption encryption_of(std::size_t index) {
  return index % 2 == 0 ? ZipEncryption::zip_crypto : ZipEncryption::aes_256;
}

std::string_view name_of(ZipEncryption encryption) {
  return encryption == ZipEncryption::aes_256 ? "AES-256" : "ZipCrypto";
}

/// The best of three, so that a neighbour's load does not count.
double seconds_of_scan(const std::string& mail) {
  double best = 1e9;
  for (int i = 0; i < 3; ++i) best = std::min(best, seconds_of([&] { (void)scan_mail(mail); }));
  return best;
}

double cost_of_miss(std::size_t index, const Wording& wording, ZipEncryption encryption) {
  return seconds_of_scan(wording_mail(index, wording, Locked::wrong, encryption)) -
         seconds_of_scan(wording_mail(index, wording, Locked::none, encryption));
}

TEST(Ppap, ThereAreThreeHundredWordingsAndNoTwoAreTheSame) {
  std::set<std::string_view> bodies;
  std::size_t unlike = 0;
  for (const auto& wording : wordings())
    if (bodies.insert(wording.body).second || !wording.subject.empty() || !wording.file.empty()) ++unlike;
  EXPECT_GE(wordings().size(), 300U);
  EXPECT_GE(unlike, 300U);
}

/// What the tables say is what the mails carry: the password given on the command line opens every archive.
TEST(Ppap, EveryArchiveOpensWithItsPassword) {
  const auto all = wordings();
  for (std::size_t i = 0; i < all.size(); ++i) {
    ScanOptions options;
    options.message = true;
    options.passwords = {std::string(all[i].password)};
    const auto mail = wording_mail(i, all[i], Locked::right, encryption_of(i));
    EXPECT_TRUE(says(scan(std::as_bytes(std::span(mail)), options), "test.eicar")) << i << " " << all[i].form;
  }
}

TEST(Ppap, NinetyEightOfAHundredOpenByTheTextAlone) {
  const auto all = wordings();
  std::size_t opened = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (says(scan_mail(wording_mail(i, all[i], Locked::right, encryption_of(i))), "test.eicar")) {
      ++opened;
      continue;
    }
    std::printf("  not opened: %zu, %s: %s (%s)\n", i, std::string(all[i].form).c_str(),
                std::string(all[i].password).c_str(), std::string(name_of(encryption_of(i))).c_str());
  }
  const auto share = static_cast<double>(opened) / static_cast<double>(all.size());
  std::printf("%zu of %zu open by the text alone (%.1f %%)\n", opened, all.size(), 100 * share);
  EXPECT_GE(share, 1 - kMostMissed);
}

TEST(Ppap, WhatNothingOpensIsSaidToBeLocked) {
  const auto all = wordings();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto report = scan_mail(wording_mail(i, all[i], Locked::wrong, encryption_of(i)));
    EXPECT_TRUE(says(report, "archive.encrypted")) << i << " " << all[i].form;
    EXPECT_FALSE(says(report, "test.eicar")) << i << " " << all[i].form;
    EXPECT_GE(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::unscanned) << i;
  }
}

TEST(Ppap, AMissCostsLessThanFiftyMilliseconds) {
  if (!kMeasured) GTEST_SKIP() << "SKIPPED: not a release build";
  const auto all = wordings();
  for (const auto encryption : {ZipEncryption::zip_crypto, ZipEncryption::aes_256}) {
    double most = 0;
    double sum = 0;
    std::size_t dearest = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto cost = cost_of_miss(i, all[i], encryption);
      EXPECT_LT(cost, kMostSecondsOfAMiss) << i << " " << all[i].form << ", " << name_of(encryption);
      sum += cost;
      if (cost > most) {
        most = cost;
        dearest = i;
      }
    }
    std::printf("%s: a miss costs %.2f ms on average, at most %.2f ms (%zu, %s)\n",
                std::string(name_of(encryption)).c_str(), 1e3 * sum / static_cast<double>(all.size()), 1e3 * most,
                dearest, std::string(all[dearest].form).c_str());
  }
}

/// A mail that offers as many words as it can.
TEST(Ppap, AMissCostsLessThanFiftyMillisecondsHoweverManyWordsAreOffered) {
  if (!kMeasured) GTEST_SKIP() << "SKIPPED: not a release build";
  std::string body;
  for (int i = 0; i < 3000; ++i) {
    const auto number = std::to_string(i * 7919);
    body += "パスワード：語" + number + " または「合" + number + "」\nPassword: w" + number + "\n";
  }
  const Wording wording{"thousands of words", "none", body};
  for (const auto encryption : {ZipEncryption::zip_crypto, ZipEncryption::aes_256}) {
    const auto cost = cost_of_miss(1, wording, encryption);
    std::printf("%s: %.2f ms\n", std::string(name_of(encryption)).c_str(), 1e3 * cost);
    EXPECT_LT(cost, kMostSecondsOfAMiss) << name_of(encryption);
  }
}

} // namespace
} // namespace fumiban::test
