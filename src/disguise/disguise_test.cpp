// SPDX-License-Identifier: Apache-2.0
// Web archives, RTF and XML behind the beginning of something else.
#include <gtest/gtest.h>

#include "builders/pdf.hpp"
#include "builders/text.hpp"
#include "builders/text_documents.hpp"
#include "macros/ovba_cases.hpp"

namespace fumiban::ovba {
namespace {

const test::DocumentText kText{.title = "t", .author = "a", .paragraphs = {"p"}};
const std::string kMso = test::active_mime(test::vba_project_file(test::auto_open_echo_project()));
const std::string kArchive = test::web_archive(kText, kMso);

Outcome outcome(const Report& report) { return decide(report, Circumstances{}, Policy::standard()).outcome; }

/// A mail with the document, declared as `type`.
Report mailed(const std::string& bytes, const std::string& type, const std::string& name) {
  const auto mail =
      "From: a@example.com\r\nTo: b@example.com\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\nContent-Type: " +
      type + "; name=" + name + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + test::base64(bytes) + "--outer--\r\n";
  return scanned(mail, "");
}

TEST(Disguise, AWebArchiveUnderANameOfWordIsRead) {
  for (const auto* name : {"a.doc", "a.mht", "a.xls"}) {
    EXPECT_FOUND(scanned(kArchive, name)) << name;
    for (const auto* type : {"application/msword", "application/octet-stream", "text/plain", "image/png"})
      EXPECT_FOUND(mailed(kArchive, type, name)) << name << ' ' << type;
  }
}

TEST(Disguise, LinesBeforeAWebArchiveAndOddHeadersHideNothing) {
  const auto body = kArchive.substr(kArchive.find("\r\n\r\n"));
  const std::string type = "Content-Type: multipart/related;\r\n\tboundary=\"----=_NextPart_01\"";
  const std::vector<std::string> heads = {
      "junk\r\nmore junk\r\n\r\nMIME-Version: 1.0\r\n" + type,
      "junk MIME-Version: 1.0\r\n" + type,
      std::string(20000, 'j') + "\r\n" + "MIME-Version: 1.0\r\n" + type,
      type + "\r\nMIME-Version: 1.0",
      "junk\r\n" + type + "\r\nX-A: b\r\nMIME-Version: 1.0",
      "junk\r\n" + type + "\r\njunk\r\nMIME-Version: 1.0",
      "mime-VERSION :1.0\r\nX: y\r\nCONTENT-type: Multipart/Related; boundary=----=_NextPart_01",
      "\r\n\r\nMIME-Version: 1.0\r\n" + type,
      "X: y\r\nMIME-Version: 1.0\r\n" + type};
  for (const auto& head : heads) {
    EXPECT_FOUND(scanned(head + body, "a.doc")) << head.substr(0, 100);
    EXPECT_FOUND(mailed(head + body, "application/msword", "a.doc")) << head.substr(0, 100);
    EXPECT_FOUND(mailed(head + body, "text/plain", "a.doc")) << head.substr(0, 100);
  }
}

TEST(Disguise, DocumentsBehindAPdfAreFoundAndTheTrickIsNamed) {
  const auto doc = test::doc_file(kText, test::auto_open_echo_project());
  const auto rtf = test::rtf_file(kText, test::rtf_object("x", test::ole1_object("Word.Document.8", doc)));
  const std::vector<std::pair<std::string, std::string>> documents = {
      {"pdf: message", kArchive},
      {"pdf: office-xml", test::word_2003_xml(kText, kMso)},
      {"pdf: office-xml", test::flat_opc_file(kText, test::auto_open_echo_project())},
      {"pdf: rtf", rtf}};
  for (const auto& [evidence, document] : documents)
    for (const auto* name : {"a.doc", "a.pdf", "a"})
      for (const auto& bytes : {test::behind_pdf(document), "%PDF-1.7\n" + document, "%PDF-1.7\r\n\r\n" + document}) {
        const auto report = scanned(bytes, name);
        EXPECT_FOUND(report) << evidence << name;
        EXPECT_TRUE(says(report, "disguise.document", evidence)) << told(report);
        const auto mail = mailed(bytes, "application/pdf", name);
        EXPECT_FOUND(mail) << evidence << name;
        EXPECT_TRUE(says(mail, "disguise.document", evidence)) << told(mail);
      }
}

TEST(Disguise, AStreamOfThePdfAroundItHidesNothing) {
  const auto bytes = "%PDF-1.7\n1 0 obj << /Length 100000 >> stream\n" + kArchive + "\nendstream endobj\n";
  EXPECT_FOUND(scanned(bytes, "a.pdf"));
  EXPECT_TRUE(says(scanned(bytes, "a.doc"), "disguise.document"));
  EXPECT_FOUND(scanned("GIF89a" + std::string(100, '\1') + kArchive, "a.doc"));
}

TEST(Disguise, HonestOnesAreClean) {
  const test::VbaProject none;
  for (const auto& bytes :
       {test::web_archive(kText), test::web_archive(kText, test::active_mime(test::doc_file(kText, none)))}) {
    EXPECT_EQ(outcome(scanned(bytes, "a.mht")), Outcome::clean) << told(scanned(bytes, "a.mht"));
    for (const auto* type : {"message/rfc822", "application/octet-stream", "application/msword"}) {
      const auto report = mailed(bytes, type, "a.mht");
      EXPECT_EQ(outcome(report), Outcome::clean) << type << '\n' << told(report);
    }
  }
  const auto attached = "%PDF-1.7\n1 0 obj << /Length 100 >> stream\n" + test::rtf_file(kText) +
                        "\nendstream endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n";
  EXPECT_FALSE(says(scanned(attached, "a.pdf"), "disguise.document"));
  EXPECT_EQ(outcome(scanned(attached, "a.pdf")), Outcome::clean) << told(scanned(attached, "a.pdf"));
  EXPECT_EQ(outcome(scanned("Notes on MIME-Version: 1.0 and multipart/mixed.\r\n{\\rtf1 is RTF.\r\n", "notes.txt")),
            Outcome::clean);
}

} // namespace
} // namespace fumiban::ovba
