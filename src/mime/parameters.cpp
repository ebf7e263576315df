// SPDX-License-Identifier: Apache-2.0
// Parameters of Content-Type and Content-Disposition.
// Reads:  RFC 2045 5.1, RFC 2231 3-4 (continuations in any order, with gaps), RFC 2047 words inside values.
// Leaves: what a boundary may look like: readings.cpp.
// Trusts: nothing; a parameter that cannot be read does not hide the next one.
// Costs:  one pass over the value, one over its parameters.
// Damage: an unclosed quote or comment runs to the end, and a second look is taken behind the next ';'.
#include "mime/parameters.hpp"

#include <algorithm>
#include <map>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "mail/encoded_word.hpp"

namespace fumiban::mime {
namespace {

/// Reads one quoted string that begins at `at` (on the quote). Returns where it ends, npos if it does not.
std::size_t quoted_end(std::string_view s, std::size_t at) {
  for (auto i = at + 1; i < s.size(); ++i) {
    if (s[i] == '\\') {
      ++i;
    } else if (s[i] == '"') {
      return i;
    }
  }
  return std::string_view::npos;
}

std::string unquoted(std::string_view s) {
  if (s.find('\\') == std::string_view::npos) return std::string(s);
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    // A backslash before a multibyte trail byte or an ordinary letter is a path, not a quoted pair.
    if (s[i] == '\\' && i + 1 < s.size() && (s[i + 1] == '"' || s[i + 1] == '\\' || !is_alnum(s[i + 1]))) ++i;
    out += s[i];
  }
  return out;
}

/// What pieces_of() stops at.
bool is_mark(char c) { return c == ';' || c == '\\' || c == '"' || c == '(' || c == ')'; }

struct Piece {
  std::string_view text;
  bool unclosed = false; ///< a quote that did not end
};

/// Cuts at ';' outside quotes and comments.
std::vector<Piece> pieces_of(std::string_view value, std::size_t most) {
  std::vector<Piece> out;
  out.reserve(4);
  std::size_t begin = 0;
  std::size_t depth = 0;
  // A comment that never closes hides nothing.
  const auto last_close = value.find('(') == std::string_view::npos ? std::string_view::npos : value.rfind(')');
  bool quote_possible = true; // once a quote turned out unclosed, no later one closes either
  for (std::size_t i = 0; i <= value.size(); ++i) {
    i = std::min(find_where(value, is_mark, i), value.size());
    if (i == value.size() || (value[i] == ';' && depth == 0)) {
      out.push_back({value.substr(begin, i - begin)});
      if (out.size() > most + 1) break; // the token in front, then the parameters
      begin = i + 1;
      continue;
    }
    if (value[i] == '\\') {
      ++i;
    } else if (value[i] == '"' && depth == 0 && quote_possible) {
      const auto end = quoted_end(value, i);
      if (end == std::string_view::npos) {
        quote_possible = false;
        out.push_back({value.substr(begin), true});
      } else {
        i = end;
      }
    } else if (value[i] == '(' && last_close != std::string_view::npos && i < last_close) {
      ++depth;
    } else if (value[i] == ')' && depth > 0) {
      --depth;
    }
  }
  return out;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_percent_encoded(std::string_view name) { return !name.empty() && name.back() == '*'; }

std::string without(std::string_view s, std::string_view unwanted) {
  std::string out;
  for (const char c : s)
    if (unwanted.find(c) == std::string_view::npos) out += c;
  return out;
}

std::string without_blank_after_dot(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (c != ' ' || out.empty() || out.back() != '.') out += c;
  return out;
}

/// Splits charset'language'text. Both quotes must be there, or it is all text; a language may hold hyphens.
void split_extended(std::string_view s, std::string& charset, std::string_view& text) {
  text = s;
  const auto first = s.find('\'');
  if (first == std::string_view::npos) return;
  auto second = s.find('\'', first + 1);
  if (second == std::string_view::npos) return;
  charset = std::string(s.substr(0, first));
  text = s.substr(second + 1);
}

} // namespace

std::string without_comments(std::string_view text, std::size_t most, bool& had, bool& deep) {
  if (text.find('(') == std::string_view::npos) return std::string(text);
  std::string out;
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      if (depth == 0) out += text.substr(i, 2);
      ++i;
      continue;
    }
    if (c == '"' && depth == 0) quoted = !quoted;
    if (c == '(' && !quoted) {
      had = true;
      if (++depth > most) deep = true;
      continue;
    }
    if (c == ')' && depth > 0) {
      --depth;
      continue;
    }
    if (depth == 0) out += c;
  }
  return out;
}

StructuredValue read_value(std::string_view value, std::size_t most, std::size_t depth) {
  StructuredValue out;
  const auto pieces = pieces_of(value, most);
  out.too_many = pieces.size() > most + 1;
  const bool comments = value.find('(') != std::string_view::npos;
  std::size_t open = 0;
  for (const char c : comments ? value : std::string_view()) { // nesting as a reader would count it, quotes aside
    if (c == '(' && ++open > depth) out.too_deep = true;
    if (c == ')' && open > 0) --open;
  }
  bool first = true;
  out.parameters.reserve(pieces.size());
  for (const auto& piece : pieces) {
    bool had_comment = false;
    std::string stripped;
    if (comments) stripped = without_comments(piece.text, depth, had_comment, out.too_deep);
    const auto plain = trim(comments ? stripped : piece.text);
    auto rest = plain;
    if (first) {
      first = false;
      auto token_end = find_where(rest, is_blank);
      const auto equals = rest.find('=');
      // "type; name=value", but also "type name=value" and a lone "name=value".
      if (equals != std::string_view::npos && (token_end == std::string_view::npos || equals < token_end)) {
        token_end = 0;
      }
      auto token = rest.substr(0, token_end);
      rest = token_end == std::string_view::npos ? std::string_view() : trim(rest.substr(token_end));
      if (!rest.empty() && equals == std::string_view::npos && rest.find('/') != std::string_view::npos) {
        token = plain; // "multipart / mixed"
        rest = {};
      }
      out.odd_token = had_comment || !rest.empty();
      out.token = to_lower(token);
      if (std::erase_if(out.token, [](char c) { return is_space(c) || c == '"' || c == '\'' || is_control(c); }) > 0)
        out.odd_token = true;
      if (rest.find('=') == std::string_view::npos) continue;
    }
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) continue;
    Parameter parameter;
    bool odd_name = false;
    for (const char c : trim(rest.substr(0, equals))) {
      if (is_space(c) || is_control(c) || c == '"') {
        odd_name = true;
        if (is_space(c)) parameter.name.clear(); // "x y=1": a missing ';'
      } else {
        parameter.name += lower(c);
      }
    }
    auto text = trim(rest.substr(equals + 1));
    const auto raw_equals = piece.text.find('=');
    parameter.raw = raw_equals == std::string_view::npos ? piece.text : piece.text.substr(raw_equals + 1);
    parameter.odd = odd_name || had_comment || piece.unclosed;
    if (!text.empty() && text.front() == '"') {
      const auto end = quoted_end(text, 0);
      parameter.quoted = true;
      parameter.odd = parameter.odd || end == std::string_view::npos || end + 1 != text.size();
      parameter.value = unquoted(text.substr(1, end == std::string_view::npos ? end : end - 1));
    } else {
      parameter.value = std::string(text);
      parameter.odd = parameter.odd || has_any(text, [](char c) { return is_blank(c) || c == '"'; });
    }
    out.parameters.push_back(std::move(parameter));
  }
  return out;
}

std::vector<NameReading> readings_of(const StructuredValue& value, std::string_view name, std::size_t most_words,
                                     bool& duplicate, bool& too_many_words) {
  struct Segment {
    std::string_view text;
    bool encoded;
  };
  std::map<unsigned, std::vector<Segment>> segments;
  std::vector<std::string_view> plain;
  std::vector<std::string_view> extended;
  std::vector<std::string> further;
  for (const auto& parameter : value.parameters) {
    std::string_view full = parameter.name;
    if (full == name) {
      plain.push_back(parameter.value);
      continue;
    }
    if (!full.starts_with(name) || full.size() <= name.size() || full[name.size()] != '*') continue;
    full.remove_prefix(name.size() + 1);
    if (full.empty()) {
      extended.push_back(parameter.value);
      continue;
    }
    const bool encoded = is_percent_encoded(full);
    if (encoded) full.remove_suffix(1);
    unsigned number = 0;
    bool digits = !full.empty() && full.size() < 6;
    for (const char c : full) {
      digits = digits && is_digit(c);
      number = number * 10 + static_cast<unsigned>(is_digit(c) ? c - '0' : 0);
    }
    if (digits) segments[number].push_back({parameter.value, encoded});
  }
  std::vector<NameReading> out;
  const auto add = [&](std::string_view bytes, std::string_view charset, bool words) {
    NameReading reading;
    if (words) {
      auto decoded = mail::decode_words(bytes, most_words);
      reading.value = std::move(decoded.utf8);
      reading.words = decoded.had_words;
      too_many_words = too_many_words || decoded.too_many;
    } else {
      reading.value = to_utf8(bytes, charset).utf8;
    }
    const bool known = std::any_of(out.begin(), out.end(), [&](const auto& r) { return r.value == reading.value; });
    if (!known && out.size() < 16) out.push_back(std::move(reading));
  };
  for (const auto text : extended) {
    std::string charset;
    std::string_view rest;
    split_extended(text, charset, rest);
    add(percent_decoded(rest), charset, charset.empty());
  }
  if (!segments.empty()) {
    // First and last of repeated sections; a gap ends a strict reader, not a lenient one.
    for (const bool last : {false, true}) {
      std::string joined;
      std::string strict;
      std::string charset;
      unsigned expected = 0;
      bool any_encoded = false;
      bool gap = false;
      for (const auto& [number, candidates] : segments) {
        if (candidates.size() > 1) duplicate = true;
        const auto& segment = last ? candidates.back() : candidates.front();
        std::string_view text = segment.text;
        if (segment.encoded && !any_encoded) split_extended(segment.text, charset, text);
        any_encoded = any_encoded || segment.encoded;
        joined += segment.encoded ? percent_decoded(text) : std::string(text);
        gap = gap || number != expected++;
        if (!gap) strict = joined;
      }
      add(joined, charset, !any_encoded || charset.empty());
      if (gap && !strict.empty()) add(strict, charset, !any_encoded || charset.empty());
    }
  }
  for (const auto& parameter : value.parameters) {
    if (parameter.name != name) continue;
    const auto raw = trim(parameter.raw);
    const std::string_view text = parameter.value;
    const auto quotes = [](char c) { return c == '\\' || c == '"' || c == '\''; };
    if (!parameter.odd && !has_any(text, quotes) && raw.find('\\') == std::string_view::npos &&
        text.find(". ") == std::string_view::npos)
      continue;
    further.push_back(without(raw, "\"\\")); // quotes and backslashes anywhere count for nothing
    further.push_back(without(raw, "\"\\'"));
    further.push_back(without_blank_after_dot(text)); // a fold inside the name
  }
  if (plain.size() > 1)
    for (const auto text : plain) duplicate = duplicate || text != plain.front();
  for (const auto text : plain) {
    add(text, {}, true);
    if (text.find('%') != std::string_view::npos && text.find('\'') != std::string_view::npos) {
      std::string charset; // filename="utf-8''..": the star forgotten
      std::string_view rest;
      split_extended(text, charset, rest);
      if (!charset.empty()) add(percent_decoded(rest), charset, false);
    }
  }
  for (const auto& text : further) add(text, {}, true);
  return out;
}

} // namespace fumiban::mime
