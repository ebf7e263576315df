// SPDX-License-Identifier: Apache-2.0
// RTF as Word reads it.
// Reads:  RTF 1.9.1: groups, destinations, characters in the code page of their font, \u; objects however their digits
//         are strewn.
// Leaves: pictures, style, \datastore and what else is no text.
// Trusts: nothing; a destination that is not known is read as one that nobody sees.
// Costs:  one pass.
// Damage: what is not closed ends with the document.
#include "documents/rtf/reading.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "documents/rtf/code_pages.hpp"
#include "documents/rtf/tokens.hpp"
#include "documents/rtf/words.hpp"

namespace fumiban::rtf {
namespace {

constexpr std::size_t kDeepest = 1U << 16U;
constexpr std::size_t kMostFonts = 1U << 14U;
constexpr std::size_t kMostNames = 64; ///< of classes and of templates

struct State {
  Place place = Place::text;
  std::uint16_t code_page = 0; ///< of the current font; 0: the document's
  std::uint16_t fallback = 1;  ///< characters that stand behind \u for those who cannot read it
  bool operator==(const State&) const = default;
};

class Reader {
public:
  Reader(std::string_view rtf, std::size_t most_objects, Reading& out)
      : tokens_(rtf), rtf_(rtf), most_objects_(most_objects), out_(out) {}

  Result<void> read() {
    out_.oddities.header = !rtf_.substr(find_where(rtf_, [](char c) { return !is_space(c); })).starts_with("{\\rtf");
    Result<void> result;
    for (Token token; tokens_.next(token);) {
      if (groups_.size() > kDeepest) {
        result = Error{Error::Kind::malformed, "groups too deep", token.begin};
        break;
      }
      take(token);
    }
    flush();
    while (groups_.size() > 1) {
      groups_.back().same = 0;
      close(rtf_.size());
    }
    return result;
  }

private:
  /// A group whose state is its own, and how many within it changed nothing.
  struct Group {
    State state;
    std::size_t same = 0;
  };

  [[nodiscard]] const State& state() const { return groups_.back().state; }
  /// The state of the innermost group, to be changed.
  State& change() {
    auto& top = groups_.back();
    if (top.same == 0) return top.state;
    --top.same;
    groups_.push_back({top.state});
    return groups_.back().state;
  }

  void take(const Token& token) {
    const bool star = token.kind == Token::Kind::symbol && token.symbol == '*';
    const bool blank = token.kind == Token::Kind::text && trim(token.text).empty();
    take_by_kind(token);
    fresh_ = token.kind == Token::Kind::open || (fresh_ && (star || blank));
  }

  void take_by_kind(const Token& token) {
    switch (token.kind) {
      case Token::Kind::open:
        skip_ = 0;
        star_ = false;
        ++groups_.back().same;
        if (in_object()) out_.oddities.groups = true;
        break;
      case Token::Kind::close: close(token.begin); break;
      case Token::Kind::word: take_word(token); break;
      case Token::Kind::symbol: take_symbol(token); break;
      case Token::Kind::character: take_character(token); break;
      case Token::Kind::binary: take_binary(token); break;
      case Token::Kind::text: take_text(token.text); break;
    }
  }

  void close(std::size_t where) {
    skip_ = 0;
    star_ = false;
    auto& top = groups_.back();
    if (top.same > 0) {
      --top.same;
      return;
    }
    if (groups_.size() == 1) return; // one bracket too many
    const auto left = state().place;
    flush();
    groups_.pop_back();
    const auto place = state().place;
    if (left == place) return;
    if (left == Place::object_data) leave_object(where);
    if (left == Place::other) out_.other += '\n';
    if (left == Place::class_name) give(name_, out_.class_names);
    if (left == Place::document_template) give(name_, out_.templates);
  }

  static void give(std::string& name, std::vector<std::string>& names) {
    if (names.size() < kMostNames) names.emplace_back(trim(name));
    name.clear();
  }

  void take_word(const Token& token) {
    if (skipped(1) > 0) return;
    const auto* word = find_word(token.word);
    const bool enters = star_ || (word != nullptr && word->does == Word::Does::enter_place);
    if (enters && (fresh_ || !in_object())) {
      const bool known = word != nullptr && word->does == Word::Does::enter_place;
      enter(known ? word->place : Place::other, token.begin);
    } else if (in_object()) {
      out_.oddities.words = true;
    } else if (word != nullptr) {
      obey(*word, token.parameter);
    }
  }

  void enter(Place place, std::size_t where) {
    star_ = false;
    // Word reads on where a destination for objects stands in one.
    if (place == Place::object_data && !in_object()) objects_.emplace_back(where, out_.oddities);
    flush();
    change().place = place;
  }

  void obey(const Word& word, std::optional<std::int32_t> parameter) {
    using Does = Word::Does;
    const auto page = [](std::int32_t number) { return static_cast<std::uint16_t>(number); };
    switch (word.does) {
      case Does::enter_place: break;
      case Does::write_text:
        flush();
        if (auto* sink = sink_of(state().place)) *sink += word.text;
        break;
      case Does::unicode: take_unicode(parameter.value_or(0)); break;
      case Does::set_fallback:
        change().fallback = static_cast<std::uint16_t>(std::clamp(parameter.value_or(1), 0, 64));
        break;
      case Does::update_objects: out_.updates = true; break;
      case Does::set_font: take_font(parameter.value_or(0)); break;
      case Does::name_font: font_ = parameter.value_or(0); break;
      case Does::set_font_charset:
        if (state().place == Place::fonts && fonts_.size() < kMostFonts)
          fonts_[font_] = page_of_charset(parameter.value_or(0));
        break;
      case Does::set_page: document_page_ = page(parameter.value_or(0)); break;
      case Does::set_known_page: document_page_ = word.page; break;
    }
  }

  void take_font(std::int32_t font) {
    font_ = font;
    const auto known = fonts_.find(font);
    const auto page = known == fonts_.end() ? std::uint16_t{0} : known->second;
    if (page == state().code_page) return;
    flush();
    change().code_page = page;
  }

  void take_unicode(std::int32_t value) {
    flush();
    const auto unit = static_cast<std::uint32_t>(value) & 0xFFFFU;
    const bool high = unit >= 0xD800 && unit < 0xDC00;
    const bool low = unit >= 0xDC00 && unit < 0xE000;
    auto* sink = sink_of(state().place);
    if (sink != nullptr && !high && !low && unit != 0) append_utf8(*sink, unit);
    if (sink != nullptr && low && high_ != 0)
      append_utf8(*sink, 0x10000U + (high_ - 0xD800U) * 0x400U + unit - 0xDC00U);
    high_ = high ? unit : 0;
    skip_ = state().fallback;
  }

  void take_symbol(const Token& token) {
    if (token.symbol == '*') {
      star_ = true;
      return;
    }
    if (skipped(1) > 0) return;
    if (in_object()) {
      out_.oddities.words = true;
      return;
    }
    switch (token.symbol) {
      case '\\':
      case '{':
      case '}': put(token.symbol); break;
      case '~': put(' '); break;
      case '_': put('-'); break;
      case '\r':
      case '\n': put('\n'); break;
      default: break;
    }
  }

  void take_character(const Token& token) {
    if (in_object()) {
      objects_.back().character();
      return;
    }
    if (skipped(1) == 0 && token.byte >= 0) put(static_cast<char>(token.byte));
  }

  void take_binary(const Token& token) {
    if (in_object()) objects_.back().binary(token.text);
    else (void)skipped(1);
  }

  void take_text(std::string_view text) {
    if (in_object()) {
      objects_.back().text(text);
      return;
    }
    for (auto rest = text; !rest.empty();) {
      const auto end = std::min(rest.find_first_of("\r\n"), rest.size());
      auto line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      line.remove_prefix(skipped(line.size()));
      if (line.empty()) continue;
      if (auto* run = run_of(state().place)) *run += line;
    }
  }

  void leave_object(std::size_t end) {
    auto data = std::move(objects_.back()).finish(end);
    objects_.pop_back();
    if (data.bytes.empty() && data.other_bytes.empty()) return;
    out_.more_objects = out_.objects.size() >= most_objects_;
    if (!out_.more_objects) out_.objects.push_back(std::move(data));
  }

  [[nodiscard]] bool in_object() const { return state().place == Place::object_data; }

  /// How many of `count` characters stand for one that \u told.
  std::size_t skipped(std::size_t count) {
    const auto taken = std::min(skip_, count);
    skip_ -= taken;
    return taken;
  }

  std::string* sink_of(Place place) {
    switch (place) {
      case Place::text: return &out_.text;
      case Place::other: return &out_.other;
      case Place::class_name:
      case Place::document_template: return &name_;
      default: return nullptr;
    }
  }
  /// Where characters of the current code page are gathered; nullptr if nobody wants them.
  std::string* run_of(Place place) { return sink_of(place) == nullptr ? nullptr : &run_; }
  void put(char c) {
    if (auto* run = run_of(state().place)) *run += c;
  }

  /// Writes what was gathered to where it belongs.
  void flush() {
    auto* sink = sink_of(state().place);
    if (sink != nullptr && !run_.empty()) {
      // Japanese writers leave the font at "Western" and write in the code page of the document.
      const auto page = state().code_page;
      const bool documents = page == 0 || (page == 1252 && is_double_byte(document_page_));
      *sink += to_utf8(run_, label_of(documents ? document_page_ : page)).utf8;
    }
    run_.clear();
  }

  Tokens tokens_;
  std::string_view rtf_;
  std::size_t most_objects_;
  Reading& out_;
  std::vector<Group> groups_ = {Group{}};
  bool star_ = false;      ///< \* has been read, and no word behind it
  bool fresh_ = false;     ///< nothing has been read since {
  std::size_t skip_ = 0;   ///< characters to pass over, behind \u
  std::string run_;        ///< bytes of one code page
  std::uint32_t high_ = 0; ///< a surrogate that waits for the other one
  std::string name_;       ///< of a class or a template
  std::map<std::int32_t, std::uint16_t> fonts_;
  std::int32_t font_ = 0;
  std::uint16_t document_page_ = 1252;
  std::vector<Digits> objects_; ///< those that are being read, the innermost last
};

} // namespace

Result<void> read(std::string_view rtf, std::size_t most_objects, Reading& out) {
  return Reader(rtf, most_objects, out).read();
}

} // namespace fumiban::rtf
