// SPDX-License-Identifier: Apache-2.0
// Compiled code beside source: enough of it to see that the two are not the same.
// Reads:  the table of lines (FE CA 01 00, then how many) and string literals (B6 00 or B9 00, the length, the bytes).
//         Nobody specifies these: 244 modules of apache/poi have the one, and its count is that of the source; 277
//         literals are found by the other, all of them in the source (tests/corpus keeps both true).
// Leaves: opcodes and their arguments: names are numbers in them.
// Trusts: nothing: a table or literal that is none by chance would have to look like one.
// Costs:  each byte a few times.
// Damage: what is not found is not compared.
#include "documents/ovba/compiled.hpp"

#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "documents/ovba/words.hpp"

namespace fumiban::ovba {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostTables = 64;
constexpr std::size_t kMostLiterals = 4096;
constexpr std::size_t kShortestLiteral = 4;

std::size_t u16_at(ByteView bytes, std::size_t at) {
  return static_cast<std::size_t>(std::max(bytes.peek(at), 0) | std::max(bytes.peek(at + 1), 0) << 8);
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 32 || c == '\t'; });
}

void take_literals(ByteView cache, std::string_view opcode, std::set<std::string>& out) {
  for (auto at = cache.find(opcode); at != ByteView::npos && out.size() < kMostLiterals;) {
    const auto length = u16_at(cache, at + 2);
    const auto text = cache.clamped(at + 4, at + 4 + length).text();
    const bool literal = length >= kShortestLiteral && text.size() == length && is_printable(text);
    if (literal) out.emplace(text);
    at = cache.find(opcode, literal ? at + 4 + length : at + 1);
  }
}

} // namespace

std::vector<std::string> plain_words(ByteView bytes) {
  std::set<std::string> words;
  for_each_word(bytes.text(), [&](std::string_view word) {
    if (word.size() >= 4 && word.size() <= 64 && words.size() < 20000) words.emplace(word);
  });
  return {words.begin(), words.end()};
}

Compiled read_compiled(ByteView cache) {
  static constexpr auto kTable = "\xFE\xCA\x01\0"sv;
  Compiled out{.size = cache.size()};
  for (auto at = cache.find(kTable); at != ByteView::npos && out.lines.size() < kMostTables;
       at = cache.find(kTable, at + 1))
    out.lines.push_back(static_cast<std::uint16_t>(u16_at(cache, at + kTable.size())));
  std::set<std::string> literals;
  for (const auto opcode : {"\xB6\0"sv, "\xB9\0"sv}) take_literals(cache, opcode, literals);
  out.literals.assign(literals.begin(), literals.end());
  out.names = plain_words(cache);
  return out;
}

LineCount lines_of(std::string_view source) {
  LineCount out;
  bool goes_on = false;
  while (!source.empty()) {
    const auto end = std::min(source.find('\n'), source.size());
    auto line = source.substr(0, end);
    source.remove_prefix(std::min(end + 1, source.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("Attribute ")) continue;
    if (!goes_on) ++out.most;
    if (!trim(line).empty()) out.least = out.most;
    goes_on = line.ends_with(" _");
  }
  ++out.most; // what stands behind the last line end
  return out;
}

std::vector<std::string> literals_of(std::string_view source) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < source.size(); ++at) {
    if (source[at] == '\'') { // a comment
      at = std::min(source.find('\n', at), source.size());
      continue;
    }
    if (source[at] != '"') continue;
    std::string literal;
    for (++at; at < source.size() && source[at] != '\n'; ++at) {
      if (source[at] == '"') {
        if (at + 1 >= source.size() || source[at + 1] != '"') break;
        ++at;
      }
      literal += source[at];
    }
    out.push_back(std::move(literal));
  }
  return out;
}

} // namespace fumiban::ovba
