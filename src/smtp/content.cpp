// SPDX-License-Identifier: Apache-2.0
// The lines of a message in SMTP.
// Reads:  RFC 5321 4.1.1.4 and 4.5.2, to the letter: CRLF ends lines, CRLF.CRLF the message. Programs that take less
//         for it (LF.LF, LF.CRLF, CR.CR, CRLF.CR, NULs within ..) and programs that hand less on can be played off
//         against each other: one sees one message, the other one two ("SMTP smuggling", CVE-2023-51764 and others).
// Leaves: long lines and 8-bit characters as they are.
// Trusts: nothing.
// Costs:  each byte is looked at once and copied once.
// Damage: what comes with a CR or LF by itself is refused; what we send has none.
#include "smtp/content.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace fumiban::smtp {
namespace {

constexpr bool is_end(char c) noexcept { return c == '\r' || c == '\n'; }

/// True for a line that is a dot alone to whoever skips NULs.
bool hides_a_dot(std::string_view line) {
  return line.find('\0') != std::string_view::npos && std::count(line.begin(), line.end(), '.') == 1 &&
         line.find_first_not_of(std::string_view(".\0", 2)) == std::string_view::npos;
}

std::string lines(std::string_view message, bool dots) {
  std::string out;
  out.reserve(message.size() + message.size() / 64 + 16);
  while (!message.empty()) {
    const auto end = message.find('\n');
    auto line = message.substr(0, end);
    message.remove_prefix(end == std::string_view::npos ? message.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (dots && line.starts_with('.')) out += '.';
    const auto begin = out.size();
    out += line;
    if (line.find('\r') != std::string_view::npos)
      std::replace(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), '\r', ' ');
    if (line.find('\0') != std::string_view::npos && hides_a_dot(std::string_view(out).substr(begin)))
      std::replace(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), '\0', ' ');
    out += "\r\n";
  }
  return out;
}

} // namespace

std::size_t DataReader::take(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size() && state_ == State::open) {
    const char c = bytes[at];
    if (after_cr_ != (c == '\n')) {
      state_ = State::bare_line;
    } else if (c == '\n') {
      end_line();
    } else if (c == '\r') {
      after_cr_ = true;
    } else if (text_) { // all up to the end of the line
      const auto end = std::min(find_where(bytes, is_end, at), bytes.size());
      keep(bytes.substr(at, end - at));
      at = end;
      continue;
    } else {
      begin(c);
    }
    ++at;
  }
  return at;
}

/// A character of a line of which only NULs and one dot have come.
void DataReader::begin(char c) {
  const bool stuffing = empty_ && !dotted_ && c == '.';
  dots_ += c == '.' ? 1U : 0U;
  nul_ = nul_ || c == '\0';
  text_ = (c != '.' && c != '\0') || dots_ > 1;
  if (stuffing) {
    dotted_ = true;
    return;
  }
  empty_ = false;
  keep({&c, 1});
}

void DataReader::end_line() {
  if (dotted_ && empty_) state_ = State::done;
  else if (!text_ && nul_ && dots_ == 1) state_ = State::hidden_dot;
  else keep("\r\n");
  after_cr_ = dotted_ = text_ = nul_ = false;
  empty_ = true;
  dots_ = 0;
}

void DataReader::keep(std::string_view bytes) {
  too_large_ = too_large_ || bytes.size() > most_ - message_.size();
  if (too_large_) release(message_); // it is not going anywhere
  else message_ += bytes;
}

std::string with_crlf(std::string_view message) { return lines(message, false); }

std::string stuffed(std::string_view message) { return lines(message, true) + ".\r\n"; }

} // namespace fumiban::smtp
