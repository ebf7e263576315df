// SPDX-License-Identifier: Apache-2.0
// The only process that asks name servers. It sees names and records, never a message.
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

#include "lockdown.hpp"
#include "lookups.hpp"
#include "wall/descriptor.hpp"
#include "wall/protocol.hpp"
#include "wire/lookup.hpp"

namespace fumiban::resolver {
namespace {

using wall::kControl;
using wall::Says;

std::string saying(Says what, std::string_view body) { return std::string(1, static_cast<char>(what)).append(body); }

/// Milliseconds for poll(), never too few.
int rounded(std::optional<Clock::duration> left) {
  if (!left) return -1;
  return static_cast<int>(std::min<std::int64_t>(std::chrono::ceil<std::chrono::milliseconds>(*left).count(), 60'000));
}

int serve(Lookups& lookups) {
  for (;;) {
    std::array<pollfd, 2> waiting = {{{kControl, POLLIN, 0}, {lookups.descriptor(), POLLIN, 0}}};
    const int ready = poll(waiting.data(), waiting.size(), rounded(lookups.expire()));
    if (ready <= 0) continue;
    if (waiting[1].revents != 0) lookups.process();
    if (waiting[0].revents == 0) continue;
    const auto packet = wall::receive(kControl, wall::kPacket);
    if (!packet) return 0; // whoever started us has gone
    const auto asked = wire::decode_asked(ByteView(std::string_view(packet->bytes)));
    if (!asked) return wall::kBadJob;
    lookups.ask(asked->id, asked->question, Clock::now() + std::chrono::milliseconds(asked->milliseconds));
  }
}

int run(int argc, char** argv) {
  const auto parent = getppid();
  int type = 0;
  socklen_t size = sizeof type;
  if (argc < 2 || getsockopt(kControl, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET) {
    std::fputs("fumiban-resolver: started by fumiband, not by hand\n", stderr);
    return 2;
  }
  Lookups lookups([](std::uint64_t id, const dns::Answer& answer) {
    const auto told = wire::encode(answer);
    (void)wall::send_all(kControl, wire::encode(wire::Told{id, told}));
  });
  const auto refuse = [](std::string_view why) {
    (void)wall::send_all(kControl, saying(Says::refuses, why));
    return wall::kNoWall;
  };
  Settings settings;
  settings.trust_anchor = argv[1];
  settings.servers.assign(argv + 2, argv + argc);
  if (const auto wrong = lookups.configure(settings); !wrong.empty()) return refuse(wrong);
  if (!give_up(parent) || !lookups.begin() || !enter_seccomp()) return refuse("it cannot be locked up");
  if (!wall::send_all(kControl, saying(Says::hello, ""))) return 0;
  // What is under way may answer until the end: nothing is taken down.
  _exit(serve(lookups));
}

} // namespace
} // namespace fumiban::resolver

int main(int argc, char** argv) { return fumiban::resolver::run(argc, argv); }
