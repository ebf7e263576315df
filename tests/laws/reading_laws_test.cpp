// SPDX-License-Identifier: Apache-2.0
// Laws 1-4, 6-8 and 11: any bytes give a report, the same one each time, and honest changes change only places.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "builders/text.hpp"
#include "fumiban/json.hpp"
#include "laws/laws.hpp"

namespace fumiban::test {
namespace {

std::string json(const Report& report) {
  return to_json(report, decide(report, Circumstances{}, Policy::standard()), "x");
}

TEST(Laws, EveryPrefixOfEverySeedGivesAReport) {
  for (const auto& seed : seeds())
    for (std::size_t size = 0; size <= seed.bytes.size(); ++size)
      ASSERT_EQ(malformed(scan_text(seed.bytes.substr(0, size), seed.options)), "") << seed.name << " cut at " << size;
}

TEST(Laws, EveryMutationGivesAReportAndTheSameTwice) {
  std::uint64_t number = 20191127;
  for (const auto& seed : seeds()) {
    SCOPED_TRACE(seed.name + ", random seed " + std::to_string(number));
    std::mt19937_64 random(number++);
    for (unsigned i = 0; i < mutations(); ++i) {
      const auto bytes = mutated(seed.bytes, random);
      const auto report = scan_text(bytes, seed.options);
      ASSERT_EQ(malformed(report), "") << "mutation " << i;
      if (i % 10 == 0) {
        ASSERT_EQ(json(report), json(scan_text(bytes, seed.options))) << "mutation " << i;
      }
    }
  }
}

TEST(Laws, ASmallerBudgetNeverFindsMore) {
  for (const auto& seed : seeds()) {
    const auto all = findings_of(scan_text(seed.bytes, seed.options));
    for (std::uint64_t allowed = 1; allowed < 40 * seed.bytes.size() + 64; allowed += 1 + allowed / 3) {
      auto options = seed.options;
      options.limits.bytes = allowed;
      const auto report = scan_text(seed.bytes, options);
      ASSERT_EQ(malformed(report), "") << seed.name << " for " << allowed;
      const auto found = findings_of(report);
      ASSERT_TRUE(std::includes(all.begin(), all.end(), found.begin(), found.end())) << seed.name << " for " << allowed;
      const bool partial = report.completeness() == Completeness::partial;
      if (found != all) {
        ASSERT_TRUE(partial) << seed.name << " for " << allowed << ": less was found and nothing said";
      }
    }
  }
}

TEST(Laws, WrappingAMessageKeepsItsFindings) {
  for (const auto& seed : seeds()) {
    if (!seed.options.message) continue;
    const auto plain = findings_of(scan_text(seed.bytes, seed.options));
    const std::string head = "From: a@example.com\r\nMIME-Version: 1.0\r\n";
    const std::string wrapped[] = {
        head + "Content-Type: message/rfc822\r\n\r\n" + seed.bytes,
        head + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64(seed.bytes, 76),
        head +
            "Content-Type: multipart/mixed; "
            "boundary=\"wrapped-for-the-law\"\r\n\r\n--wrapped-for-the-law\r\nContent-Type: message/rfc822\r\n"
            "Content-Disposition: attachment; filename=a.eml\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
            base64(seed.bytes, 76) + "\r\n--wrapped-for-the-law--\r\n"};
    for (const auto& outer : wrapped) {
      const auto found = findings_of(scan_text(outer, seed.options));
      // Base64 wraps even what a blank message would be; findings are kept, and none of another message appears.
      std::string lost;
      std::multiset<std::string> missing;
      std::set_difference(plain.begin(), plain.end(), found.begin(), found.end(),
                          std::inserter(missing, missing.end()));
      for (const auto& finding : missing) lost += finding + "\n";
      EXPECT_EQ(lost, "") << seed.name << "\n" << outer.substr(0, 200);
    }
  }
}

TEST(Laws, TheOrderOfAttachmentsChangesOnlyPlaces) {
  const std::array<std::string, 4> parts = {
      "Content-Type: text/plain\r\n\r\nhello http://example.com/\r\n",
      "Content-Type: application/octet-stream; name=invoice.pdf.exe\r\n\r\nMZ\r\n",
      "Content-Type: text/html\r\n\r\n<html><script>x</script></html>\r\n",
      "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
          base64("%PDF-1.4\n1 0 obj << /S /Launch >> endobj", 76) + "\r\n"};
  std::array<std::size_t, 4> order = {0, 1, 2, 3};
  std::multiset<std::string> first;
  do {
    std::string mail = "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
    for (const auto i : order) mail += "--b\r\n" + parts[i];
    ScanOptions options;
    options.message = true;
    const auto found = findings_of(scan_text(mail + "--b--\r\n", options), true);
    if (first.empty()) first = found;
    EXPECT_EQ(first, found);
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_GE(first.size(), 4U);
}

TEST(Laws, PaddingAddsOnlyThatItIsPadded) {
  for (const auto& seed : seeds()) {
    if (seed.options.message || seed.bytes.find("%PDF") == std::string::npos) continue;
    auto expected = findings_of(scan_text(seed.bytes, seed.options));
    const auto padded = seed.bytes + std::string(2'000'000, '\0');
    expected.insert("file.padded 2000000 of " + std::to_string(padded.size()));
    EXPECT_EQ(expected, findings_of(scan_text(padded, seed.options))) << seed.name;
  }
}

/// Law 11: every message of up to six lines from an alphabet that can build any multipart.
TEST(Laws, AllSmallMultipartStructuresAreRead) {
  const std::array<std::string, 6> lines = {
      "--a\r\n", "--a--\r\n", "--b\r\n", "Content-Type: multipart/mixed; boundary=b\r\n", "\r\n", "text\r\n"};
  const std::string head = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n";
  ScanOptions options;
  options.message = true;
  options.keep_content = true;
  std::size_t count = 0;
  for (std::size_t length = 0; length <= 6; ++length) {
    std::size_t total = 1;
    for (std::size_t i = 0; i < length; ++i) total *= lines.size();
    for (std::size_t code = 0; code < total; ++code) {
      std::string mail = head;
      std::size_t texts = 0;
      std::size_t rest = code;
      for (std::size_t i = 0; i < length; ++i, rest /= lines.size()) {
        mail += lines[rest % lines.size()];
        texts += rest % lines.size() == 5 ? 1U : 0U;
      }
      const auto report = scan_text(mail, options);
      ASSERT_EQ(malformed(report), "") << mail;
      // No byte is lost: a line of text shows in some part's content, in a header, or in a short preamble of prose.
      if (texts > 0 && length >= 3 && mail.find("--a\r\n\r\ntext") != std::string::npos) {
        bool shown = false;
        for (std::size_t p = 1; p < report.parts.size(); ++p) {
          const auto& content = report.parts[p].content;
          const std::string_view bytes(reinterpret_cast<const char*>(content.data()), content.size());
          shown = shown || bytes.find("text") != std::string_view::npos;
        }
        ASSERT_TRUE(shown) << mail;
      }
      ++count;
    }
  }
  EXPECT_EQ(count, 55987U);
}

} // namespace
} // namespace fumiban::test
