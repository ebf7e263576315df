// SPDX-License-Identifier: Apache-2.0
/// @file
/// Changes to a text that are noted while it is read, and made at once.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::disarm {

class Edits {
public:
  /// `text` instead of [begin, end). What lies within another change is not made.
  void replace(std::size_t begin, std::size_t end, std::string text) { all_.push_back({begin, end, std::move(text)}); }
  void cut(std::size_t begin, std::size_t end) { replace(begin, end, {}); }
  [[nodiscard]] bool empty() const noexcept { return all_.empty(); }

  [[nodiscard]] std::string apply(std::string_view text) && {
    std::stable_sort(all_.begin(), all_.end(), [](const Edit& a, const Edit& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    std::string out;
    std::size_t done = 0;
    for (const auto& edit : all_) {
      if (edit.begin < done) continue;
      out += text.substr(done, edit.begin - done);
      out += edit.text;
      done = edit.end;
    }
    out += text.substr(done);
    return out;
  }

private:
  struct Edit {
    std::size_t begin;
    std::size_t end;
    std::string text;
  };
  std::vector<Edit> all_;
};

} // namespace fumiban::disarm
