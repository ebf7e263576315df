// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the standard policy says of ordinary mail: almost nothing. Each exception is printed with its reasons.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "corpus_files.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"
#include "input.hpp"

namespace fumiban::test {
namespace {

constexpr double kMostSuspicious = 0.02;
constexpr double kMostUnscanned = 0.01;

/// A message that its collection calls ordinary.
struct Ordinary {
  std::string label;
  std::string bytes;
  bool message = true;
};

/// Some of MimeKit's pages hold "[base64 data for ..]" where a picture was: nobody ever sent them.
bool is_stand_in(std::string_view bytes) { return bytes.find(";base64,[base64 data for ") != std::string_view::npos; }

void add_folder(const std::filesystem::path& root, const std::string& folder, std::string_view ending, bool message,
                std::vector<Ordinary>& out) {
  std::size_t stand_ins = 0;
  for (const auto& file : files_under(root / folder, ending)) {
    auto bytes = bytes_of(file);
    if (is_stand_in(bytes)) ++stand_ins;
    else out.push_back({file.lexically_relative(root).string(), std::move(bytes), message});
  }
  if (stand_ins > 0)
    std::cout << "  left out: " << stand_ins << " files of " << folder << " with stand-ins for pictures\n";
}

void add_mailbox(const std::filesystem::path& root, const std::string& file, std::vector<Ordinary>& out) {
  const auto bytes = bytes_of(root / file);
  const auto cuts = app::mbox_cuts(as_span(bytes));
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
    out.push_back({file + "#" + std::to_string(i + 1), bytes.substr(cuts[i], cuts[i + 1] - cuts[i])});
  if (cuts.empty()) out.push_back({file, bytes});
}

std::vector<Ordinary> ordinary_mail(const std::filesystem::path& root) {
  std::vector<Ordinary> out;
  add_folder(root, "spamassassin/data/nice", "", true, out);
  add_mailbox(root, "spamassassin/data/nice.mbox", out);
  for (const auto* name : {"autolearnstats_ham.eml", "ham.eml", "newsletter.eml", "transactional.eml"})
    out.push_back({std::string("rspamd/") + name, bytes_of(root / "rspamd" / "messages" / name)});
  for (const auto* folder : {"plain_emails", "rfc2822", "rfc6532", "multi_charset", "multipart_report_emails"})
    add_folder(root, std::string("mikel-mail/emails/") + folder, ".eml", true, out);
  add_folder(root, "python-email/data", ".txt", true, out);
  add_folder(root, "email_reply_trimmer/emails", ".txt", true, out);
  add_folder(root, "email_reply_trimmer/embedded", ".txt", true, out);
  add_folder(root, "mail-iso-2022-jp/data", ".eml", true, out);
  add_folder(root, "mimekit/messages", "", true, out);
  add_mailbox(root, "mimekit/mbox/issue1189.mbox.txt", out);
  add_folder(root, "mimekit/mbox", ".html", false, out);
  return out;
}

/// True if the mail holds something that this version may rightly leave unread.
bool has_archive_or_office(const Report& report) {
  static const auto families = [] {
    std::set<std::string, std::less<>> out;
    for (const auto& format : formats())
      if (format.family == "archive" || format.family == "office") out.emplace(format.id);
    return out;
  }();
  return std::any_of(report.parts.begin(), report.parts.end(),
                     [](const Part& part) { return families.contains(part.type); });
}

void print_exception(const Ordinary& mail, const Report& report, const Verdict& verdict) {
  std::cout << "  " << name_of(verdict.outcome) << ": " << mail.label << " (score " << verdict.score << ")";
  for (const auto& reason : verdict.reasons) {
    const auto& finding = report.findings[reason.finding];
    std::cout << "; " << finding.spec->id << " part " << finding.part << " \"" << finding.evidence << "\" +"
              << reason.weight;
  }
  std::cout << '\n';
}

TEST(Rates, OrdinaryMail) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  const auto all = ordinary_mail(root);
  ASSERT_GE(all.size(), 300U);
  std::size_t malicious = 0;
  std::size_t suspicious = 0;
  std::size_t unscanned = 0;
  std::size_t with_files = 0;
  for (const auto& mail : all) {
    ScanOptions options;
    options.message = mail.message;
    if (!mail.message) options.name = mail.label.substr(mail.label.rfind('/') + 1);
    const auto report = scan(as_span(mail.bytes), options);
    const auto verdict = decide(report, {}, Policy::standard());
    if (verdict.outcome == Outcome::clean) continue;
    print_exception(mail, report, verdict);
    if (verdict.outcome == Outcome::malicious) ++malicious;
    if (verdict.outcome == Outcome::suspicious) ++suspicious;
    if (verdict.outcome == Outcome::unscanned) ++(has_archive_or_office(report) ? with_files : unscanned);
  }
  const auto count = static_cast<double>(all.size());
  std::cout << "ordinary mail: " << all.size() << ", malicious " << malicious << ", suspicious " << suspicious
            << ", unscanned " << unscanned << ", unscanned with archives or Office files " << with_files << '\n';
  EXPECT_EQ(malicious, 0U);
  EXPECT_LE(static_cast<double>(suspicious), kMostSuspicious * count);
  EXPECT_LE(static_cast<double>(unscanned), kMostUnscanned * count);
}

} // namespace
} // namespace fumiban::test
