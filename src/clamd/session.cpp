// SPDX-License-Identifier: Apache-2.0
// A client of clamd.
// Reads:  nCOMMAND\n, zCOMMAND\0 and COMMAND\n (clamd(8)); INSTREAM's chunks; sessions.
// Leaves: what is scanned and what is said about it.
// Trusts: no length: a chunk is kept as it comes, up to the limit.
// Costs:  each byte is copied twice.
// Damage: what is no command ends the connection.
#include "clamd/session.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/bytes.hpp"

namespace fumiban::clamd {
namespace {

using What = Request::What;

struct Command {
  std::string_view word;
  What what;
  bool has_path = false;
};
constexpr std::array kCommands = {
    Command{"PING", What::ping},
    Command{"VERSION", What::version},
    Command{"VERSIONCOMMANDS", What::commands},
    Command{"STATS", What::stats},
    Command{"INSTREAM", What::stream},
    Command{"FILDES", What::descriptor},
    Command{"SCAN", What::path, true},
    Command{"CONTSCAN", What::path, true},
    Command{"MULTISCAN", What::path, true},
    Command{"ALLMATCHSCAN", What::path, true},
    Command{"RELOAD", What::refused},
    Command{"SHUTDOWN", What::refused},
};

} // namespace

void Session::shed() {
  if (!stream_) return;
  waiting_.drop(waiting_.rest().size());
  stream_->what = What::shed;
  release(stream_->bytes);
}

std::optional<Request> Session::next() {
  if (ended_) return std::nullopt;
  if (stream_ && stream_->what == What::shed) {
    ended_ = true;
    return std::exchange(stream_, std::nullopt);
  }
  if (skips_a_byte_ && !waiting_.rest().empty()) {
    waiting_.drop(1);
    skips_a_byte_ = false;
  }
  if (skips_a_byte_) return std::nullopt;
  return stream_ ? read_stream() : read_command();
}

/// What stands before `end`; nothing until it has come.
std::optional<std::string> Session::line(char end) {
  const auto rest = waiting_.rest();
  const auto at = rest.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  std::string out(rest.substr(0, at));
  waiting_.drop(at + 1);
  return out;
}

std::optional<Request> Session::read_command() {
  const auto rest = waiting_.rest();
  if (rest.empty()) return std::nullopt;
  const bool prefixed = rest.front() == 'n' || rest.front() == 'z';
  Request request;
  request.terminator = rest.front() == 'z' ? '\0' : '\n';
  auto words = line(request.terminator);
  if (!words && rest.size() <= limits_.command) return std::nullopt;
  if (!words || words->size() > limits_.command) {
    ended_ = true;
    return request;
  }
  std::string_view text = *words;
  if (prefixed) text.remove_prefix(1);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  if (text == "IDSESSION" && prefixed && !in_session_) {
    in_session_ = true;
    return read_command();
  }
  if (text == "END") {
    ended_ = true;
    request.what = What::end;
    return request;
  }
  if (in_session_) request.number = ++last_number_;
  for (const auto& command : kCommands) {
    const bool fits = command.has_path
                          ? text.starts_with(command.word) && text.substr(command.word.size()).starts_with(' ')
                          : text == command.word;
    if (!fits) continue;
    request.what = command.what;
    if (command.has_path) request.bytes = text.substr(command.word.size() + 1);
    skips_a_byte_ = command.what == What::descriptor;
    if (command.what != What::stream) return request;
    stream_ = std::move(request);
    return read_stream();
  }
  ended_ = true;
  return request;
}

std::optional<Request> Session::read_stream() {
  for (;;) {
    Reader reader{ByteView(waiting_.rest())};
    const auto length = reader.u32_big();
    if (!length) return std::nullopt;
    if (*length == 0) {
      waiting_.drop(4);
      return std::exchange(stream_, std::nullopt);
    }
    if (*length > limits_.stream - std::min(limits_.stream, stream_->bytes.size())) {
      ended_ = true;
      stream_->what = What::too_large;
      stream_->bytes.clear();
      return std::exchange(stream_, std::nullopt);
    }
    const auto chunk = reader.bytes(*length);
    if (!chunk) return std::nullopt;
    stream_->bytes += chunk->text();
    waiting_.drop(4 + *length);
  }
}

std::string Session::reply(const Request& request, std::string_view text) {
  std::string out;
  if (request.number != 0) out = std::to_string(request.number) + ": ";
  out += text;
  out += request.terminator;
  return out;
}

bool Session::closes(const Request& request) const noexcept {
  return !in_session_ || request.what == What::too_large || request.what == What::shed ||
         request.what == What::unknown || request.what == What::end;
}

std::string found(std::string_view what) { return "Fumiban." + std::string(what) + " FOUND"; }

} // namespace fumiban::clamd
