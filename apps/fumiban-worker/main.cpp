// SPDX-License-Identifier: Apache-2.0
// The parent of workers: loads everything, then forks a process for whoever asks. It never sees a message.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <map>
#include <optional>
#include <string>

#include "confine/confine.hpp"
#include "fumiban/scan.hpp"
#include "lockdown.hpp"
#include "serve.hpp"
#include "wall/descriptor.hpp"
#include "wall/protocol.hpp"
#include "wire/wire.hpp"

namespace fumiban::worker {
namespace {

using wall::Says;

std::string saying(Says what, std::string_view body) { return std::string(1, static_cast<char>(what)).append(body); }

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string vocabulary() {
  std::vector<std::string_view> kinds;
  for (const auto& format : formats()) kinds.push_back(format.id);
  return wire::Vocabulary::encode(version(), finding_specs(), kinds);
}

/// Where memory runs out, whoever started us is not to be the one that dies of it.
void die_first() {
  const wall::Descriptor file(open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  constexpr std::string_view kFirst = "1000";
  (void)!write(file.get(), kFirst.data(), kFirst.size()); // without /proc the kernel judges by size alone
}

class Parent {
public:
  Parent(const Bounds& bounds, bool degraded) : bounds_(bounds), degraded_(degraded) {}

  int run() {
    const auto has = confine::kernel();
    const std::string lacks = !has.seccomp ? "seccomp" : has.landlock == 0 ? "Landlock" : "";
    if (!lacks.empty() && !degraded_) {
      (void)wall::send_all(wall::kControl, saying(Says::refuses, lacks));
      return wall::kNoWall;
    }
    if (!can_lock_down()) {
      (void)wall::send_all(wall::kControl, saying(Says::refuses, ""));
      return wall::kNoWall;
    }
    note_ = lacks.empty() ? "parsed behind the wall" : "parsed behind a wall with a gap";
    die_first();
    warm_up();
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, nullptr);
    const wall::Descriptor ends(signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!ends.is_open() || !wall::send_all(wall::kControl, saying(Says::hello, vocabulary()))) return wall::kNoWall;
    for (;;) {
      std::array<pollfd, 2> waiting = {{{wall::kControl, POLLIN, 0}, {ends.get(), POLLIN, 0}}};
      if (poll(waiting.data(), waiting.size(), -1) < 0) continue;
      if (waiting[1].revents != 0) bury(ends.get());
      if (waiting[0].revents == 0) continue;
      auto asked = wall::receive(wall::kControl, wall::kPacket);
      if (!asked) _exit(0); // whoever started us has gone; what is kept open on purpose is no leak
      const auto body = std::string_view(asked->bytes).substr(1);
      if (asked->bytes.front() == static_cast<char>(Says::spawn)) spawn(std::move(asked->descriptor));
      else if (const auto serial = wall::unpacked<std::uint64_t>(body)) kill_worker(*serial);
    }
  }

private:
  /// Tried out once, so that what the machine refuses is not said of every message.
  [[nodiscard]] bool can_lock_down() const {
    const auto parent = getpid();
    const auto pid = fork();
    if (pid == 0) _exit(lock_down(bounds_, wall::kControl, parent, degraded_) ? 0 : wall::kNoWall);
    int status = -1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    return status == 0;
  }

  void kill_worker(std::uint64_t serial) const {
    for (const auto& [pid, known] : serials_)
      if (known == serial) (void)kill(pid, SIGKILL); // it is ours: nobody else has that number before bury()
  }

  void spawn(wall::Descriptor socket) {
    const auto serial = ++last_serial_;
    const auto parent = getpid();
    const auto pid = fork();
    if (pid == 0) become_worker(socket.get(), parent);
    if (pid < 0) { // told as an end, so that nobody waits
      (void)wall::send_all(wall::kControl, saying(Says::ended, wall::packed(wall::Ended{serial, wall::kNeverBegan})));
      return;
    }
    serials_[pid] = serial;
    (void)wall::send_all(wall::kControl, saying(Says::spawned, wall::packed(wall::Spawned{serial, pid})));
  }

  [[noreturn]] void become_worker(int socket, pid_t parent) {
    // On descriptor 3, where the parent is spoken to, the worker is: nothing else stays open.
    if (dup2(socket, wall::kControl) < 0) _exit(wall::kNoWall);
    // What a worker writes on a terminal is what a message wants to be written there.
    if (!confine::kSanitized && dup2(0, 2) < 0) _exit(wall::kNoWall);
    if (syscall(SYS_close_range, wall::kControl + 1, ~0U, 0) != 0) _exit(wall::kNoWall);
    if (!lock_down(bounds_, wall::kControl, parent, degraded_)) _exit(wall::kNoWall);
    _exit(serve(wall::kControl, bounds_.cpu_seconds, note_));
  }

  void bury(int ends) {
    signalfd_siginfo ignored{};
    while (read(ends, &ignored, sizeof ignored) > 0) {}
    int status = 0;
    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
      const auto known = serials_.find(pid);
      if (known == serials_.end()) continue;
      (void)wall::send_all(wall::kControl, saying(Says::ended, wall::packed(wall::Ended{known->second, status})));
      serials_.erase(known);
    }
  }

  Bounds bounds_;
  bool degraded_;
  std::string note_;
  std::uint64_t last_serial_ = 0;
  std::map<pid_t, std::uint64_t> serials_;
};

int run(int argc, char** argv) {
  int type = 0;
  socklen_t size = sizeof type;
  const auto memory = argc > 2 ? number(argv[1]) : std::nullopt;
  const auto cpu = argc > 2 ? number(argv[2]) : std::nullopt;
  if (!memory || !cpu || getsockopt(wall::kControl, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET) {
    std::fputs("fumiban-worker: started by fumiban, not by hand\n", stderr);
    return 2;
  }
  const bool degraded = argc > 3 && std::string_view(argv[3]) == "degraded";
  return Parent({.memory = *memory, .cpu_seconds = *cpu}, degraded).run();
}

} // namespace
} // namespace fumiban::worker

int main(int argc, char** argv) { return fumiban::worker::run(argc, argv); }
