// SPDX-License-Identifier: Apache-2.0
/// @file
/// Office Open XML packages, part by part, so that they can be made to act.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fumiban::test {

/// A package whose parts are told by name; content types and relationships are written from what is told.
class TestPackage {
public:
  /// `main`: "word/document.xml"; `type`: its content type.
  TestPackage(std::string main, std::string type) : main_(std::move(main)), main_type_(std::move(type)) {}

  /// A part; `type` empty: what its extension stands for.
  TestPackage& part(const std::string& name, std::string bytes, const std::string& type = "");
  /// A relationship of the part `source` ("": of the package). `type`: the whole address, or its end, which then
  /// follows that of Office's.
  TestPackage& relation(const std::string& source, const std::string& id, const std::string& type,
                        const std::string& target, bool external = false);
  [[nodiscard]] std::string bytes() const;

private:
  std::string main_;
  std::string main_type_;
  std::vector<std::pair<std::string, std::string>> parts_;
  std::map<std::string, std::string> types_;
  std::map<std::string, std::string> relations_;
};

/// A document of Word with that body (what stands in w:body); namespaces w, r, o, v, a, wp, mc are declared.
[[nodiscard]] TestPackage word_package(const std::string& body);
/// A workbook of one sheet; `in_book` stands behind its sheets, `rows` in its sheetData, `behind` behind that.
[[nodiscard]] TestPackage sheet_package(const std::string& rows, const std::string& behind = "",
                                        const std::string& sheets = "", const std::string& in_book = "");
/// A presentation of one slide, with that in its shape tree.
[[nodiscard]] TestPackage slide_package(const std::string& shapes);

/// The content of a member, unpacked; nothing if there is none of that name.
[[nodiscard]] std::optional<std::string> member_of(std::string_view zip, std::string_view name);
/// The names of all members, in order.
[[nodiscard]] std::vector<std::string> members_of(std::string_view zip);

} // namespace fumiban::test
