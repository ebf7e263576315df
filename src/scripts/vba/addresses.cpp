// SPDX-License-Identifier: Apache-2.0
#include "scripts/vba/addresses.hpp"

#include <array>

#include "base/ascii.hpp"
#include "links/links.hpp"

namespace fumiban::vba {
namespace {

constexpr std::size_t kLongestAddress = 2048;

bool ends_address(char c) noexcept {
  return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 127 || c == '"' || c == '\'' ||
         c == '<' || c == '>' || c == '|' || c == ',' || c == ';' || c == '*' || c == ')';
}

/// One number of a host: decimal, 0.. octal, 0x.. hexadecimal.
std::optional<std::uint64_t> number_of_host(std::string_view s) {
  std::uint64_t base = 10;
  if (starts_fold(s, "0x")) {
    base = 16;
    s.remove_prefix(2);
  } else if (s.size() > 1 && s[0] == '0') {
    base = 8;
  }
  std::uint64_t value = 0;
  for (const char c : s) {
    const int digit = hex_value(c);
    if (digit < 0 || static_cast<std::uint64_t>(digit) >= base || value > 0xFFFFFFFFU) return {};
    value = value * base + static_cast<std::uint64_t>(digit);
  }
  return s.empty() ? std::nullopt : std::optional(value);
}

/// Where a scheme that can be looked up begins in a run of letters; its size if there is none.
std::size_t scheme_of(std::string_view letters) {
  for (const std::string_view scheme : {"https", "http", "ftp", "file"})
    if (letters.size() >= scheme.size() && equal_fold(letters.substr(letters.size() - scheme.size()), scheme))
      return letters.size() - scheme.size();
  return letters.size();
}

void note_host(std::string_view url, Context& context) {
  auto host = url.substr(url.find("://") + 3);
  host = host.substr(0, host.find_first_of("/?#\\"));
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  host = host.substr(0, host.find(':'));
  if (host.empty() || host.size() > 253) return;
  if (auto ip = ip_of(host)) context.indicate("ip", std::move(*ip));
  else if (host.find('.') != std::string_view::npos) context.indicate("host", to_lower(host));
}

void note_share(std::string_view text, std::size_t at, Context& context) {
  auto end = at + 2;
  while (end < text.size() && end - at < kLongestAddress && !ends_address(text[end])) ++end;
  const auto share = text.substr(at, end - at);
  const auto host = share.substr(2, share.find('\\', 2) - 2);
  if (share.find('\\', 2) == std::string_view::npos || share.find("\\\\", 2) != std::string_view::npos) return;
  if (!host.empty() &&
      !has_any(host, [](char c) { return !is_alnum(c) && c != '.' && c != '-' && c != '_' && c != '@'; }))
    context.indicate("unc", std::string(share));
}

} // namespace

std::optional<std::string> ip_of(std::string_view host) {
  std::array<std::uint64_t, 4> parts{};
  std::size_t count = 0;
  for (bool more = true; more; ++count) {
    const auto dot = host.find('.');
    more = dot != std::string_view::npos;
    const auto number = number_of_host(host.substr(0, dot));
    if (!number || count >= 4) return {};
    parts[count] = *number;
    host.remove_prefix(more ? dot + 1 : host.size());
  }
  std::uint64_t address = parts[count - 1]; // the last number fills the rest
  if (address >= std::uint64_t{1} << (8 * (5 - count))) return {};
  for (std::size_t i = 0; i + 1 < count; ++i) {
    if (parts[i] > 255) return {};
    address |= parts[i] << (8 * (3 - i));
  }
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8)
    out += std::to_string(address >> static_cast<unsigned>(shift) & 255U) + (shift > 0 ? "." : "");
  return out;
}

void note_addresses(std::string_view text, Context& context) {
  for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    auto begin = at;
    while (begin > 0 && at - begin < 16 && is_alpha(text[begin - 1])) --begin;
    auto end = at + 3;
    while (end < text.size() && end - begin < kLongestAddress && !ends_address(text[end])) ++end;
    begin = scheme_of(text.substr(begin, at - begin)) + begin;
    auto url = text.substr(begin, end - begin);
    // "http://a/x@http://b/y": lists are joined by what an address may hold.
    if (const auto next = url.find("://", at + 3 - begin); next != std::string_view::npos)
      if (const auto mark = url.find_last_of("@!+^~`", next); mark != std::string_view::npos && mark > at + 3 - begin)
        url = url.substr(0, mark);
    if (begin == at || url.size() <= at + 3 - begin) continue;
    links::note_urls(url, context);
    note_host(url, context);
  }
  for (auto at = text.find("\\\\"); at != std::string_view::npos; at = text.find("\\\\", at + 2))
    if (at == 0 || !is_alnum(text[at - 1])) note_share(text, at, context);
}

} // namespace fumiban::vba
