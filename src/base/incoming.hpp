// SPDX-License-Identifier: Apache-2.0
/// @file
/// Bytes of a stream that came and were not read yet.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fumiban {

/// Gives the memory of a text back, which assigning an empty one does not.
inline void release(std::string& text) noexcept { std::string().swap(text); }

/// Takes pieces as they come and gives them up from the front; no byte is moved twice on the average.
class Incoming {
public:
  void take(std::string_view bytes) { bytes_ += bytes; }
  /// What has not been read; valid until the next call of another function.
  [[nodiscard]] std::string_view rest() const noexcept { return std::string_view(bytes_).substr(read_); }
  /// `count` bytes have been read; at most as many as there are.
  void drop(std::size_t count) {
    read_ += count;
    if (read_ * 2 <= bytes_.size()) return;
    bytes_.erase(0, read_);
    read_ = 0;
    if (bytes_.capacity() > 2 * bytes_.size() + kSpare) bytes_.shrink_to_fit();
  }
  /// Bytes that are held, read or not.
  [[nodiscard]] std::size_t held() const noexcept { return bytes_.size(); }

private:
  static constexpr std::size_t kSpare = std::size_t{64} << 10U;

  std::string bytes_;
  std::size_t read_ = 0;
};

} // namespace fumiban
