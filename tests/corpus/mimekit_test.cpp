// SPDX-License-Identifier: Apache-2.0
/// @file
/// MimeKit's test mail: the types of all parts, and mailboxes with the offset of every message and part.
#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <nlohmann/json.hpp>

#include "corpus_files.hpp"
#include "corpus_tree.hpp"
#include "input.hpp"

namespace fumiban::test {
namespace {

using Json = nlohmann::json;

constexpr std::array kMessages = {
    TypedMessage{"body.1.txt", "text/plain"},
    TypedMessage{"body.2.txt", "text/html"},
    TypedMessage{"body.3.txt", "multipart/alternative(text/html, text/plain)"},
    TypedMessage{"body.4.txt", "multipart/related(text/html, image/gif, image/jpeg)"},
    TypedMessage{"body.5.txt",
                 "multipart/alternative(multipart/related(text/html, image/gif, image/jpeg), text/plain)"},
    TypedMessage{"body.6.txt",
                 "multipart/mixed(multipart/alternative(multipart/related(text/html, image/gif, "
                 "image/jpeg), text/plain), text/plain)"},
    TypedMessage{"body.7.txt",
                 "multipart/mixed(multipart/related(multipart/alternative(text/html, text/plain), "
                 "image/gif, image/jpeg), text/plain)"},
    TypedMessage{"body.8.txt", "multipart/mixed(text/plain, text/html, application/octet-stream)"},
    TypedMessage{"body.9.txt", "multipart/mixed(text/html, text/plain, application/octet-stream)"},
    TypedMessage{"bounce.txt",
                 "multipart/report(text/plain, message/delivery-status, "
                 "message/rfc822(multipart/alternative(text/plain, text/html)))"},
    TypedMessage{"delivery-status-multiple-blank-lines.txt", "multipart/report(text/plain, message/delivery-status)"},
    TypedMessage{"delivery-status-no-blank-line.txt",
                 "multipart/report(message/delivery-status, message/rfc822(text/plain))"},
    TypedMessage{"delivery-status.anonymized.eml",
                 "multipart/report(message/delivery-status, message/rfc822(text/plain))"},
    TypedMessage{"delivery-status.txt", "multipart/report(message/delivery-status, message/rfc822(text/plain))"},
    TypedMessage{"delivery-status2.txt",
                 "multipart/report(text/plain, message/delivery-status, "
                 "message/rfc822(multipart/alternative(text/plain, text/html)))"},
    TypedMessage{"disposition-notification.anonymized.eml",
                 "multipart/report(text/plain, message/disposition-notification, message/rfc822(text/plain))"},
    TypedMessage{"disposition-notification.txt",
                 "multipart/report(text/plain, message/disposition-notification, message/rfc822(text/plain))"},
    TypedMessage{"empty-multipart.txt", "multipart/mixed(multipart/alternative(), text/plain)"},
    TypedMessage{"epilogue.txt", "multipart/mixed(text/plain, application/postscript)"},
    TypedMessage{"feedback-report.txt",
                 "multipart/report(text/plain, message/feedback-report, message/rfc822(text/plain))"},
    TypedMessage{"issue1130.txt", "text/plain"},
    TypedMessage{"issue358.txt", "multipart/alternative(text/plain, text/html)"},
    TypedMessage{"japanese.txt", "text/plain"},
    TypedMessage{"missing-subtype.txt", "text/plain"}, // RFC 2045 5.2: what is no type is the default type
    TypedMessage{"multipart-digest.txt",
                 "message/rfc822(multipart/digest(message/rfc822(text/plain), message/rfc822(text/plain)))"},
    TypedMessage{"multipart-related-mhtml.txt", "multipart/related(image/png, text/html)"},
    TypedMessage{"rfc2060.txt",
                 "multipart/mixed(text/plain, application/octet-stream, message/rfc822(multipart/mixed(text/plain, "
                 "application/octet-stream)), multipart/mixed(image/gif, message/rfc822(multipart/mixed(text/plain, "
                 "multipart/alternative(text/plain, text/richtext)))))"},
    TypedMessage{"simple-embedded-message.anonymized.eml", "multipart/mixed(text/plain, message/rfc822(text/plain))"},
    TypedMessage{"simple-embedded-message.eml", "multipart/mixed(text/plain, message/rfc822(text/plain))"},
    TypedMessage{"simple-multipart.anonymized.eml", "multipart/mixed(text/plain, application/octet-stream)"},
    TypedMessage{"simple-multipart.eml", "multipart/mixed(text/plain, application/octet-stream)"},
    TypedMessage{"stack-overflow.txt", "text/plain"},
};

/// types_of() from an offsets file.
std::string types_of(const Json& body) {
  auto out = body["mimeType"].get<std::string>();
  if (!body.contains("children")) return out;
  out += '(';
  for (std::size_t i = 0; i < body["children"].size(); ++i) out += (i == 0 ? "" : ", ") + types_of(body["children"][i]);
  return out + ')';
}

/// Where the bodies of all leaves stand: "391+19 484+40".
std::string leaf_places(const Json& body) {
  if (body.contains("children")) {
    std::string out;
    for (const auto& child : body["children"]) out += leaf_places(child);
    return out;
  }
  return std::to_string(body["headersEndOffset"].get<std::uint64_t>()) + "+" +
         std::to_string(body["octets"].get<std::uint64_t>()) + " ";
}

std::string leaf_places(const Report& report, std::uint64_t begin) {
  std::string out;
  for (const auto& part : report.parts) {
    if (part.parent == kNoPart || !is_ordinary(part) || !part.sha256) continue;
    out += std::to_string(begin + part.offset) + "+" + std::to_string(part.raw_size) + " ";
  }
  return out;
}

void check_mailbox(const std::string& bytes, const Json& stated) {
  std::vector<std::size_t> expected;
  for (const auto& message : stated) expected.push_back(message["mboxMarkerOffset"].get<std::size_t>());
  expected.push_back(bytes.size());
  EXPECT_EQ(app::mbox_cuts(as_span(bytes)), expected);
  for (std::size_t i = 0; i < stated.size(); ++i) {
    const auto begin = expected[i];
    const auto report = read_mail(std::string_view(bytes).substr(begin, expected[i + 1] - begin));
    EXPECT_EQ(types_of(ordinary_tree(report)), types_of(stated[i]["body"])) << "message " << i + 1;
    EXPECT_EQ(leaf_places(report, begin), leaf_places(stated[i]["body"])) << "message " << i + 1;
  }
}

TEST(MimeKit, TypesOfAllParts) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  const auto folder = root / "mimekit" / "messages";
  EXPECT_EQ(files_under(folder).size(), kMessages.size());
  std::size_t agree = 0;
  for (const auto& message : kMessages) {
    const auto types = types_of(ordinary_tree(read_mail(bytes_of(folder / message.file))));
    EXPECT_EQ(types, message.types) << message.file;
    if (types == message.types) ++agree;
  }
  std::cout << "mimekit messages: " << agree << " of " << kMessages.size() << " agree\n";
}

TEST(MimeKit, JapaneseSubjectAndText) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  const auto report = read_mail(bytes_of(root / "mimekit" / "messages" / "japanese.txt"));
  ASSERT_NE(report.field("subject"), nullptr);
  EXPECT_EQ(report.field("subject")->decoded, "日本語メールテスト (testing Japanese emails)");
  EXPECT_EQ(with_line_feeds(ordinary_tree(report).text),
            "Let's see if both subject and body works fine...\n\n日本語が\n正常に\n送れているか\nテスト.\n");
}

TEST(MimeKit, MailboxOffsets) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  const auto folder = root / "mimekit" / "mbox";
  const auto bytes = bytes_of(folder / "issue1189.mbox.txt");
  check_mailbox(with_line_feeds(bytes), Json::parse(bytes_of(folder / "issue1189.unix-offsets.json")));
  check_mailbox(with_crlf(bytes), Json::parse(bytes_of(folder / "issue1189.dos-offsets.json")));
}

/// Mailboxes whose envelope lines are "From - " alone, as Netscape wrote them.
TEST(MimeKit, MailboxesWithoutTimes) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  const auto folder = root / "mimekit" / "mbox";
  EXPECT_EQ(app::mbox_cuts(as_span(bytes_of(folder / "simple.mbox.txt"))).size(), 3U + 1);
  // MimeKit counts 4, since it takes "From Russia with love" for an envelope line; a person sees 2.
  EXPECT_EQ(app::mbox_cuts(as_span(bytes_of(folder / "unmunged.mbox.txt"))).size(), 2U + 1);
}

} // namespace
} // namespace fumiban::test
