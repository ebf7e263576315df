// SPDX-License-Identifier: Apache-2.0
// Replies of an SMTP server.
// Reads:  RFC 5321 4.2: three digits, a blank or (more lines follow) a hyphen, text, CRLF.
// Leaves: enhanced status codes (RFC 2034) stay a part of the text.
// Trusts: nothing; lines and their number are bounded.
// Costs:  each byte is looked at once or, in a line that has not come in full, again with each piece.
// Damage: what is no reply ends the stream.
#include "smtp/reply.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"

namespace fumiban::smtp {
namespace {

constexpr std::size_t kLongestLine = 4096;
constexpr std::size_t kMostLines = 256;

} // namespace

std::string encoded(const Reply& reply) {
  std::string out;
  for (std::size_t i = 0; i < reply.lines.size(); ++i) {
    out += std::to_string(reply.code);
    out += i + 1 < reply.lines.size() ? '-' : ' ';
    for (const char c : reply.lines[i]) out += is_control(c) ? '?' : c;
    out += "\r\n";
  }
  return out;
}

std::optional<Reply> ReplyReader::next() {
  while (!broken_) {
    const auto rest = waiting_.rest();
    const auto end = rest.substr(0, kLongestLine).find("\r\n");
    if (end == std::string_view::npos) {
      broken_ = rest.size() >= kLongestLine;
      return std::nullopt;
    }
    const auto line = rest.substr(0, end);
    const bool numbered =
        line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]);
    const char mark = line.size() > 3 ? line[3] : ' ';
    const auto code =
        numbered ? static_cast<unsigned>((line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0') : 0;
    broken_ = !numbered || (mark != ' ' && mark != '-') || (!reply_.lines.empty() && code != reply_.code) ||
              reply_.lines.size() >= kMostLines || line.find('\n') != std::string_view::npos;
    if (broken_) return std::nullopt;
    reply_.code = code;
    reply_.lines.emplace_back(line.substr(std::min<std::size_t>(line.size(), 4)));
    waiting_.drop(end + 2);
    if (mark == ' ') return std::exchange(reply_, {});
  }
  return std::nullopt;
}

} // namespace fumiban::smtp
