// SPDX-License-Identifier: Apache-2.0
#include "wire/codec.hpp"

#include "base/text.hpp"

namespace fumiban::wire {

void Sink::number(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out_ += static_cast<char>((value & 0x7FU) | 0x80U);
  out_ += static_cast<char>(value);
}

void Sink::text(std::string_view bytes) {
  number(bytes.size());
  out_ += bytes;
}

Result<std::uint64_t> Source::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint64_t byte = FB_TRY(reader_.u8());
    if (shift == 63 && byte > 1) return wrong("a number above 64 bits");
    value |= (byte & 0x7FU) << shift;
    if ((byte & 0x80U) != 0) continue;
    if (byte == 0 && shift > 0) return wrong("a number longer than it need be");
    return value;
  }
  return wrong("a number above 64 bits");
}

Result<std::uint64_t> Source::number_up_to(std::uint64_t most) {
  const auto value = FB_TRY(number());
  if (value > most) return wrong("a number above its bound");
  return value;
}

Result<bool> Source::flag() { return FB_TRY(number_up_to(1)) == 1; }

Result<std::string_view> Source::text() {
  const auto size = FB_TRY(number_up_to(reader_.remaining()));
  return FB_TRY(reader_.bytes(size)).text();
}

Result<std::string_view> Source::utf8() {
  const auto bytes = FB_TRY(text());
  if (!is_utf8(bytes)) return wrong("text that is not UTF-8");
  return bytes;
}

Result<std::size_t> Source::count(std::size_t each) {
  const auto count = static_cast<std::size_t>(FB_TRY(number_up_to(reader_.remaining())));
  if (count > memory_ / each) return wrong("more than there is memory for");
  memory_ -= count * each;
  return count;
}

Result<void> Source::end() const {
  if (reader_.remaining() > 0) return wrong("more than was announced");
  return {};
}

} // namespace fumiban::wire
