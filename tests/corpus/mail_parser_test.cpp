// SPDX-License-Identifier: Apache-2.0
/// @file
/// Stalwart mail-parser's test mail: structure, attachment names and bodies as its authors wrote them down, once with
/// line feeds alone and once with CRLF.
#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "corpus_differences.hpp"
#include "corpus_files.hpp"
#include "corpus_tree.hpp"

namespace fumiban::test {
namespace {

using Json = nlohmann::json;

constexpr std::array kExpected = {
    ExpectedDifference{"malformed/000", "shape",
                       "four delimiter lines begin four parts (RFC 2046 5.1.1), though none of them has an empty line"},
    ExpectedDifference{"malformed/001", "shape",
                       "\"--ab\" is a line of boundary \"ab\", not of \"a\"; that it begins with \"--a\" is a "
                       "further reading"},
    ExpectedDifference{"malformed/002", "shape",
                       "a multipart that nothing cuts has no parts; its text is a further reading"},
    ExpectedDifference{"malformed/003", "shape",
                       "a boundary that is used twice cuts the outer multipart (RFC 2046 5.1.2)"},
    ExpectedDifference{"malformed/004", "shape",
                       "only whole lines are delimiters in the ordinary reading; lines that go on are a further "
                       "reading"},
    ExpectedDifference{"malformed/005", "shape",
                       "\"--a----\" closes the outer multipart before it can open the inner one (RFC 2046 5.1.2)"},
    ExpectedDifference{"malformed/007", "shape",
                       "the header goes on to the first empty line; mail-parser ends it at the delimiter and "
                       "takes the last type"},
    ExpectedDifference{"malformed/008", "shape",
                       "\"--ab\" is a line of boundary \"ab\", not of \"a\"; that it begins with \"--a\" is a "
                       "further reading"},
    ExpectedDifference{"malformed/009", "shape",
                       "the outer delimiter ends the inner multipart (RFC 2046 5.1.2); mail-parser looks for the "
                       "inner one alone"},
    ExpectedDifference{"malformed/011", "shape",
                       "the outer delimiter ends the inner multipart (RFC 2046 5.1.2); mail-parser looks for the "
                       "inner one alone"},
    ExpectedDifference{"malformed/012", "shape",
                       "the outer delimiter ends the inner multipart (RFC 2046 5.1.2); mail-parser looks for the "
                       "inner one alone"},
    ExpectedDifference{"malformed/013", "shape",
                       "a boundary that is used twice cuts the outer multipart (RFC 2046 5.1.2)"},
    ExpectedDifference{"malformed/014", "shape", "the last delimiter is no closing one, so an empty part follows it"},
    ExpectedDifference{"malformed/016", "shape",
                       "the outer delimiter ends the inner multipart (RFC 2046 5.1.2); mail-parser looks for the "
                       "inner one alone"},
    ExpectedDifference{"malformed/019", "shape",
                       "a boundary that is used twice cuts the outer multipart (RFC 2046 5.1.2)"},
    ExpectedDifference{"malformed/020", "shape",
                       "of two types the first is the ordinary one; the last, which mail-parser takes, is a "
                       "further reading"},
    ExpectedDifference{"malformed/021", "shape",
                       "of two types the first is the ordinary one; the last, which mail-parser takes, is a "
                       "further reading"},
    ExpectedDifference{"malformed/022", "shape", "what is declared a message is read as one, even if it has no header"},
    ExpectedDifference{"rfc/000", "text",
                       "prose that is declared base64 is decoded as such; the prose itself is a further reading"},
    ExpectedDifference{"thirdparty/002", "text",
                       "base64 ends at its padding; going on behind it, as mail-parser does, is a further reading"},
    ExpectedDifference{"thirdparty/005", "text",
                       "a delimiter stands at the beginning of a line; mail-parser also cuts in the middle of one"},
    ExpectedDifference{"thirdparty/015", "shape",
                       "the outer delimiter ends a header too (RFC 2046 5.1.2); mail-parser reads on into the "
                       "next part"},
};

/// A parameter of a header field that was read as a content type or disposition, or nothing.
std::string attribute_of(const Json& part, std::string_view field, std::string_view attribute) {
  for (const auto& header : part["headers"]) {
    if (header["name"] != field || !header["value"].is_object() || !header["value"].contains("ContentType")) continue;
    const auto& attributes = header["value"]["ContentType"]["attributes"];
    if (!attributes.is_array()) continue;
    for (const auto& one : attributes)
      if (one["name"] == attribute) return one["value"].get<std::string>();
  }
  return {};
}

/// Part `index` of a message as the file states it. `text` is set where the body is stated as characters.
Entity entity_of(const Json& message, std::size_t index) {
  const auto& part = message["parts"][index];
  const auto& body = part["body"];
  Entity out;
  out.name = attribute_of(part, "content_disposition", "filename");
  if (out.name.empty()) out.name = attribute_of(part, "content_type", "name");
  if (body.contains("Multipart")) {
    out.shape = Shape::multipart;
    for (const auto& child : body["Multipart"]) out.children.push_back(entity_of(message, child.get<std::size_t>()));
  } else if (body.contains("Message")) {
    out.shape = Shape::message;
    out.children.push_back(entity_of(body["Message"], 0));
  } else if (body.contains("Text") || body.contains("Html")) {
    out.type = "text";
    out.text = body.front().get<std::string>();
    out.body = out.text;
  } else {
    for (const auto& byte : body.front()) out.body += static_cast<char>(byte.get<int>());
  }
  return out;
}

/// What a leaf says in UTF-8: the report's text, or for HTML (whose text is only what is seen) its source decoded.
std::string readable_text(const Entity& leaf) {
  if (!leaf.text.empty() && leaf.type == "text/plain") return leaf.text;
  return to_utf8(leaf.body, leaf.charset).utf8;
}

void compare(const std::string& file, const Entity& expected, const Report& report, std::vector<Difference>& found) {
  const auto got = ordinary_tree(report);
  if (shape_of(expected) != shape_of(got)) {
    found.push_back(
        {file, "shape", "expected " + shape_of(expected) + ", got " + shape_of(got), has_every_body(report, expected)});
    return;
  }
  const auto wanted_entities = flattened(expected);
  const auto got_entities = flattened(got);
  for (std::size_t i = 0; i < wanted_entities.size(); ++i) {
    const auto& [place, wanted] = wanted_entities[i];
    const auto& is = *got_entities[i].second;
    if (!wanted->name.empty() && wanted->name != is.name) {
      found.push_back({file, "name", place + " " + where_they_part(wanted->name, is.name), false});
    }
    if (wanted->shape != Shape::leaf) continue;
    const bool text = wanted->type == "text";
    const auto stated = text ? wanted->text : wanted->body;
    const auto read = text ? readable_text(is) : is.body;
    if (stated != read) {
      found.push_back(
          {file, text ? "text" : "body", place + " " + where_they_part(stated, read), has_content(report, stated)});
    }
  }
}

std::vector<Difference> compare_all(const std::filesystem::path& folder, bool crlf, std::size_t& files) {
  std::vector<Difference> found;
  for (const auto& message : files_under(folder, ".eml")) {
    auto stated = message;
    stated.replace_extension(crlf ? ".crlf.json" : ".json");
    const auto json = Json::parse(bytes_of(stated), nullptr, false);
    if (json.is_discarded()) {
      ADD_FAILURE() << stated << " is no JSON";
      continue;
    }
    ++files;
    const auto bytes = bytes_of(message);
    const auto name = message.parent_path().filename().string() + "/" + message.stem().string();
    compare(name, entity_of(json, 0), read_mail(crlf ? with_crlf(bytes) : with_line_feeds(bytes)), found);
  }
  return found;
}

void check_all(bool crlf) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  std::size_t files = 0;
  const auto found = compare_all(root / "mail-parser", crlf, files);
  ASSERT_GE(files, 53U);
  check_differences(crlf ? "mail-parser, CRLF" : "mail-parser, LF", files, found, kExpected);
}

TEST(MailParser, LineFeedsAreAsTheAuthorsState) { check_all(false); }
TEST(MailParser, CrlfIsAsTheAuthorsState) { check_all(true); }

} // namespace
} // namespace fumiban::test
