// SPDX-License-Identifier: Apache-2.0
// Every sample that there is, file by file: what comes out never acts, and honest files are left alone.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "builders/business_mail.hpp"
#include "builders/sample_mailbox.hpp"
#include "disarm/active.hpp"
#include "disarm/packages.hpp"
#include "evasion/evasion_cases.hpp"
#include "fumiban/scan.hpp"
#include "golden/golden.hpp"

namespace fumiban::test {
namespace {

std::string content_of(const Part& part) {
  std::string out(part.content.size(), '\0');
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<char>(part.content[i]);
  return out;
}

/// The charset that a part's header tells.
std::string charset_of(const Part& part) {
  for (const auto& field : part.fields) {
    const auto at = field.raw.find("charset=");
    if (at == std::string_view::npos) continue;
    auto rest = field.raw.substr(at + 8);
    if (rest.starts_with('"')) rest.remove_prefix(1);
    return std::string(rest.substr(0, rest.find_first_of("\"; \r\n")));
  }
  return {};
}

/// How files fared: "unchanged", "no", or what was removed, of each kind of file.
class Sweep {
public:
  /// A message, each of whose parts is disarmed; or a file.
  void take(std::string_view bytes, ScanOptions options, const std::string& where) {
    options.keep_content = true;
    const auto report = scan(std::as_bytes(std::span(bytes)), options);
    const bool message = report.parts[0].type == "message" || report.parts[0].type == "multipart";
    for (std::size_t i = message ? 1 : 0; i < (message ? report.parts.size() : 1); ++i) {
      const auto& part = report.parts[i];
      const bool carried = part.parent == kNoPart || report.parts[part.parent].type == "message" ||
                           report.parts[part.parent].type == "multipart";
      if (part.type == "message" || part.type == "multipart" || !carried) continue;
      one(message ? content_of(part) : std::string(bytes), part, where);
    }
  }
  void show() const {
    for (const auto& [what, count] : counts_) std::printf("  %5zu  %s\n", count, what.c_str());
  }
  [[nodiscard]] std::size_t count(const std::string& what) const {
    const auto found = counts_.find(what);
    return found == counts_.end() ? 0 : found->second;
  }

private:
  void one(const std::string& bytes, const Part& part, const std::string& where) {
    const disarm::Options options{.name = part.name, .declared_type = part.declared_type, .charset = charset_of(part)};
    const auto out = disarm::disarm(ByteView(std::string_view(bytes)), options);
    ++counts_[std::string(part.type) + ": " + (out && out->removed.empty() ? "unchanged" : told(out))];
    if (!out) return;
    EXPECT_EQ(out->removed.empty(), out->bytes == bytes) << where;
    EXPECT_EQ(still_active(out->bytes), "") << where << ": " << told(out);
    EXPECT_LE(out->bytes.size(), 8 * bytes.size() + 65536) << where;
    const auto again = disarm::disarm(ByteView(std::string_view(bytes)), options);
    EXPECT_TRUE(again && again->bytes == out->bytes) << where;
  }

  std::map<std::string, std::size_t> counts_;
};

TEST(DisarmSweep, Goldens) {
  Sweep sweep;
  for (const auto& golden : goldens(source_root())) sweep.take(golden.input, golden.options, golden.path);
  sweep.show();
}

TEST(DisarmSweep, EvasionsAndTheSampleMailbox) {
  Sweep sweep;
  ScanOptions options;
  options.message = true;
  for (const auto& c : evasion::evasion_cases()) {
    sweep.take(c.attack, options, c.name);
    sweep.take(c.twin, options, c.name);
  }
  for (const auto& mail : sample_mailbox()) sweep.take(mail.bytes, options, mail.name);
  sweep.show();
  EXPECT_EQ(sweep.count("cfb: macros"), 2U);
}

TEST(DisarmSweep, BusinessMail) {
  Sweep sweep;
  ScanOptions options;
  options.message = true;
  for (std::size_t i = 0; i < business_mail_count(); i += 3)
    sweep.take(business_mail(i).bytes, options, business_mail(i).name);
  sweep.show();
  // Documents are what they were, or lost their macros and nothing else.
  EXPECT_GT(sweep.count("ooxml: unchanged"), 0U);
  EXPECT_GT(sweep.count("ooxml: macros"), 0U);
  EXPECT_EQ(sweep.count("ooxml: no") + sweep.count("cfb: no"), 0U);
}

} // namespace
} // namespace fumiban::test
