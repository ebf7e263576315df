// SPDX-License-Identifier: Apache-2.0
// Pages.
// Reads:  tags as documents/html does; what is written is plain, so that other readers see the same tags.
// Leaves: text, and what page_rules.cpp knows; tags that are not known go, and what stands between them stays.
// Trusts: nothing.
// Costs:  a few passes.
// Damage: an unclosed tag ends with the page.
#include "disarm/page.hpp"

#include <array>

#include "base/ascii.hpp"
#include "base/xml.hpp"
#include "disarm/page_rules.hpp"
#include "disarm/page_text.hpp"
#include "documents/html/tokens.hpp"
#include "kind/kind.hpp"

namespace fumiban::disarm {
namespace {

using html::Token;
constexpr auto npos = std::string_view::npos;

class Page {
public:
  Page(const PageText& text, PageKind kind, bool defang) : text_(text), kind_(kind), defang_(defang) {}

  std::string write() {
    html::Tokens tokens(text_.mask);
    for (Token token; tokens.next(token);) {
      switch (token.kind) {
        case Token::Kind::text: put_text(token.text); break;
        case Token::Kind::raw_text: take_raw(token); break;
        case Token::Kind::open:
          take_tag(token, std::string_view(text_.mask).substr(0, tokens.position()).ends_with("/>"));
          break;
        case Token::Kind::close: take_close(token); break;
        case Token::Kind::comment:
          if (is_plain_declaration(token.text)) put(token.text);
          else removed.add(Removed::markup);
          break;
      }
    }
    return std::move(out_);
  }
  RemovedSet removed;

private:
  /// The bytes of a piece of the mask.
  [[nodiscard]] std::string_view bytes_of(std::string_view piece) const {
    if (piece.empty()) return {}; // an attribute may have no value
    const auto begin = static_cast<std::size_t>(piece.data() - text_.mask.data());
    return std::string_view(text_.bytes).substr(begin, piece.size());
  }
  void put(std::string_view piece) { out_ += bytes_of(piece); }

  void put_text(std::string_view piece) {
    const auto bytes = bytes_of(piece);
    for (std::size_t i = 0; i < piece.size(); ++i) {
      if (piece[i] == '<') out_ += "&lt;";
      else if (defang_ && begins_link(piece.substr(i))) {
        out_ += "hxxp";
        i += 3;
      } else out_ += bytes[i];
    }
  }
  static bool begins_link(std::string_view text) {
    return starts_fold(text, "http://") || starts_fold(text, "https://");
  }

  void put_value(std::string_view value) {
    const auto bytes = bytes_of(value);
    for (std::size_t i = 0; i < value.size(); ++i) {
      switch (value[i]) {
        case '"': out_ += "&quot;"; break;
        case '<': out_ += "&lt;"; break;
        case '>': out_ += "&gt;"; break;
        default: out_ += bytes[i];
      }
    }
  }

  void take_raw(const Token& token) {
    if (token.name == "script") {
      removed.add(Removed::scripts);
    } else if (token.name == "style") {
      // Old pages hide their styles from older readers.
      auto style = trim(token.text);
      if (style.starts_with("<!--")) style.remove_prefix(4);
      if (style.ends_with("-->")) style.remove_suffix(3);
      auto harm = harm_of_style(style, kind_);
      if (style.find('<') != npos) harm = Removed::markup;
      if (harm) removed.add(*harm);
      else {
        out_ += "<style>";
        put(style);
        out_ += "</style>";
      }
    } else {
      put_text(token.text);
    }
  }

  void take_tag(const Token& token, bool closed) {
    if (equal_fold(token.name, "style")) return; // written with its rules
    if (const auto harm = harm_of_element(token.name, kind_)) {
      removed.add(*harm);
      return;
    }
    if (equal_fold(token.name, "meta") && !is_plain_meta(token)) return;
    out_ += '<';
    put(token.name);
    link_ = {};
    std::vector<std::string_view> written;
    for (const auto& [name, value] : token.attributes) {
      const auto is_written = [&, attribute = name](std::string_view other) { return equal_fold(other, attribute); };
      auto harm = harm_of_attribute(token.name, name, html::with_references(value), kind_);
      if (std::any_of(written.begin(), written.end(), is_written)) harm = Removed::markup;
      if (harm) {
        removed.add(*harm);
        continue;
      }
      if (defang_ && equal_fold(name, "href") && begins_link(trim(value))) {
        link_ = trim(value);
        removed.add(Removed::markup);
        continue;
      }
      written.push_back(name);
      out_ += ' ';
      put(name);
      if (value.data() == nullptr) continue;
      out_ += "=\"";
      put_value(value);
      out_ += '"';
    }
    out_ += closed ? "/>" : ">";
  }

  /// False for one that leads on, or tells another charset than the one the page is in.
  bool is_plain_meta(const Token& token) {
    std::string_view equivalent;
    std::string_view content;
    std::string_view charset;
    for (const auto& [name, value] : token.attributes) {
      if (equal_fold(name, "http-equiv")) equivalent = trim(value);
      if (equal_fold(name, "content")) content = value;
      if (equal_fold(name, "charset")) charset = trim(value);
    }
    if (equal_fold(equivalent, "content-type")) {
      const auto at = find_fold(content, "charset=");
      if (at != npos) charset = trim(content.substr(at + 8));
    } else if (!equivalent.empty() && !equal_fold(equivalent, "content-language") &&
               !equal_fold(equivalent, "content-style-type")) {
      removed.add(Removed::redirects);
      return false;
    }
    if (charset.empty() || equal_fold(charset, text_.label)) return true;
    removed.add(Removed::markup);
    return false;
  }

  void take_close(const Token& token) {
    if (equal_fold(token.name, "style") || harm_of_element(token.name, kind_)) return;
    if (!link_.empty() && equal_fold(token.name, "a")) {
      out_ += " [hxxp";
      put_value(link_.substr(4));
      out_ += ']';
      link_ = {};
    }
    out_ += "</";
    put(token.name);
    out_ += '>';
  }

  const PageText& text_;
  PageKind kind_;
  bool defang_;
  std::string out_;
  std::string_view link_; ///< where the link that is open led
};

} // namespace

std::optional<Disarmed> disarm_page(ByteView bytes, Work& work) {
  if (!work.context.pay(bytes.size() * 6)) return std::nullopt;
  const auto text = read_page(bytes, work.options.charset);
  if (!text) return std::nullopt;
  const auto kind = kind_of(bytes).id == "svg" ? PageKind::svg : PageKind::html;
  Page page(*text, kind, work.options.defang);
  auto out = text->encoded(page.write());
  if (out == bytes.text()) return unchanged(bytes);
  if (page.removed.empty()) page.removed.add(Removed::markup);
  return Disarmed{.bytes = std::move(out), .removed = page.removed.list()};
}

} // namespace fumiban::disarm
