// SPDX-License-Identifier: Apache-2.0
// The wrappings that commands come in.
// Reads:  carets, reversal, base64 of ASCII or UTF-16LE, whole or behind -e.. of PowerShell, hex.
// Leaves: substrings of cmd variables, compression, XOR with keys that only a run gives.
// Trusts: nothing: what does not decode to text is not taken.
// Costs:  each wrapping one pass, paid; three deep.
// Damage: base64 cut off anywhere gives its beginning.
#include "scripts/vba/decode.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/base64.hpp"

namespace fumiban::vba {
namespace {

constexpr std::size_t kShortestRun = 24;
constexpr std::size_t kMostTexts = 16;

bool is_printable(char c) noexcept { return (c >= ' ' && c < 127) || c == '\t' || c == '\r' || c == '\n'; }

/// ASCII, or UTF-16LE of ASCII made ASCII; empty if it is neither.
std::string as_text(std::string bytes) {
  std::size_t printable = 0;
  std::size_t wide = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    printable += is_printable(bytes[i]) ? 1U : 0U;
    wide += i % 2 == 1 && bytes[i] == '\0' && is_printable(bytes[i - 1]) ? 2U : 0U;
  }
  if (bytes.size() < 8) return {};
  if (wide * 10 >= (bytes.size() & ~std::size_t{1}) * 9) {
    std::string narrow;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) narrow += bytes[i + 1] == '\0' ? bytes[i] : '?';
    return narrow;
  }
  return printable * 20 >= bytes.size() * 19 ? bytes : std::string();
}

std::string from_hex(std::string_view s) {
  std::string out;
  out.reserve(s.size() / 2);
  for (std::size_t i = 0; i + 1 < s.size(); i += 2)
    out += static_cast<char>(hex_value(s[i]) * 16 + hex_value(s[i + 1]));
  return out;
}

bool is_hex_run(std::string_view s) noexcept {
  return s.size() % 2 == 0 && !has_any(s, [](char c) { return hex_value(c) < 0; });
}

/// The base64 behind "-e", "-enc", "-EncodedCommand"; empty: there is none.
std::string_view behind_option(std::string_view s) noexcept {
  for (std::size_t at = 0; at + 3 < s.size(); ++at) {
    if ((s[at] != '-' && s[at] != '/') || lower(s[at + 1]) != 'e') continue;
    auto end = at + 1;
    while (end < s.size() && is_alpha(s[end])) ++end;
    const auto option = s.substr(at + 1, end - at - 1);
    if (!starts_fold("encodedcommand", option) && !equal_fold(option, "ec")) continue;
    while (end < s.size() && (s[end] == ' ' || s[end] == '"' || s[end] == '\'')) ++end;
    auto stop = end;
    while (stop < s.size() && (is_base64(s[stop]) || s[stop] == '=')) ++stop;
    if (stop - end >= 16) return s.substr(end, stop - end);
    at = end - 1;
  }
  return {};
}

std::string without_carets(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (c != '^') out += c;
  return out;
}

bool looks_reversed(std::string_view s) noexcept {
  return find_fold(s, "//:ptth") != std::string_view::npos || find_fold(s, "//:sptth") != std::string_view::npos ||
         find_fold(s, "llehsrewop") != std::string_view::npos ||
         find_fold(s, "llehs.tpircsw") != std::string_view::npos;
}

void take(std::string text, std::vector<std::string>& out) {
  if (!text.empty() && out.size() < kMostTexts) out.push_back(std::move(text));
}

void unwrap_once(std::string_view text, std::vector<std::string>& out) {
  const auto s = trim(text);
  if (s.find('^') != std::string_view::npos && s.size() > 8) take(without_carets(s), out);
  if (looks_reversed(s)) take(std::string(s.rbegin(), s.rend()), out);
  if (is_encoded_run(s)) {
    if (is_hex_run(s)) take(as_text(from_hex(s)), out);
    take(as_text(decode_base64(s)), out);
  } else if (const auto encoded = behind_option(s); !encoded.empty()) {
    take(as_text(decode_base64(encoded)), out);
  }
}

} // namespace

bool is_encoded_run(std::string_view s) noexcept {
  while (s.ends_with('=')) s.remove_suffix(1);
  return s.size() >= kShortestRun && !has_any(s, [](char c) { return !is_base64(c); });
}

std::vector<std::string> unwrapped(std::string_view text, Budget& budget) {
  std::vector<std::string> out;
  if (text.size() < 8 || !budget.spend(text.size())) return out;
  unwrap_once(text, out);
  std::size_t done = 0;
  for (int depth = 1; depth < 3; ++depth) {
    const auto end = out.size();
    for (; done < end; ++done) {
      const auto inner = out[done];
      if (!budget.spend(inner.size())) return out;
      unwrap_once(inner, out);
    }
  }
  return out;
}

} // namespace fumiban::vba
