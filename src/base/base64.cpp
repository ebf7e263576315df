// SPDX-License-Identifier: Apache-2.0
#include "base/base64.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstdint>

#include "base/ascii.hpp"

namespace fumiban {
namespace {

constexpr std::uint32_t kBad = 0x80000000U;

constexpr std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> out{};
  out.fill(0xFF);
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    out[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  return out;
}();

/// Four tables, one for each place in a group, so that a group is three ORs.
template <unsigned Shift>
constexpr std::array<std::uint32_t, 256> table() {
  std::array<std::uint32_t, 256> out{};
  for (std::size_t i = 0; i < 256; ++i)
    out[i] = kValues[i] == 0xFF ? kBad : static_cast<std::uint32_t>(kValues[i]) << Shift;
  return out;
}
constexpr auto kFirst = table<18>();
constexpr auto kSecond = table<12>();
constexpr auto kThird = table<6>();
constexpr auto kFourth = table<0>();

std::uint8_t byte(char c) noexcept { return static_cast<std::uint8_t>(c); }

} // namespace

std::string decode_base64(std::string_view text, Padding padding, Base64Oddities* oddities) {
  std::string out;
  out.resize(text.size() / 4 * 3 + 3);
  std::size_t made = 0;
  std::uint32_t group = 0;
  unsigned held = 0; // characters of the current group
  bool ended = false;
  Base64Oddities odd;
  const auto flush = [&] {
    if (held == 2) {
      out[made++] = static_cast<char>(group >> 4U);
    }
    if (held == 3) {
      out[made++] = static_cast<char>(group >> 10U);
      out[made++] = static_cast<char>(group >> 2U);
    }
    held = 0;
    group = 0;
  };
  std::size_t i = 0;
  while (i < text.size()) {
    if (held == 0 && !ended) {
      while (i + 4 <= text.size()) {
        const auto value =
            kFirst[byte(text[i])] | kSecond[byte(text[i + 1])] | kThird[byte(text[i + 2])] | kFourth[byte(text[i + 3])];
        if ((value & kBad) != 0) break;
        out[made] = static_cast<char>(value >> 16U);
        out[made + 1] = static_cast<char>(value >> 8U);
        out[made + 2] = static_cast<char>(value);
        made += 3;
        i += 4;
      }
      if (i >= text.size()) break;
    }
    const char c = text[i++];
    const auto value = kValues[byte(c)];
    if (value != 0xFF) {
      if (ended) {
        odd.after_end = true;
        if (padding == Padding::stops) break;
        ended = false;
      }
      group = group << 6U | value;
      if (++held == 4) {
        out[made] = static_cast<char>(group >> 16U);
        out[made + 1] = static_cast<char>(group >> 8U);
        out[made + 2] = static_cast<char>(group);
        made += 3;
        held = 0;
        group = 0;
      }
    } else if (c == '=') {
      if (padding == Padding::ignored) {
        ended = true;
        continue;
      }
      if (held > 0) flush();
      ended = true;
    } else if (!is_space(c)) {
      odd.junk = true;
    }
  }
  flush();
  out.resize(made);
  if (oddities != nullptr) *oddities = odd;
  return out;
}

std::string encode_base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0'); // the encoder ends with a NUL
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  out.pop_back();
  return out;
}

std::string encode_base64_lines(std::string_view bytes) {
  static constexpr std::size_t kLine = 57; // 76 characters
  std::string out;
  out.reserve((bytes.size() / kLine + 1) * 78);
  for (std::size_t at = 0; at < bytes.size(); at += kLine) out += encode_base64(bytes.substr(at, kLine)) + "\r\n";
  return out;
}

} // namespace fumiban
