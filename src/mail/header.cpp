// SPDX-License-Identifier: Apache-2.0
// The header of a message or MIME entity.
// Reads:  RFC 5322 2.2 with CRLF, LF or (where there is no LF at all) CR as line ends.
// Leaves: the meaning of values: parameters.cpp, encoded_word.cpp.
// Trusts: nothing; a line that is no field is passed over and noted.
// Costs:  one pass with memchr; no copy.
// Damage: a header without an end is all header.
#include "mail/header.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace fumiban::mail {
namespace {

struct Known {
  std::string_view name;
  FieldKind kind;
};
constexpr std::array kKnown = {
    Known{"content-type", FieldKind::content_type},
    Known{"content-transfer-encoding", FieldKind::transfer_encoding},
    Known{"content-disposition", FieldKind::disposition},
    Known{"mime-version", FieldKind::mime_version},
};

FieldKind known(std::string_view name) noexcept {
  for (const auto& candidate : kKnown)
    if (equal_fold(candidate.name, name)) return candidate.kind;
  return FieldKind::other;
}

std::string_view without_cr(std::string_view line) noexcept {
  while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

/// Makes `field` go on to the end of `line`.
void extend(Field& field, std::string_view line, std::size_t next) noexcept {
  field.folded = true;
  field.length = next - field.offset;
  field.value = {field.value.data(), static_cast<std::size_t>(line.data() + line.size() - field.value.data())};
}

/// True if something else than CR or LF stands behind a CR.
bool has_bare_cr(std::string_view text) noexcept {
  unsigned any = 0; // as in has_any()
  for (std::size_t i = 1; i < text.size(); ++i)
    any |= static_cast<unsigned>(text[i - 1] == '\r') & static_cast<unsigned>(text[i] != '\n') &
           static_cast<unsigned>(text[i] != '\r');
  return any != 0;
}

/// Where the first ':' stands. Names are short: a search by memchr would take longer.
std::size_t colon_in(std::string_view line) noexcept {
  constexpr std::size_t kShort = 32;
  for (std::size_t i = 0; i < std::min(line.size(), kShort); ++i)
    if (line[i] == ':') return i;
  return line.find(':', std::min(line.size(), kShort));
}

constexpr std::size_t kMostEnds = 4;

/// Places before `end` where CR, LF, NUL and blanks could pass for an empty line.
void find_other_ends(std::string_view text, std::size_t end, std::vector<OtherEnd>& out) {
  for (std::size_t i = 0; i < end && out.size() < kMostEnds; ++i) {
    if (text[i] != '\r' && text[i] != '\n') continue;
    const auto line_end = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n' ? i + 2 : i + 1;
    auto next = line_end;
    while (next < end &&
           (text[next] == ' ' || text[next] == '\t' || text[next] == '\0' || text[next] == '\v' || text[next] == '\f'))
      ++next;
    if (next >= end || (text[next] != '\r' && text[next] != '\n')) {
      i = line_end - 1;
      continue;
    }
    // CR CR LF is one line end with a stray CR, not two.
    if (text[i] == '\r' && next == line_end && text[next] == '\r' && next + 1 < text.size() && text[next + 1] == '\n') {
      i = next + 1;
      continue;
    }
    const auto body = text[next] == '\r' && next + 1 < text.size() && text[next + 1] == '\n' ? next + 2 : next + 1;
    if (body >= end) break;
    out.push_back({line_end, body});
    i = body - 1;
  }
}

} // namespace

FieldKind kind_of_name(std::string_view name, bool& odd) noexcept {
  odd = false;
  if (name.size() < 12 || name.size() > 200) return FieldKind::other;
  const auto first = lower(name.front());
  if (is_alpha(first) && first != 'c' && first != 'm') return FieldKind::other;
  if (const auto kind = known(name); kind != FieldKind::other) return kind;
  // As a lenient reader: without blanks, control characters and comments.
  std::array<char, 40> plain{};
  std::size_t size = 0;
  int depth = 0;
  for (const char c : name) {
    if (c == '(') ++depth;
    if (depth == 0 && c > ' ' && c < 127) {
      if (size == plain.size()) return FieldKind::other;
      plain[size++] = c;
    }
    if (c == ')' && depth > 0) --depth;
  }
  const auto kind = known({plain.data(), size});
  odd = kind != FieldKind::other;
  return kind;
}

std::string unfolded(std::string_view value) {
  value = trim(value);
  std::string out;
  out.reserve(value.size());
  std::size_t feed = 0; // the next LF, searched anew only behind the last
  for (std::size_t at = 0; at < value.size();) {
    if (feed <= at) feed = std::min(value.find('\n', at), value.size());
    const auto line = value.substr(at, feed - at);
    const auto words = line.substr(0, line.find('\r'));
    out += words;
    at += words.size();
    if (at == value.size()) break;
    while (is_space(value[at])) ++at; // the last character is none
    out += ' ';
  }
  return out;
}

Header read_header(ByteView entity, std::size_t limit, int skip_blank_lines) {
  Header header;
  header.fields.reserve(12);
  const auto text = entity.clamped(0, limit).text();
  const char line_feed = text.find('\n') == std::string_view::npos ? '\r' : '\n';
  bool whitespace_line = false;
  bool in_field = false;
  std::size_t at = 0;
  bool ended = false;
  while (at < text.size()) {
    const auto found = text.find(line_feed, at);
    const auto next = found == std::string_view::npos ? text.size() : found + 1;
    const auto line = without_cr(text.substr(at, (found == std::string_view::npos ? text.size() : found) - at));
    if (line.empty()) {
      if (skip_blank_lines-- <= 0) {
        header.end = at;
        header.body_begin = next;
        ended = true;
        break;
      }
      in_field = false;
      at = next;
      continue;
    }
    if ((line.front() == ' ' || line.front() == '\t') && in_field) {
      extend(header.fields.back(), line, next);
      whitespace_line = whitespace_line || trim(line).empty();
      at = next;
      continue;
    }
    const auto colon = colon_in(line);
    if (colon == std::string_view::npos || colon == 0) {
      const bool envelope = at == 0 && (line.starts_with("From ") || line.starts_with(">From "));
      if (!envelope && header.fields.empty() && skip_blank_lines <= 0 && trim(line).size() == line.size()) {
        // No header at all: text from the first line on.
        header.end = at;
        header.body_begin = at;
        ended = true;
        break;
      }
      if (in_field && trim(header.fields.back().value).ends_with(';') && line.find('=') != std::string_view::npos) {
        extend(header.fields.back(), line, next); // "name=.." on the next line without its indent
        header.has_junk = true;
        at = next;
        continue;
      }
      // Others end the header at such a line.
      if (!envelope && header.other_ends.size() < kMostEnds) header.other_ends.push_back({at, at});
      header.has_junk = header.has_junk || !envelope;
      in_field = false;
      at = next;
      continue;
    }
    Field field;
    field.name = trim(line.substr(0, colon));
    field.value = line.substr(colon + 1);
    field.kind = kind_of_name(field.name, field.odd_name);
    field.odd_name = field.odd_name || (field.kind != FieldKind::other && field.name.size() != colon);
    field.offset = at;
    field.length = next - at;
    header.fields.push_back(field);
    in_field = true;
    at = next;
  }
  if (!ended) {
    header.too_long = entity.size() > limit;
    header.end = at;
    header.body_begin = at;
  }
  const auto block = text.substr(0, header.end);
  const auto odd = [](char c) { return (c < ' ' || c > '~') && c != '\t' && c != '\r' && c != '\n'; };
  const bool any_odd = has_any(block, odd);
  header.has_nul = any_odd && block.find('\0') != std::string_view::npos;
  const bool bare_cr = has_bare_cr(text.substr(0, header.end + 1));
  header.has_bare_cr = bare_cr && line_feed == '\n';
  header.plain = !bare_cr && line_feed == '\n' && !any_odd;
  if (header.has_bare_cr || header.has_nul || whitespace_line || header.has_junk || line_feed == '\r')
    find_other_ends(text, header.end, header.other_ends);
  return header;
}

} // namespace fumiban::mail
