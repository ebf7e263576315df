// SPDX-License-Identifier: Apache-2.0
// RTF: groups taken out, the rest as it stands.
// Reads:  groups, \object, \field, \template, and the words of objects wherever they stand (RTF 1.9.1).
// Leaves: text, pictures, what shows an object or a field.
// Trusts: nothing: what is left is read again, and refused if the reader still finds an object or anything odd.
// Costs:  two passes of the reader and one of its own.
// Damage: refused.
#include "disarm/rtf.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.hpp"
#include "disarm/edits.hpp"
#include "disarm/fields.hpp"
#include "documents/rtf/reading.hpp"
#include "documents/rtf/tokens.hpp"

namespace fumiban::disarm {
namespace {

using rtf::Token;

constexpr std::size_t kDeepest = 4096; ///< groups within groups; programs write a few dozen

/// True for a path on the reader's own machine.
bool stays_here(std::string_view address) {
  const auto text = trim(address);
  return text.find("//") == std::string_view::npos && !text.starts_with("\\\\") &&
         (text.find(':') == std::string_view::npos || (text.size() > 2 && is_alpha(text[0]) && text[1] == ':'));
}

/// True if the reader sees neither an object nor anything that no program writes.
bool is_plain(std::string_view text, bool objects_too) {
  rtf::Reading reading;
  if (!rtf::read(text, 1, reading)) return false;
  const auto& odd = reading.oddities;
  if (odd.header || odd.groups || odd.words || odd.characters || odd.binary || odd.junk) return false;
  return !objects_too || (reading.objects.empty() && reading.class_names.empty() && !reading.updates &&
                          std::all_of(reading.templates.begin(), reading.templates.end(), stays_here));
}

class Editor {
public:
  explicit Editor(std::string_view text) : tokens_(text) {}

  /// False: groups do not nest, or too deep.
  bool edit() {
    for (Token token; tokens_.next(token);) {
      switch (token.kind) {
        case Token::Kind::open:
          if (groups_.size() == kDeepest || ended_) return false;
          if (!groups_.empty()) groups_.back().fresh = false;
          groups_.push_back({.begin = token.begin, .gathers = groups_.empty() ? kNobody : groups_.back().gathers});
          break;
        case Token::Kind::close:
          if (groups_.empty()) return false;
          close(tokens_.position());
          break;
        case Token::Kind::symbol:
          if (token.symbol == '*' && fresh()) continue; // the next word is still the first
          if (token.symbol == '\\' || token.symbol == '{' || token.symbol == '}') note(std::string(1, token.symbol));
          break;
        case Token::Kind::word: take_word(token); break;
        case Token::Kind::character:
          if (token.byte >= 0 && token.byte < 128) note(std::string(1, static_cast<char>(token.byte)));
          break;
        case Token::Kind::text:
          if (groups_.empty() && !blank(token.text)) return false; // text behind the document
          note(token.text);
          if (trim(token.text).empty()) continue;
          break;
        case Token::Kind::binary: break;
      }
      if (!groups_.empty() && token.kind != Token::Kind::open) groups_.back().fresh = false;
    }
    return groups_.empty() && ended_;
  }
  [[nodiscard]] bool odd() const noexcept { return odd_; }
  Edits edits;
  RemovedSet removed;

private:
  static constexpr auto kNobody = static_cast<std::size_t>(-1);
  enum class Holds : std::uint8_t { other, object, shown, field, instructions, fetched_from, object_part };
  struct Group {
    std::size_t begin;
    Holds holds = Holds::other;
    bool fresh = true;              ///< nothing but \* has been read
    std::size_t gathers = kNobody;  ///< which of groups_ gets the text that stands here
    std::size_t word_end = 0;       ///< of its first word
    std::size_t shown_word_end = 0; ///< of an object, a field: where the text of the group begins that people see
    std::size_t shown_end = 0;      ///< and where the group ends
    bool harm = false;              ///< of a field: it fetches
    bool led = false;               ///< of instructions: another field gives (a part of) its name
    std::string text{};             ///< of instructions and addresses
  };

  static bool blank(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return is_space(c) || c == '\0'; });
  }
  [[nodiscard]] bool fresh() const { return !groups_.empty() && groups_.back().fresh; }

  void note(std::string_view text) {
    static constexpr std::size_t kMost = 4096;
    if (groups_.empty() || groups_.back().gathers == kNobody) return;
    auto& gathered = groups_[groups_.back().gathers].text;
    for (const char c : text.substr(0, kMost - std::min(kMost, gathered.size())))
      if (c != '\r' && c != '\n') gathered += c;
  }

  void take_word(const Token& token) {
    static constexpr std::array<std::string_view, 8> kParts = {"objdata",  "objclass", "objname", "objalias",
                                                               "objtopic", "objitem",  "objsect", "oleclsid"};
    const auto end = tokens_.position();
    if (token.word == "objupdate" || token.word == "objautlink" || token.word == "objlink" || token.word == "objocx") {
      edits.cut(token.begin, end);
      removed.add(Removed::objects);
    }
    if (token.word == "u" && token.parameter && *token.parameter >= 0 && *token.parameter < 128)
      note(std::string(1, static_cast<char>(*token.parameter)));
    if (!fresh()) {
      // Words of objects begin destinations; elsewhere no program writes them.
      if (std::find(kParts.begin(), kParts.end(), token.word) != kParts.end()) odd_ = true;
      return;
    }
    auto& group = groups_.back();
    group.word_end = end;
    if (token.word == "field" && group.gathers != kNobody && !has_field_name(groups_[group.gathers].text))
      groups_[group.gathers].led = true;
    if (token.word == "object") group.holds = Holds::object;
    else if (token.word == "result" || token.word == "fldrslt") group.holds = Holds::shown;
    else if (token.word == "field") group.holds = Holds::field;
    else if (token.word == "fldinst") group.holds = Holds::instructions;
    else if (token.word == "template") group.holds = Holds::fetched_from;
    else if (std::find(kParts.begin(), kParts.end(), token.word) != kParts.end()) group.holds = Holds::object_part;
    const bool gathers = group.holds == Holds::instructions || group.holds == Holds::fetched_from;
    if (group.holds != Holds::other) group.gathers = gathers ? groups_.size() - 1 : kNobody;
  }

  void close(std::size_t end) {
    const auto group = std::move(groups_.back());
    groups_.pop_back();
    ended_ = groups_.empty();
    auto* around = groups_.empty() ? nullptr : &groups_.back();
    switch (group.holds) {
      case Holds::other: break;
      case Holds::shown:
        if (around == nullptr) break;
        around->shown_word_end = group.word_end;
        around->shown_end = end;
        break;
      case Holds::object:
        removed.add(Removed::objects);
        leave_shown(group, end);
        break;
      case Holds::instructions: {
        const auto harm = harm_of_field(group.text, group.led);
        if (!harm) break;
        removed.add(*harm);
        if (around != nullptr && around->holds == Holds::field) around->harm = true;
        else edits.cut(group.begin, end);
        break;
      }
      case Holds::field:
        if (group.harm) leave_shown(group, end);
        break;
      case Holds::fetched_from:
        if (stays_here(group.text)) break;
        removed.add(Removed::external);
        edits.cut(group.begin, end);
        break;
      case Holds::object_part:
        removed.add(Removed::objects);
        edits.cut(group.begin, end);
        break;
    }
  }

  /// What people see of an object or a field, in its place.
  void leave_shown(const Group& group, std::size_t end) {
    if (group.shown_end == 0) {
      edits.cut(group.begin, end);
      return;
    }
    edits.replace(group.begin, group.shown_word_end, "{");
    edits.cut(group.shown_end, end);
  }

  rtf::Tokens tokens_;
  std::vector<Group> groups_;
  bool odd_ = false;
  bool ended_ = false; ///< the outermost group
};

} // namespace

std::optional<Disarmed> disarm_rtf(ByteView bytes, Work& work) {
  if (!work.context.pay(bytes.size() * 6)) return std::nullopt;
  const auto text = bytes.text();
  if (!is_plain(text, false)) return std::nullopt;
  Editor editor(text);
  if (!editor.edit() || editor.odd()) return std::nullopt;
  if (editor.removed.empty()) return is_plain(text, true) ? std::optional(unchanged(bytes)) : std::nullopt;
  auto out = std::move(editor.edits).apply(text);
  if (!is_plain(out, true)) return std::nullopt;
  return Disarmed{.bytes = std::move(out), .removed = editor.removed.list()};
}

} // namespace fumiban::disarm
