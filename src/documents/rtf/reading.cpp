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
#include <array>
#include <map>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "documents/rtf/code_pages.hpp"
#include "documents/rtf/tokens.hpp"

namespace fumiban::rtf {
namespace {

constexpr std::size_t kDeepest = 1U << 16U;
constexpr std::size_t kMostFonts = 1U << 14U;
constexpr std::size_t kMostNames = 64; ///< of classes and of templates

/// Where a group's text goes.
enum class Place : std::uint8_t { text, other, nothing, fonts, object_data, class_name, document_template };

struct Destination {
  std::string_view word;
  Place place;
};
/// Destinations that may stand without \*, and those of which more is wanted than that nobody sees them.
constexpr std::array kDestinations = {Destination{"objdata", Place::object_data},
                                      Destination{"objclass", Place::class_name},
                                      Destination{"template", Place::document_template},
                                      Destination{"fonttbl", Place::fonts},
                                      Destination{"colortbl", Place::nothing},
                                      Destination{"stylesheet", Place::nothing},
                                      Destination{"pict", Place::nothing},
                                      Destination{"themedata", Place::nothing},
                                      Destination{"colorschememapping", Place::nothing},
                                      Destination{"datastore", Place::nothing},
                                      Destination{"datafield", Place::nothing},
                                      Destination{"fontemb", Place::nothing},
                                      Destination{"blipuid", Place::nothing},
                                      Destination{"listtable", Place::nothing},
                                      Destination{"listoverridetable", Place::nothing},
                                      Destination{"info", Place::other},
                                      Destination{"fldinst", Place::other},
                                      Destination{"objname", Place::other},
                                      Destination{"shpinst", Place::text},
                                      Destination{"shptxt", Place::text},
                                      Destination{"shprslt", Place::text},
                                      Destination{"footnote", Place::text},
                                      Destination{"annotation", Place::text},
                                      Destination{"header", Place::text},
                                      Destination{"footer", Place::text},
                                      Destination{"result", Place::text},
                                      Destination{"fldrslt", Place::text},
                                      Destination{"nesttableprops", Place::nothing}};

struct Replacement {
  std::string_view word;
  std::string_view text;
};
constexpr std::array kReplacements = {
    Replacement{"par", "\n"},           Replacement{"line", "\n"},        Replacement{"row", "\n"},
    Replacement{"sect", "\n"},          Replacement{"page", "\n"},        Replacement{"nestrow", "\n"},
    Replacement{"tab", "\t"},           Replacement{"cell", "\t"},        Replacement{"nestcell", "\t"},
    Replacement{"emdash", "\u2014"},    Replacement{"endash", "\u2013"},  Replacement{"bullet", "\u2022"},
    Replacement{"lquote", "\u2018"},    Replacement{"rquote", "\u2019"},  Replacement{"ldblquote", "\u201C"},
    Replacement{"rdblquote", "\u201D"}, Replacement{"emspace", "\u2003"}, Replacement{"enspace", "\u2002"}};

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
    leave_object(rtf_.size());
    flush();
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
      case Token::Kind::close: close(token); break;
      case Token::Kind::word: take_word(token); break;
      case Token::Kind::symbol: take_symbol(token); break;
      case Token::Kind::character: take_character(token); break;
      case Token::Kind::binary: take_binary(token); break;
      case Token::Kind::text: take_text(token.text); break;
    }
  }

  void close(const Token& token) {
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
    if (left == Place::object_data) leave_object(token.begin);
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
    const auto known = std::find_if(kDestinations.begin(), kDestinations.end(),
                                    [&](const auto& destination) { return destination.word == token.word; });
    if ((known != kDestinations.end() || star_) && (fresh_ || !in_object())) {
      enter(known == kDestinations.end() ? Place::other : known->place, token);
      return;
    }
    if (in_object()) {
      out_.oddities.words = true;
      return;
    }
    if (token.word == "u") take_unicode(token.parameter.value_or(0));
    else if (token.word == "uc")
      change().fallback = static_cast<std::uint16_t>(std::clamp(token.parameter.value_or(1), 0, 64));
    else if (token.word == "objupdate" || token.word == "objautlink") out_.updates = true;
    else if (token.word == "f" || token.word == "af") take_font(token);
    else if (token.word == "fcharset" && state().place == Place::fonts) define_font(token);
    else if (token.word == "ansicpg") document_page_ = static_cast<std::uint16_t>(token.parameter.value_or(0));
    else if (token.word == "mac") document_page_ = 10000;
    else if (token.word == "pc") document_page_ = 437;
    else if (token.word == "pca") document_page_ = 850;
    else take_replacement(token.word);
  }

  void take_replacement(std::string_view word) {
    const auto known =
        std::find_if(kReplacements.begin(), kReplacements.end(), [&](const auto& one) { return one.word == word; });
    if (known == kReplacements.end()) return;
    flush();
    if (auto* sink = sink_of(state().place)) *sink += known->text;
  }

  void enter(Place place, const Token& token) {
    star_ = false;
    // Word reads on where a destination for objects stands in one.
    if (place == Place::object_data && !in_object()) object_.begin = token.begin;
    flush();
    change().place = place;
  }

  void take_font(const Token& token) {
    font_ = token.parameter.value_or(0);
    if (state().place == Place::fonts) return;
    const auto known = fonts_.find(font_);
    const auto page = known == fonts_.end() ? std::uint16_t{0} : known->second;
    if (token.word == "f" && page != state().code_page) {
      flush();
      change().code_page = page;
    }
  }

  void define_font(const Token& token) {
    if (fonts_.size() < kMostFonts) fonts_[font_] = page_of_charset(token.parameter.value_or(0));
  }

  void take_unicode(std::int32_t value) {
    if (!run_.empty()) flush();
    const auto unit = static_cast<char16_t>(static_cast<std::uint32_t>(value) & 0xFFFFU);
    units_ += unit;
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
      out_.oddities.characters = true;
      if (!two_ways_) object_.other_bytes = object_.bytes;
      if (!two_ways_) other_half_ = half_;
      two_ways_ = true;
      half_ = -1; // Word forgets the digit that waits for its other half, and takes none of these two
      return;
    }
    if (skipped(1) == 0 && token.byte >= 0) put(static_cast<char>(token.byte));
  }

  void take_binary(const Token& token) {
    if (!in_object()) {
      (void)skipped(1);
      return;
    }
    binary_ = true;
    object_.bytes += token.text;
    if (two_ways_) object_.other_bytes += token.text;
  }

  void take_text(std::string_view text) {
    if (in_object()) {
      take_digits(text);
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

  void take_digits(std::string_view text) {
    for (const char c : text) {
      const int value = hex_value(c);
      if (value < 0) {
        out_.oddities.junk = out_.oddities.junk || !(is_space(c) || c == '\0');
        continue;
      }
      digits_ = true;
      add_digit(value, half_, object_.bytes);
      if (two_ways_) add_digit(value, other_half_, object_.other_bytes);
    }
  }

  static void add_digit(int value, int& half, std::string& bytes) {
    if (half < 0) {
      half = value;
      return;
    }
    bytes += static_cast<char>(half * 16 + value);
    half = -1;
  }

  void leave_object(std::size_t end) {
    auto object = std::exchange(object_, {});
    out_.oddities.binary = out_.oddities.binary || (binary_ && digits_);
    half_ = other_half_ = -1;
    two_ways_ = binary_ = digits_ = false;
    if (object.other_bytes == object.bytes) object.other_bytes.clear();
    if (object.bytes.empty() && object.other_bytes.empty()) return;
    out_.more_objects = out_.objects.size() >= most_objects_;
    if (out_.more_objects) return;
    object.end = end;
    out_.objects.push_back(std::move(object));
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
  std::string* run_of(Place place) {
    if (sink_of(place) == nullptr) return nullptr;
    if (!units_.empty()) flush();
    return &run_;
  }
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
    if (sink != nullptr && !units_.empty()) {
      std::string bytes;
      for (const auto unit : units_) {
        bytes += static_cast<char>(unit & 0xFFU);
        bytes += static_cast<char>(unit >> 8U);
      }
      *sink += to_utf8(bytes, "utf-16le").utf8;
    }
    run_.clear();
    units_.clear();
  }

  Tokens tokens_;
  std::string_view rtf_;
  std::size_t most_objects_;
  Reading& out_;
  std::vector<Group> groups_ = {Group{}};
  bool star_ = false;    ///< \* has been read, and no word behind it
  bool fresh_ = false;   ///< nothing has been read since {
  std::size_t skip_ = 0; ///< characters to pass over, behind \u
  std::string run_;      ///< bytes of one code page
  std::u16string units_; ///< told by \u
  std::string name_;     ///< of a class or a template
  std::map<std::int32_t, std::uint16_t> fonts_;
  std::int32_t font_ = 0;
  std::uint16_t document_page_ = 1252;
  ObjectData object_; ///< the one that is being read
  int half_ = -1;     ///< a digit that waits for the other one
  int other_half_ = -1;
  bool two_ways_ = false;
  bool binary_ = false;
  bool digits_ = false;
};

} // namespace

Result<void> read(std::string_view rtf, std::size_t most_objects, Reading& out) {
  return Reader(rtf, most_objects, out).read();
}

} // namespace fumiban::rtf
