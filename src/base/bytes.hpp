// SPDX-License-Identifier: Apache-2.0
/// @file
/// The only way to look at hostile bytes: every access is checked, nothing hands out a raw pointer (raw.hpp does, for
/// wrappers of C libraries).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace fumiban {

/// Bytes that somebody else owns and keeps alive. Cheap to copy.
class ByteView {
public:
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  constexpr ByteView() noexcept = default;
  constexpr ByteView(std::span<const std::byte> bytes) noexcept : bytes_(bytes) {}
  explicit ByteView(std::string_view text) noexcept : bytes_(std::as_bytes(std::span(text))) {}

  [[nodiscard]] constexpr std::size_t size() const noexcept { return bytes_.size(); }
  [[nodiscard]] constexpr bool empty() const noexcept { return bytes_.empty(); }

  /// The byte at `offset` or an error.
  [[nodiscard]] Result<std::uint8_t> at(std::size_t offset) const noexcept {
    if (offset >= size()) return Error{Error::Kind::truncated, "past the end", offset};
    return static_cast<std::uint8_t>(bytes_[offset]);
  }
  /// The byte at `offset`, or -1 past the end: for scanners that look ahead.
  [[nodiscard]] int peek(std::size_t offset) const noexcept {
    return offset < size() ? static_cast<int>(bytes_[offset]) : -1;
  }
  /// Exactly `count` bytes from `offset`, or an error.
  [[nodiscard]] Result<ByteView> slice(std::size_t offset, std::size_t count) const noexcept {
    if (offset > size() || count > size() - offset) return Error{Error::Kind::truncated, "past the end", offset};
    return ByteView(bytes_.subspan(offset, count));
  }
  /// What there is of `[begin, end)`; both are clamped.
  [[nodiscard]] ByteView clamped(std::size_t begin, std::size_t end = npos) const noexcept {
    if (end > size()) end = size();
    if (begin > end) begin = end;
    return ByteView(bytes_.subspan(begin, end - begin));
  }
  /// The bytes as characters, for text functions that check their own bounds.
  [[nodiscard]] std::string_view text() const noexcept {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  [[nodiscard]] std::string copy() const { return std::string(text()); }

  /// Where `byte` stands at or after `from`, or npos.
  [[nodiscard]] std::size_t find(char byte, std::size_t from = 0) const noexcept { return text().find(byte, from); }
  /// Where `needle` (not empty) stands at or after `from`, or npos. Linear.
  [[nodiscard]] std::size_t find(std::string_view needle, std::size_t from = 0) const noexcept;
  [[nodiscard]] bool starts_with(std::string_view head) const noexcept { return text().starts_with(head); }

  /// Where this view begins in `whole`, which must contain it.
  [[nodiscard]] std::size_t offset_in(ByteView whole) const noexcept {
    const auto* begin = bytes_.data();
    FB_CHECK(empty() || (begin >= whole.bytes_.data() && begin + size() <= whole.bytes_.data() + whole.size()));
    return empty() && (begin < whole.bytes_.data() || begin > whole.bytes_.data() + whole.size())
               ? 0
               : static_cast<std::size_t>(begin - whole.bytes_.data());
  }

private:
  friend struct Raw;
  std::span<const std::byte> bytes_;
};

/// Reads forward through a view. After an error the position is unchanged.
class Reader {
public:
  explicit Reader(ByteView view) noexcept : view_(view) {}

  [[nodiscard]] std::size_t position() const noexcept { return position_; }
  [[nodiscard]] std::size_t remaining() const noexcept { return view_.size() - position_; }

  [[nodiscard]] Result<std::uint8_t> u8() noexcept { return little<std::uint8_t>(); }
  [[nodiscard]] Result<std::uint16_t> u16() noexcept { return little<std::uint16_t>(); }
  [[nodiscard]] Result<std::uint32_t> u32() noexcept { return little<std::uint32_t>(); }
  [[nodiscard]] Result<std::uint64_t> u64() noexcept { return little<std::uint64_t>(); }
  [[nodiscard]] Result<std::uint16_t> u16_big() noexcept { return big<std::uint16_t>(); }
  [[nodiscard]] Result<std::uint32_t> u32_big() noexcept { return big<std::uint32_t>(); }
  [[nodiscard]] Result<ByteView> bytes(std::size_t count) noexcept {
    auto taken = view_.slice(position_, count);
    if (taken) position_ += count;
    return taken;
  }
  [[nodiscard]] Result<void> seek(std::size_t position) noexcept {
    if (position > view_.size()) return Error{Error::Kind::truncated, "past the end", position};
    position_ = position;
    return {};
  }

private:
  template <class T>
  [[nodiscard]] Result<T> little() noexcept {
    auto taken = bytes(sizeof(T));
    if (!taken) return taken.error();
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;) value = value << 8 | static_cast<std::uint64_t>(taken->peek(i));
    return static_cast<T>(value);
  }
  template <class T>
  [[nodiscard]] Result<T> big() noexcept {
    auto taken = bytes(sizeof(T));
    if (!taken) return taken.error();
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) value = value << 8 | static_cast<std::uint64_t>(taken->peek(i));
    return static_cast<T>(value);
  }

  ByteView view_;
  std::size_t position_ = 0;
};

} // namespace fumiban
