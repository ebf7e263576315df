// SPDX-License-Identifier: Apache-2.0
// HTML: what it shows, where it leads, what it carries.
// Reads:  tags flat (tokens.cpp), links of every attribute that loads or leads, data: addresses.
// Leaves: style (hidden text), what scripts would do.
// Trusts: no declared charset that the bytes contradict.
// Costs:  one pass; tags and text runs are counted against a limit.
// Damage: broken markup is text.
#include "documents/html/html.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"
#include "documents/html/tokens.hpp"
#include "findings/limits.hpp"
#include "links/links.hpp"

namespace fumiban::html {
namespace {

/// There is a script.
constexpr FindingSpec kScript{"html.script", Severity::info, Topic::content, Unread::no, "T1059.007"};
/// There is a form that sends what is typed somewhere.
constexpr FindingSpec kForm{"html.form", Severity::info, Topic::content, Unread::no, "T1056.003"};
/// A file is carried inside an address and can be saved or opened from the page.
constexpr FindingSpec kDataFile{"html.data-file", Severity::medium, Topic::evasion, Unread::no, "T1027.006"};

bool leads(std::string_view attribute) {
  static constexpr std::array<std::string_view, 9> kLeading = {
      "href", "src", "action", "formaction", "data", "srcset", "xlink:href", "background", "poster"};
  for (const auto name : kLeading)
    if (equal_fold(name, attribute)) return true;
  return false;
}

bool breaks_line(std::string_view tag) {
  static constexpr std::array<std::string_view, 30> kBlocks = {
      "br",     "p",      "div",        "li",      "h1",    "h2",   "h3",  "h4",   "h5",      "h6",
      "ul",     "ol",     "blockquote", "hr",      "dl",    "dt",   "dd",  "pre",  "section", "article",
      "header", "footer", "center",     "address", "aside", "main", "nav", "form", "option",  "legend"};
  for (const auto name : kBlocks)
    if (equal_fold(name, tag)) return true;
  return false;
}

/// A data: address (RFC 2397): its content becomes a child unless it is a picture, a sound or a font.
void read_data_address(std::string_view address, std::string_view name, std::size_t offset, Context& context) {
  const auto comma = address.find(',');
  if (comma == std::string_view::npos || !context.pay(address.size())) return;
  const auto head = to_lower(address.substr(5, comma - 5));
  auto body = percent_decoded(address.substr(comma + 1));
  if (head.find("base64") != std::string::npos) body = decode_base64(body);
  const auto& is = kind_of(ByteView(std::string_view(body)));
  if (is_passive(is.family) && is.family != Family::text) return;
  // A picture that was cut or redacted is still shown, at worst, as a broken picture.
  if (is.family == Family::unknown &&
      (head.starts_with("image/") || head.starts_with("font/") || head.starts_with("audio/")))
    return;
  const auto here = context.part_index();
  if (is.family != Family::text) context.say(kDataFile, offset, 0, is.id);
  context.add(here, {.blob = Blob::owned(std::move(body)),
                     .name = with_references(name),
                     .declared_type = head.substr(0, head.find(';')),
                     .offset = offset,
                     .raw_size = 0});
}

class Page {
public:
  explicit Page(Context& context) : context_(context) {}

  void take(const Token& token, std::size_t offset) {
    switch (token.kind) {
      case Token::Kind::text: links::note_urls(token.text, context_); break;
      case Token::Kind::raw_text:
        if (token.name == "script" && !trim(token.text).empty()) context_.say(kScript, offset, token.text.size());
        links::note_urls(token.text, context_);
        break;
      case Token::Kind::open: take_tag(token, offset); break;
      case Token::Kind::close: break;
      case Token::Kind::comment: links::note_urls(token.text, context_); break;
    }
  }

private:
  void take_tag(const Token& token, std::size_t offset) {
    if (equal_fold(token.name, "form")) context_.say(kForm, offset, 0);
    if (equal_fold(token.name, "script")) context_.say(kScript, offset, 0);
    std::string_view download;
    for (const auto& attribute : token.attributes)
      if (equal_fold(attribute.name, "download")) download = attribute.value;
    for (const auto& attribute : token.attributes) {
      if (leads(attribute.name)) {
        const auto target = with_references(attribute.value);
        if (starts_fold(trim(target), "data:")) read_data_address(trim(target), download, offset, context_);
        else if (starts_fold(trim(target), "javascript:")) context_.say(kScript, offset, 0);
        else links::note_target(target, context_);
      } else if (starts_fold(attribute.name, "on") && attribute.name.size() > 4) {
        context_.say(kScript, offset, 0);
      } else if (equal_fold(attribute.name, "content") || equal_fold(attribute.name, "style")) {
        links::note_urls(attribute.value, context_); // <meta http-equiv=refresh content="0;url=..">
      }
    }
  }

  Context& context_;
};

/// The markup, as it is where ASCII is ASCII, else decoded into `room`.
std::string_view markup(std::string_view bytes, std::string_view charset, bool exact, std::string& room) {
  const bool marked = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  if (!exact && !marked && !starts_fold(charset, "utf-16") && bytes.find('\x1b') == std::string_view::npos)
    return bytes;
  room = to_utf8(bytes, marked ? "utf-16" : charset).utf8;
  return room;
}

/// What lies between two texts of a page. A row of a table is one line and its cells stand apart by tabs, whatever
/// blocks and line ends of the source lie between them.
class Gap {
public:
  void take(const Token& token) {
    if (token.kind != Token::Kind::open && token.kind != Token::Kind::close) return;
    if (is_any(token.name, {"tr", "table", "caption"})) {
      row_ = true;
      cells_ = 0;
    } else if (token.kind == Token::Kind::open && is_any(token.name, {"td", "th"})) {
      ++cells_;
    } else if (breaks_line(token.name)) {
      ++lines_;
    }
  }
  void take_blank() { blank_ = true; }

  /// Writes the gap before the next text, and forgets it.
  void close(std::string& out) {
    if (row_) {
      out += '\n';
      out.append(cells_ > 1 ? cells_ - 1 : 0, '\t'); // empty cells before
    } else if (cells_ != 0) {
      out.append(cells_, '\t');
    } else if (lines_ != 0) {
      out.append(std::min<std::size_t>(lines_, 2), '\n');
    } else if (blank_ && !out.empty()) {
      out += ' ';
    }
    *this = {};
  }

private:
  static bool is_any(std::string_view tag, std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return equal_fold(name, tag); });
  }

  std::size_t cells_ = 0;
  std::size_t lines_ = 0;
  bool row_ = false;
  bool blank_ = false;
};

std::string text_of(const Blob& blob, std::string_view charset) {
  std::string room;
  Tokens tokens(markup(blob.whole().text(), charset, true, room));
  std::string out;
  Gap gap;
  for (Token token; tokens.next(token);) {
    if (token.kind != Token::Kind::text) {
      gap.take(token);
      continue;
    }
    // Line ends of the source inside a text are kept: a page may show them (white-space: pre).
    const auto text = trim(token.text);
    if (text.empty() || text.data() != token.text.data()) gap.take_blank();
    if (text.empty()) continue;
    gap.close(out);
    out += with_references(text);
    if (text.data() + text.size() != token.text.data() + token.text.size()) gap.take_blank();
  }
  return out;
}

Result<void> analyse(const Blob& blob, Context& context) {
  if (!context.pay(blob.size())) return {};
  std::string room;
  Tokens tokens(markup(blob.whole().text(), context.charset(), false, room));
  Token token;
  Page page(context);
  std::uint64_t nodes = 0;
  for (auto at = tokens.position(); tokens.next(token); at = tokens.position()) {
    if (++nodes > context.limits().html_nodes) {
      context.reached(limit::kHtmlNodes);
      break;
    }
    page.take(token, at);
  }
  return {};
}

bool is_html(const Sight& sight) noexcept {
  return sight.kind.family == Family::web || (sight.kind.family == Family::text && sight.declared == "text/html");
}

constexpr std::array<const FindingSpec*, 3> kFindings = {&kScript, &kForm, &kDataFile};

} // namespace

const Analyser kAnalyser{"html", &is_html, &analyse, kFindings, true, false, &text_of};

} // namespace fumiban::html
