// SPDX-License-Identifier: Apache-2.0
#include "progress.hpp"

#include <cstdio>

#include "render.hpp"

namespace fumiban::app {

Progress::Progress(std::uint64_t total, const Messages& messages, bool shown)
    : total_(total), messages_(messages), shown_(shown) {}

double Progress::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

void Progress::done(std::uint64_t things, std::uint64_t bytes) {
  things_ += things;
  bytes_ += bytes;
  if (!shown_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - begin_ < std::chrono::seconds(1) || now - last_ < std::chrono::milliseconds(200)) return;
  last_ = now;
  const double elapsed = seconds();
  const double rate = static_cast<double>(things_) / elapsed;
  const auto left = rate > 0 ? static_cast<std::uint64_t>(static_cast<double>(total_ - things_) / rate) : 0;
  const auto filled = total_ == 0 ? 0 : things_ * 24 / total_;
  std::string bar(filled, '#');
  bar.resize(24, '.');
  const auto line = messages_.say(
      "ui.progress",
      {{"bar", bar},
       {"done", std::to_string(things_)},
       {"total", std::to_string(total_)},
       {"rate", std::to_string(static_cast<std::uint64_t>(rate))},
       {"bytes", human_size(static_cast<std::uint64_t>(static_cast<double>(bytes_) / elapsed))},
       {"left", std::to_string(left / 60) + ":" + (left % 60 < 10 ? "0" : "") + std::to_string(left % 60)}});
  std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
  std::fflush(stderr);
  visible_ = true;
}

void Progress::clear() {
  if (!visible_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  visible_ = false;
}

} // namespace fumiban::app
