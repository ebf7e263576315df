// SPDX-License-Identifier: Apache-2.0
#include "documents/rtf/digits.hpp"

#include <utility>

#include "base/ascii.hpp"

namespace fumiban::rtf {

void Digits::add(int digit, int& half, std::string& bytes) {
  if (half < 0) {
    half = digit;
    return;
  }
  bytes += static_cast<char>(half * 16 + digit);
  half = -1;
}

void Digits::text(std::string_view text) {
  for (const char c : text) {
    const int digit = hex_value(static_cast<unsigned char>(c));
    if (digit < 0) {
      oddities_->junk = oddities_->junk || !(is_space(c) || c == '\0');
      continue;
    }
    has_digits_ = true;
    add(digit, half_, data_.bytes);
    if (two_ways_) add(digit, other_half_, data_.other_bytes);
  }
}

void Digits::character() {
  oddities_->characters = true;
  if (!two_ways_) {
    data_.other_bytes = data_.bytes;
    other_half_ = half_;
  }
  two_ways_ = true;
  half_ = -1; // Word forgets the digit that waits for its other half, and takes none of these two
}

void Digits::binary(std::string_view bytes) {
  has_binary_ = true;
  data_.bytes += bytes;
  if (two_ways_) data_.other_bytes += bytes;
}

ObjectData Digits::finish(std::size_t end) && {
  oddities_->binary = oddities_->binary || (has_binary_ && has_digits_);
  if (data_.other_bytes == data_.bytes) data_.other_bytes.clear();
  data_.end = end;
  return std::move(data_);
}

} // namespace fumiban::rtf
