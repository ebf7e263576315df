// SPDX-License-Identifier: Apache-2.0
#include "rewrite/insertion.hpp"

#include <array>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"
#include "documents/html/tokens.hpp"
#include "mime/encodings.hpp"
#include "rewrite/forms.hpp"

namespace fumiban::rewrite {
namespace {

/// Under a banner; no dashes, which a line between parts begins with.
constexpr std::string_view kRule = "____________________________________________________________";

std::string decoded(std::string_view body, Encoding encoding) {
  bool illegal = false;
  if (encoding == Encoding::base64) return decode_base64(body);
  return encoding == Encoding::identity ? std::string(body)
                                        : mime::decode_quoted_printable(body, mime::IllegalEquals::kept, illegal);
}

/// ISO-2022-JP with its double-byte characters, whose bytes may look like '<' or '"', replaced.
std::string without_double_bytes(std::string_view content) {
  std::string out(content);
  bool twice = false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == '\x1b') {
      twice = content.substr(i + 1, 1) == "$";
      i += content.substr(i + 1, 2) == "$(" ? 3U : 2U;
    } else if (out[i] == '\n') {
      twice = false;
    } else if (twice) {
      out[i] = 'x';
    }
  }
  return out;
}

/// Where a person begins to read a page: behind <body>, or in front of the first thing that shows.
std::size_t top_of(std::string_view html) {
  static constexpr std::array<std::string_view, 10> kSilent = {"html", "head", "title", "meta",   "style",
                                                               "base", "link", "xml",   "script", "body"};
  html::Tokens tokens(html);
  html::Token token;
  std::size_t before = html.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::size_t doctype = before; // in front of a doctype nothing may stand
  while (tokens.next(token)) {
    const bool tag = token.kind == html::Token::Kind::open || token.kind == html::Token::Kind::close;
    const bool silent =
        token.kind == html::Token::Kind::comment || token.kind == html::Token::Kind::raw_text ||
        (token.kind == html::Token::Kind::text && trim(html.substr(before, tokens.position() - before)).empty());
    bool known = silent;
    for (const auto name : kSilent) known = known || (tag && equal_fold(token.name, name));
    if (!known) return before;
    if (token.kind == html::Token::Kind::open && equal_fold(token.name, "body")) return tokens.position();
    before = tokens.position();
    if (token.kind == html::Token::Kind::comment && starts_fold(token.text, "<!doctype")) doctype = before;
  }
  return doctype;
}

} // namespace

std::string charset_of(const HeaderFields& fields, std::string_view content) {
  auto label = parameter(value_of(fields, "content-type"), "charset");
  const auto read = to_utf8(content, label);
  return read.guessed ? std::string(read.charset) : label;
}

std::optional<Insertion> insertion(const Wording& wording, std::string_view content, std::string_view charset,
                                   bool html, bool seven_bit) {
  if (html) {
    if (!from_utf8("<", charset)) return std::nullopt; // a charset in which ASCII is something else
    const bool japanese = starts_fold(charset, "iso-2022-jp");
    return Insertion{japanese ? top_of(without_double_bytes(content)) : top_of(content),
                     "<div style=\"display:block!important;margin:0 0 12px;padding:8px 12px;border:2px solid #b45309;"
                     "\r\n background:#fff7e6;color:#111;font:14px/1.5 sans-serif\">" +
                         as_html(wording.text, "\r\n") + "</div>\r\n"};
  }
  for (const auto* text : {&wording.text, &wording.english}) {
    auto bytes = from_utf8(with_line_ends(*text + "\n" + std::string(kRule) + "\n\n", "\r\n"), charset);
    if (!bytes) continue;
    const bool wide = has_any(*bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (seven_bit && wide) continue;
    return Insertion{content.starts_with("\xEF\xBB\xBF") ? std::size_t{3} : 0, std::move(*bytes)};
  }
  return std::nullopt;
}

namespace {

std::string with_eol(std::string_view crlf, std::string_view eol) {
  std::string out;
  for (std::size_t i = 0; i < crlf.size(); ++i) {
    if (crlf.substr(i, 2) == "\r\n") {
      out += eol;
      ++i;
    } else {
      out += crlf[i];
    }
  }
  return out;
}

/// In quoted-printable the line that holds the place is written anew: lines decode one by one.
Edit in_quoted_printable(std::string_view body, std::string_view content, const Insertion& insertion,
                         std::string_view eol) {
  std::size_t begin = 0;
  std::size_t made = 0;
  for (;;) {
    const auto end = std::min(body.find('\n', begin), body.size() - 1) + 1;
    const auto line = decoded(body.substr(begin, end - begin), Encoding::quoted_printable);
    if (made + line.size() > insertion.at || end >= body.size()) {
      const auto before = content.substr(made, insertion.at - made);
      if (before.empty() && made == insertion.at)
        return {.offset = begin, .length = 0, .bytes = quoted_printable(insertion.bytes, eol), .field = {}};
      const auto rest = content.substr(insertion.at, made + line.size() - insertion.at);
      const bool soft = !line.ends_with('\n') && end < body.size();
      return {.offset = begin,
              .length = end - begin,
              .bytes = quoted_printable(std::string(before) + insertion.bytes + std::string(rest), eol) +
                       (soft ? "=" + std::string(eol) : ""),
              .field = {}};
    }
    made += line.size();
    begin = end;
  }
}

Edit in_base64(std::string_view body, std::string_view content, Insertion& insertion, std::string_view eol) {
  if (insertion.at > 0) {
    auto all =
        std::string(content.substr(0, insertion.at)) + insertion.bytes + std::string(content.substr(insertion.at));
    return {.offset = 0,
            .length = body.size(),
            .bytes = base64_lines(all, eol) + (body.ends_with('\n') ? std::string(eol) : ""),
            .field = {}};
  }
  // Whole groups of three bytes in front of what is there: line ends fill up.
  while (insertion.bytes.size() % 3 != 0) insertion.bytes += "\r\n";
  return {.offset = 0, .length = 0, .bytes = base64_lines(insertion.bytes, eol) + std::string(eol), .field = {}};
}

} // namespace

std::optional<Edit> inserted(const Places& places, const Place& place, std::string_view content, const Insertion& asked,
                             std::string_view eol) {
  const auto encoding = encoding_of(*place.fields);
  if (!encoding) return std::nullopt;
  const auto body = places.body(place);
  auto insertion = asked;
  Edit edit;
  if (*encoding == Encoding::identity || body.empty()) {
    insertion.bytes = with_eol(insertion.bytes, eol);
    edit = {.offset = insertion.at, .length = 0, .bytes = insertion.bytes, .field = {}};
    if (*encoding == Encoding::quoted_printable) edit.bytes = quoted_printable(insertion.bytes, eol);
    if (*encoding == Encoding::base64) edit.bytes = base64_lines(insertion.bytes, eol) + std::string(eol);
  } else if (*encoding == Encoding::quoted_printable) {
    insertion.bytes = with_eol(insertion.bytes, eol);
    edit = in_quoted_printable(body, content, insertion, eol);
  } else {
    edit = in_base64(body, content, insertion, eol);
  }
  auto made =
      std::string(body.substr(0, edit.offset)) + edit.bytes + std::string(body.substr(edit.offset + edit.length));
  auto wanted =
      std::string(content.substr(0, insertion.at)) + insertion.bytes + std::string(content.substr(insertion.at));
  if (decoded(made, *encoding) != wanted) return std::nullopt;
  if (!place.has_empty_line) edit.bytes.insert(0, eol);
  edit.offset += place.body;
  return edit;
}

} // namespace fumiban::rewrite
