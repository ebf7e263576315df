// SPDX-License-Identifier: Apache-2.0
/// @file
/// Numbers as Windows formats store them.
#pragma once

#include <cstdint>
#include <string>

namespace fumiban::test {

/// The low `bytes` bytes of `value`, lowest first.
[[nodiscard]] inline std::string little_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
  return out;
}
[[nodiscard]] inline std::string le16(std::uint16_t value) { return little_endian(value, 2); }
[[nodiscard]] inline std::string le32(std::uint32_t value) { return little_endian(value, 4); }
[[nodiscard]] inline std::string le64(std::uint64_t value) { return little_endian(value, 8); }

/// Writes `bytes` over what is at `at`, making `out` longer if it must be.
inline void put(std::string& out, std::size_t at, const std::string& bytes) {
  if (out.size() < at + bytes.size()) out.resize(at + bytes.size(), '\0');
  out.replace(at, bytes.size(), bytes);
}

} // namespace fumiban::test
