// SPDX-License-Identifier: Apache-2.0
/// @file
/// Apache James mime4j's test messages: the tree of every message as its authors wrote it down.
#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <pugixml.hpp>

#include "corpus_differences.hpp"
#include "corpus_files.hpp"
#include "corpus_tree.hpp"

namespace fumiban::test {
namespace {

namespace fs = std::filesystem;

constexpr std::array kExpected = {
    ExpectedDifference{"basic-plain-with-bad-header-separator", "fields",
                       "a line with a colon is kept as a field even if its name has blanks, since lenient "
                       "programs read such names"},
    ExpectedDifference{"ending-boundaries", "shape",
                       "only whole lines are delimiters in the ordinary reading; lines that go on are a further "
                       "reading"},
    ExpectedDifference{"malformedHeader-noheader", "body",
                       "the message says itself that its whole text is the body; mime4j drops it in this setting"},
    ExpectedDifference{"malformedHeaderStartsBody-nocrlfcrlf", "fields",
                       "the same bytes as malformedHeader-nocrlfcrlf, with which we agree; mime4j was told to "
                       "stop here"},
    ExpectedDifference{"malformedHeaderStartsBody-nocrlfcrlf", "body",
                       "the same bytes as malformedHeader-nocrlfcrlf, with which we agree; mime4j was told to "
                       "stop here"},
    ExpectedDifference{"malformedHeaderStartsBody-noheader", "body",
                       "the message says itself that its whole text is the body; mime4j drops the second line"},
    ExpectedDifference{"obsolete", "fields", "a field with an 8-bit letter in its name is shown and not dropped"},
    ExpectedDifference{"very-long-boundary", "shape",
                       "blanks at the end of a boundary and of a line do not count (RFC 2046 5.1.1); exact is a "
                       "further reading"},
    ExpectedDifference{"very-very-long-boundary", "shape",
                       "blanks at the end of a boundary and of a line do not count (RFC 2046 5.1.1); exact is a "
                       "further reading"},
    ExpectedDifference{"weird-boundary", "shape",
                       "blanks at the end of a boundary and of a line do not count (RFC 2046 5.1.1); exact is a "
                       "further reading"},
};

/// Reads "*_decoded.xml": like the plain tree, with the names of files that hold the decoded bodies.
Entity entity_of(const pugi::xml_node& node, const fs::path& folder) {
  Entity out;
  for (const auto& child : node.children()) {
    const std::string_view name = child.name();
    if (name == "header") {
      for (const auto& field : child.children("field")) {
        std::string_view line = field.child_value();
        if (line.starts_with("\n")) line.remove_prefix(1);
        const auto colon = line.find(':');
        auto value = line.substr(std::min(line.size(), colon + 1));
        while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
        out.fields.emplace_back(line.substr(0, colon), value);
      }
    } else if (name == "text-body" || name == "binary-body") {
      out.body = bytes_of(folder / child.attribute("name").value());
    } else if (name == "message") {
      out.shape = Shape::message;
      out.children.push_back(entity_of(child, folder));
    } else if (name == "multipart") {
      out.shape = Shape::multipart;
      for (const auto& part : child.children("body-part")) out.children.push_back(entity_of(part, folder));
    } else if (name == "body") {
      ADD_FAILURE() << "a body that is not decoded";
    }
  }
  return out;
}

/// Names compare without blanks at their end: "Subject : x" is a legal obsolete form.
std::string as_lines(const Entity& entity) {
  std::string out;
  for (auto [name, value] : entity.fields) {
    while (name.ends_with(' ') || name.ends_with('\t')) name.pop_back();
    out += name + ": " + value + "\n";
  }
  return out;
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
    if (as_lines(*wanted) != as_lines(is)) {
      found.push_back({file, "fields", place + " " + where_they_part(as_lines(*wanted), as_lines(is)), false});
    }
    if (wanted->shape == Shape::leaf && wanted->body != is.body) {
      found.push_back(
          {file, "body", place + " " + where_they_part(wanted->body, is.body), has_content(report, wanted->body)});
    }
  }
}

TEST(Mime4j, TreesAreAsTheAuthorsState) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  const auto folder = root / "mime4j" / "testmsgs";
  const auto messages = files_under(folder, ".msg");
  ASSERT_GE(messages.size(), 32U);
  std::vector<Difference> found;
  for (const auto& message : messages) {
    const auto stem = message.stem().string();
    pugi::xml_document document;
    const auto stated = folder / (stem + "_decoded.xml");
    ASSERT_TRUE(document.load_file(stated.c_str(), pugi::parse_default | pugi::parse_ws_pcdata)) << message;
    compare(stem, entity_of(document.child("message"), folder), read_mail(bytes_of(message)), found);
  }
  check_differences("mime4j", messages.size(), found, kExpected);
}

} // namespace
} // namespace fumiban::test
