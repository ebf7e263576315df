// SPDX-License-Identifier: Apache-2.0
#include "corpus_tree.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "corpus_files.hpp"

namespace fumiban::test {
namespace {

std::string without_leading_blanks(std::string_view value) {
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  return with_line_feeds(value);
}

/// The value of `charset=` in a Content-Type field.
std::string charset_of(const std::vector<std::pair<std::string, std::string>>& fields) {
  for (const auto& [name, value] : fields) {
    if (!equal_fold(name, "content-type")) continue;
    const auto lower = to_lower(value);
    auto at = lower.find("charset=");
    if (at == std::string::npos) return {};
    at += 8;
    if (at < lower.size() && lower[at] == '"') ++at;
    return lower.substr(at, lower.find_first_of("\"; \t\r\n", at) - at);
  }
  return {};
}

class TreeBuilder {
public:
  explicit TreeBuilder(const Report& report) : report_(report), children_(report.parts.size()) {
    for (std::uint32_t i = 0; i < report.parts.size(); ++i) {
      const auto& part = report.parts[i];
      if (part.parent != kNoPart && is_ordinary(part)) children_[part.parent].push_back(i);
    }
  }

  /// The message that part `index` is: its header and the one thing below it.
  Entity message(std::uint32_t index) const {
    Entity out;
    if (!children_[index].empty()) out = entity(children_[index].front());
    out.fields = fields_of(report_.parts[index].fields);
    out.charset = charset_of(out.fields);
    return out;
  }

private:
  static std::vector<std::pair<std::string, std::string>> fields_of(const HeaderFields& fields) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& field : fields) out.emplace_back(field.name, without_leading_blanks(field.raw));
    return out;
  }

  Entity entity(std::uint32_t index) const {
    const auto& part = report_.parts[index];
    Entity out;
    out.name = part.name;
    out.type = part.declared_type;
    if (part.type == "message") {
      out.shape = Shape::message;
      out.fields = fields_of(part.carrier);
      out.children.push_back(message(index));
    } else if (part.type == "multipart" && !part.sha256) {
      out.shape = Shape::multipart;
      out.fields = fields_of(part.fields);
      for (const auto child : children_[index]) out.children.push_back(entity(child));
    } else {
      out.fields = fields_of(part.fields);
      out.charset = charset_of(out.fields);
      out.body = content_of(part);
      out.text = part.text;
    }
    return out;
  }

  const Report& report_;
  std::vector<std::vector<std::uint32_t>> children_;
};

void flatten(const Entity& entity, const std::string& place, std::vector<std::pair<std::string, const Entity*>>& out) {
  out.emplace_back(place, &entity);
  for (std::size_t i = 0; i < entity.children.size(); ++i)
    flatten(entity.children[i], place + "." + std::to_string(i + 1), out);
}

std::string shown(std::string_view text, std::size_t at) {
  const auto begin = at > 20 ? at - 20 : 0;
  return "\"" + printable(text.substr(begin, 60)) + "\"";
}

} // namespace

Entity ordinary_tree(const Report& report) { return TreeBuilder(report).message(0); }

std::string shape_of(const Entity& entity) {
  if (entity.shape == Shape::leaf) return "leaf";
  std::string out = entity.shape == Shape::multipart ? "multipart(" : "message(";
  for (std::size_t i = 0; i < entity.children.size(); ++i) out += (i == 0 ? "" : ", ") + shape_of(entity.children[i]);
  return out + ")";
}

std::string types_of(const Entity& entity) {
  std::string out = entity.type;
  if (entity.shape == Shape::leaf) return out;
  out += '(';
  for (std::size_t i = 0; i < entity.children.size(); ++i) out += (i == 0 ? "" : ", ") + types_of(entity.children[i]);
  return out + ')';
}

std::vector<std::pair<std::string, const Entity*>> flattened(const Entity& root) {
  std::vector<std::pair<std::string, const Entity*>> out;
  flatten(root, "1", out);
  return out;
}

bool has_content(const Report& report, std::string_view content) {
  const auto wanted = with_line_feeds(content);
  return std::any_of(report.parts.begin(), report.parts.end(), [&](const Part& part) {
    return with_line_feeds(content_of(part)) == wanted || with_line_feeds(part.text) == wanted;
  });
}

bool has_every_body(const Report& report, const Entity& expected) {
  const auto all = flattened(expected);
  return std::all_of(all.begin(), all.end(), [&](const auto& item) {
    const auto& entity = *item.second;
    return entity.shape != Shape::leaf || trim(entity.body).empty() || has_content(report, entity.body);
  });
}

std::string where_they_part(std::string_view expected, std::string_view got) {
  const auto most = std::min(expected.size(), got.size());
  std::size_t at = 0;
  while (at < most && expected[at] == got[at]) ++at;
  return "at " + std::to_string(at) + ": expected " + std::to_string(expected.size()) + " bytes " +
         shown(expected, at) + ", got " + std::to_string(got.size()) + " bytes " + shown(got, at);
}

} // namespace fumiban::test
