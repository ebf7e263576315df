// SPDX-License-Identifier: Apache-2.0
// What the process that resolves names cannot do any more.
#include "lockdown.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <functional>
#include <map>
#include <string>
#include <thread>

namespace fumiban::resolver {
namespace {

constexpr int kAllowed = 0;
constexpr int kDenied = 1;
constexpr int kNotLocked = 2;

/// How a process ends that is locked up and then does that. `deed`: true where it could. By a thread that was there
/// before, or the first one.
int end_after(const std::function<bool()>& deed, bool in_thread) {
  const auto parent = getpid();
  const auto pid = fork();
  if (pid == 0) {
    if (!give_up(parent)) _exit(kNotLocked);
    std::atomic<bool> begun = !in_thread;
    std::atomic<bool> locked = false;
    const auto act = [&] {
      begun = true;
      while (!locked) std::this_thread::yield();
      _exit(deed() ? kAllowed : kDenied);
    };
    std::thread thread;
    if (in_thread) thread = std::thread(act);
    while (!begun) std::this_thread::yield();
    if (!enter_seccomp()) _exit(kNotLocked);
    locked = true;
    if (!in_thread) act();
    thread.join();
  }
  int status = -1;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  return status;
}

std::string told(int status) {
  if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGSYS ? "killed" : "signal";
  if (WEXITSTATUS(status) == kAllowed) return "allowed";
  return WEXITSTATUS(status) == kDenied ? "denied" : "not locked up";
}

TEST(ResolverLockdown, LeavesTheNetworkAndNothingElse) {
  struct Deed {
    const char* name;
    std::function<bool()> act;
    const char* fate;
  };
  const Deed deeds[] = {
      {"udp", [] { return socket(AF_INET, SOCK_DGRAM, 0) >= 0; }, "allowed"},
      {"tcp", [] { return socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0) >= 0; }, "allowed"},
      {"read a file", [] { return open("/etc/passwd", O_RDONLY) >= 0; }, "denied"},
      {"write a file", [] { return open("/tmp/x", O_CREAT | O_WRONLY, 0600) >= 0; }, "denied"},
      {"openat2", [] { return syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", nullptr, 0) >= 0; }, "killed"},
      {"unlink", [] { return unlink("/tmp/x") == 0; }, "killed"},
      {"local socket", [] { return socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }, "killed"},
      {"netlink", [] { return socket(AF_NETLINK, SOCK_RAW, 0) >= 0; }, "killed"},
      {"listen", [] { return listen(0, 1) == 0; }, "killed"},
      {"accept", [] { return accept4(0, nullptr, nullptr, 0) >= 0; }, "killed"},
      {"fork", [] { return syscall(SYS_fork) >= 0; }, "killed"},
      {"thread", [] { return syscall(SYS_clone3, nullptr, 0) >= 0; }, "killed"},
      {"exec", [] { return execl("/bin/true", "true", nullptr) == 0; }, "killed"},
      {"kill", [] { return kill(getpid(), 0) == 0; }, "killed"},
      {"ptrace", [] { return ptrace(PTRACE_ATTACH, 1, nullptr, nullptr) == 0; }, "killed"},
      {"executable memory",
       [] { return mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED; },
       "killed"},
  };
  for (const auto& deed : deeds)
    for (const bool in_thread : {false, true})
      EXPECT_EQ(told(end_after(deed.act, in_thread)), deed.fate) << deed.name << (in_thread ? " by a thread" : "");
}

} // namespace
} // namespace fumiban::resolver
