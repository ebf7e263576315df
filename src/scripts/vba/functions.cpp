// SPDX-License-Identifier: Apache-2.0
// The functions of VBA that make strings, for arguments that are known (MS-VBAL 6.1.2).
// Reads:  text, number and array functions without effect.
// Leaves: what asks the machine; Environ gives "%NAME%".
// Trusts: nothing: an argument out of range gives "unknown".
// Costs:  the bytes that are made, counted; Replace and Split search each byte once.
// Damage: characters beyond ASCII are counted as code points, not as UTF-16 units.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "scripts/vba/value.hpp"
#include "scripts/vba/words.hpp"

namespace fumiban::vba {
namespace {

using Arguments = std::vector<Value>;

bool continues(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Where the character that is `count` characters behind `at` begins.
std::size_t advance(std::string_view s, std::size_t at, double count) {
  const auto most = static_cast<std::size_t>(std::clamp(count, 0.0, static_cast<double>(s.size())));
  for (std::size_t i = 0; i < most && at < s.size(); ++i) {
    ++at;
    while (at < s.size() && continues(s[at])) ++at;
  }
  return at;
}

double length_of(std::string_view s) {
  return static_cast<double>(std::count_if(s.begin(), s.end(), [](char c) { return !continues(c); }));
}

std::string reversed(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (auto end = s.size(); end > 0;) {
    auto begin = end - 1;
    while (begin > 0 && continues(s[begin]) && end - begin < 4) --begin;
    out += s.substr(begin, end - begin);
    end = begin;
  }
  return out;
}

/// A text made from `argument`.
Value made(const Value& argument, std::string text) {
  auto out = Value::of_text(std::move(text));
  out.made = true;
  out.seen = argument.seen;
  return out;
}

std::string mapped(std::string_view s, char (*change)(char)) {
  std::string out(s);
  for (auto& c : out) c = change(c);
  return out;
}

char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

Value character(const Arguments& a, Work& work) {
  bool ok = !a.empty();
  const double code = ok ? number_in(a[0], ok) : 0;
  if (!ok || code < -65536 || code > 65535) return {};
  const auto c = static_cast<std::uint32_t>(static_cast<std::int32_t>(code)) & 0xFFFFU;
  if (c < 128 && is_alnum(static_cast<char>(c))) ++work.density.characters;
  std::string out;
  if (c == 0 || (c >= 0xD800 && c <= 0xDFFF)) out = std::string(1, kGap);
  else append_utf8(out, c);
  return made(a[0], std::move(out));
}

Value replaced(const Arguments& a, Work& work) {
  if (a.size() < 3 || !a[0].is_text() || !a[1].is_text()) return {};
  const auto& what = a[1].text;
  const auto with = a[2].is_text() ? a[2].text : a[2].is_number() ? text_of(a[2]) : std::string();
  if (what.empty()) return a[0];
  std::string out;
  std::size_t from = 0;
  std::size_t count = 0;
  for (auto at = a[0].text.find(what); at != std::string::npos; at = a[0].text.find(what, from), ++count) {
    if (!work.budget.spend(at - from + with.size() + 1)) return {};
    out.append(a[0].text, from, at - from).append(with);
    from = at + what.size();
  }
  out.append(a[0].text, from);
  if (count > 0) ++work.density.replacements;
  return made(a[0], std::move(out));
}

Value piece(std::uint32_t function, const Arguments& a) {
  bool ok = a.size() >= 2 && a[0].is_text();
  if (!ok) return {};
  const std::string_view s = a[0].text;
  const double first = number_in(a[1], ok);
  if (function == word("left"))
    return ok && first >= 0 ? made(a[0], std::string(s.substr(0, advance(s, 0, first)))) : Value{};
  if (function == word("right")) {
    const double skip = length_of(s) - first;
    return ok && first >= 0 ? made(a[0], std::string(s.substr(advance(s, 0, skip)))) : Value{};
  }
  const double count = a.size() > 2 ? number_in(a[2], ok) : static_cast<double>(s.size());
  if (!ok || first < 1 || count < 0) return {};
  const auto begin = advance(s, 0, first - 1);
  return made(a[0], std::string(s.substr(begin, advance(s, begin, count) - begin)));
}

Value split(const Arguments& a, Work& work) {
  if (a.empty() || !a[0].is_text()) return {};
  const auto by = a.size() > 1 && a[1].is_text() ? a[1].text : std::string(" ");
  Value out;
  out.kind = Value::Kind::array;
  out.seen = a[0].seen;
  if (by.empty()) {
    out.items.push_back(a[0].text);
    return out;
  }
  std::size_t from = 0;
  for (;;) {
    const auto at = a[0].text.find(by, from);
    if (!work.budget.spend((at == std::string::npos ? a[0].text.size() : at) - from + 32)) return {};
    out.items.push_back(a[0].text.substr(from, at == std::string::npos ? at : at - from));
    if (at == std::string::npos) return out;
    from = at + by.size();
  }
}

Value join(const Arguments& a, Work& work) {
  if (a.empty() || a[0].kind != Value::Kind::array) return {};
  const auto by = a.size() > 1 ? text_of(a[1]) : std::string(" ");
  std::string out;
  for (const auto& item : a[0].items) {
    if (!work.budget.spend(item.size() + by.size() + 1)) return {};
    if (&item != a[0].items.data()) out += by;
    out += item;
  }
  ++work.density.replacements;
  return made(a[0], std::move(out));
}

Value array_of(const Arguments& a) {
  Value out;
  out.kind = Value::Kind::array;
  for (const auto& one : a) {
    out.items.push_back(text_of(one));
    out.seen |= one.seen;
  }
  return out;
}

Value repeated(std::uint32_t function, const Arguments& a, Work& work) {
  bool ok = !a.empty();
  const double count = ok ? number_in(a[0], ok) : 0;
  if (!ok || count < 0 || count > 65536 || !work.budget.spend(static_cast<std::uint64_t>(count))) return {};
  char c = ' ';
  if (function == word("string")) {
    if (a.size() < 2) return {};
    if (a[1].is_text() && !a[1].text.empty()) c = a[1].text[0];
    else if (a[1].is_number() && a[1].number > 0 && a[1].number < 128) c = static_cast<char>(a[1].number);
    else return {};
  }
  return Value::of_text(std::string(static_cast<std::size_t>(count), c));
}

Value in_base(const Arguments& a, const char* format) {
  bool ok = !a.empty();
  const double number = ok ? number_in(a[0], ok) : 0;
  if (!ok || std::abs(number) > 4294967295.0) return {};
  char room[24];
  std::snprintf(room, sizeof room, format, static_cast<std::uint32_t>(static_cast<std::int64_t>(number)));
  return made(a[0], room);
}

Value code_of(const Arguments& a) {
  if (a.empty() || !a[0].is_text() || a[0].text.empty()) return {};
  const auto lead = static_cast<unsigned char>(a[0].text[0]);
  if (lead < 0x80) return Value::of_number(lead);
  std::uint32_t code = lead & (lead >= 0xE0 ? 0x0FU : 0x1FU);
  for (std::size_t i = 1; i < a[0].text.size() && i < 3 && continues(a[0].text[i]); ++i)
    code = code << 6U | (static_cast<unsigned char>(a[0].text[i]) & 0x3FU);
  return Value::of_number(code);
}

Value number_from(std::uint32_t function, const Arguments& a) {
  if (a.empty()) return {};
  bool ok = true;
  double number = number_in(a[0], ok);
  if (!ok && function == word("val") && a[0].is_text()) return Value::of_number(0);
  if (!ok) return {};
  if (function == word("int") || function == word("fix")) number = std::floor(number);
  else if (function == word("abs")) number = std::abs(number);
  else if (function != word("val") && function != word("cdbl") && function != word("csng") && function != word("cdec"))
    number = std::nearbyint(number);
  return Value::of_number(number);
}

} // namespace

Value call_function(std::uint32_t function, Arguments& a, Work& work) {
  if (a.empty() && function != word("array")) return {};
  if (!work.budget.spend(a.empty() ? 1 : a[0].text.size() / 8 + 1)) return {};
  const bool text = !a.empty() && a[0].is_text();
  switch (function) {
    case word("chr"):
    case word("chrw"):
    case word("chrb"): return character(a, work);
    case word("asc"):
    case word("ascw"):
    case word("ascb"): return code_of(a);
    case word("strreverse"):
      if (!text) return {};
      if (a[0].text.size() > 3) ++work.density.reversals;
      return made(a[0], reversed(a[0].text));
    case word("replace"): return replaced(a, work);
    case word("mid"):
    case word("midb"):
    case word("left"):
    case word("right"): return piece(function, a);
    case word("lcase"): return text ? made(a[0], mapped(a[0].text, &lower)) : Value{};
    case word("ucase"): return text ? made(a[0], mapped(a[0].text, &upper)) : Value{};
    case word("trim"):
    case word("ltrim"):
    case word("rtrim"): return text ? made(a[0], std::string(trim(a[0].text))) : Value{};
    case word("join"): return join(a, work);
    case word("split"): return split(a, work);
    case word("array"): return array_of(a);
    case word("space"):
    case word("string"): return repeated(function, a, work);
    case word("hex"): return in_base(a, "%X");
    case word("oct"): return in_base(a, "%o");
    case word("cstr"):
    case word("cvar"):
    case word("strconv"):
    case word("format"): return a[0].kind == Value::Kind::number ? made(a[0], text_of(a[0])) : a[0];
    case word("str"): return a[0].is_number() ? made(a[0], (a[0].number < 0 ? "" : " ") + text_of(a[0])) : Value{};
    case word("lbound"): return a[0].kind == Value::Kind::array ? Value::of_number(0) : Value{};
    case word("ubound"):
      return a[0].kind == Value::Kind::array ? Value::of_number(static_cast<double>(a[0].items.size()) - 1) : Value{};
    case word("len"): return text ? Value::of_number(length_of(a[0].text)) : Value{};
    case word("environ"): return text ? made(a[0], "%" + mapped(a[0].text, &upper) + "%") : Value{};
    case word("val"):
    case word("cint"):
    case word("clng"):
    case word("clnglng"):
    case word("cbyte"):
    case word("cdbl"):
    case word("csng"):
    case word("cdec"):
    case word("abs"):
    case word("int"):
    case word("fix"):
    case word("round"): return number_from(function, a);
    default: return {};
  }
}

} // namespace fumiban::vba
