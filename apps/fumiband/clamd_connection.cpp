// SPDX-License-Identifier: Apache-2.0
#include "clamd_connection.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fumiban/scan.hpp"

namespace fumiban::gateway {
namespace {

using What = clamd::Request::What;

/// A regular file that somebody handed over: its bytes, or why not all of them can be had.
struct File {
  std::string bytes;
  std::string_view unread; ///< empty: it was read
};

File read_file(int file, std::uint64_t most) {
  constexpr std::size_t kPiece = std::size_t{1} << 20U;
  struct stat before {};
  struct stat after {};
  if (fstat(file, &before) != 0 || !S_ISREG(before.st_mode)) return {.bytes = {}, .unread = "damaged"};
  if (static_cast<std::uint64_t>(before.st_size) > most) return {.bytes = {}, .unread = "limit"};
  File out;
  // To its end, wherever that is: of some file systems, and of a file that is being written, the size is no more than
  // said.
  out.bytes.resize(static_cast<std::size_t>(before.st_size) + 1);
  for (std::size_t got = 0;;) {
    const auto count = pread(file, out.bytes.data() + got, out.bytes.size() - got, static_cast<off_t>(got));
    if (count < 0) return {.bytes = {}, .unread = "damaged"};
    got += static_cast<std::size_t>(count);
    if (got > most) return {.bytes = {}, .unread = "limit"};
    if (got == out.bytes.size()) out.bytes.resize(got + kPiece);
    if (count > 0) continue;
    out.bytes.resize(got);
    break;
  }
  const auto differs = [](const timespec& a, const timespec& b) {
    return a.tv_sec != b.tv_sec || a.tv_nsec != b.tv_nsec;
  };
  if (fstat(file, &after) != 0 || after.st_size != before.st_size || differs(before.st_mtim, after.st_mtim))
    out.unread = "damaged"; // it is being written: what was read is not what it will be
  return out;
}

} // namespace

std::string clamd_text(const Judgement& judgement, bool errors) {
  const auto& name = judgement.plan.name;
  if (judgement.plan.test) return "OK"; // the log tells
  if (judgement.failure != Failure::none) return "Fumiban." + name + " ERROR";
  if (name.empty()) return "OK";
  if (errors && name.starts_with("Unscanned.")) return "Fumiban." + name + " ERROR";
  return clamd::found(name);
}

ClamdConnection::ClamdConnection(Socket socket, Gateway& gateway)
    : Connection(std::move(socket), gateway.setup()->config.idle_seconds, gateway.account()),
      gateway_(gateway),
      session_({.stream = static_cast<std::size_t>(gateway.setup()->config.message)}) {}

void ClamdConnection::take(std::string_view bytes, wall::Descriptor descriptor) {
  if (descriptor.is_open()) descriptor_ = std::move(descriptor);
  session_.take(bytes);
  advance();
}

void ClamdConnection::advance() {
  if (waiting_) {
    if (!descriptor_.is_open()) return close();
    const auto handed = std::make_shared<wall::Descriptor>(std::exchange(descriptor_, {}));
    const auto file = std::make_shared<File>();
    auto request = *std::exchange(waiting_, std::nullopt);
    const auto what = "fd[" + std::to_string(handed->get()) + "]";
    // A disk may be slow, or not local, and nobody else is to wait for it.
    return gateway_.aside(
        [file, handed, most = gateway_.setup()->config.message] { *file = read_file(handed->get(), most); },
        [self = shared_from_this(), this, file, what, request = std::move(request)]() mutable {
          if (file->unread.empty()) return scan(std::move(request), what, std::move(file->bytes));
          reply(request, what + ": " + (in_test() ? "OK" : clamd::found("Unscanned." + std::string(file->unread))));
          return session_.closes(request) ? close() : advance();
        });
  }
  while (auto request = session_.next()) {
    if (!answer(*request)) return;
    if (session_.closes(*request)) return close();
  }
  if (!holds(session_.held())) {
    session_.shed();
    (void)holds(session_.held());
    if (auto request = session_.next()) return (void)answer(*request);
  }
  go_on();
}

bool ClamdConnection::in_test() const { return gateway_.setup()->config.site.test; }

bool ClamdConnection::answer(clamd::Request& request) {
  static constexpr std::string_view kCommands =
      "COMMANDS: SCAN QUIT PING CONTSCAN VERSIONCOMMANDS VERSION END MULTISCAN FILDES STATS IDSESSION INSTREAM "
      "ALLMATCHSCAN";
  const auto name = "Fumiban " + std::string(version());
  switch (request.what) {
    case What::ping: reply(request, "PONG"); return true;
    case What::version: reply(request, name); return true;
    case What::commands: reply(request, name + "| " + std::string(kCommands)); return true;
    case What::stats: reply(request, "POOLS: 1\n\nSTATE: VALID PRIMARY\n\nEND"); return true;
    case What::stream:
    case What::shed: {
      auto bytes = std::exchange(request.bytes, {});
      scan(request, "stream", std::move(bytes));
      return false;
    }
    case What::too_large: reply(request, in_test() ? "stream: OK" : "INSTREAM size limit exceeded. ERROR"); return true;
    case What::descriptor:
      waiting_ = request;
      if (descriptor_.is_open()) advance();
      else go_on();
      return false;
    case What::path:
      reply(request, request.bytes + ": Fumiban opens no files: use clamdscan --fdpass or --stream. ERROR");
      return true;
    case What::refused: reply(request, "COMMAND UNAVAILABLE"); return true;
    case What::unknown: reply(request, "UNKNOWN COMMAND"); return true;
    case What::end: return true;
  }
  return true;
}

void ClamdConnection::scan(clamd::Request request, std::string what, std::string bytes) {
  Job job;
  job.bytes = std::move(bytes);
  job.message = false; // what it is, its content says
  job.shed = request.what == What::shed;
  job.interface = "clamd";
  (void)holds(session_.held());
  gateway_.judge(std::move(job), [self = shared_from_this(), this, request = std::move(request),
                                  what = std::move(what)](const Judgement& judgement) {
    reply(request, what + ": " + clamd_text(judgement, gateway_.setup()->config.clamd_errors));
    if (session_.closes(request)) close();
    else advance();
  });
}

void ClamdConnection::reply(const clamd::Request& request, std::string_view text) {
  send(clamd::Session::reply(request, text));
}

} // namespace fumiban::gateway
