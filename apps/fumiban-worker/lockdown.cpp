// SPDX-License-Identifier: Apache-2.0
#include "lockdown.hpp"

#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <ucontext.h>
#include <unistd.h>

#include <cerrno>

#include "confine/confine.hpp"

namespace fumiban::worker {
namespace {

using confine::bound;
using confine::is;
using confine::kSanitized;

volatile std::uint64_t g_refusals = 0; // written by the signal handler alone

/// Answers "no" for the kernel where a library tries to open a file.
void refuse(int, siginfo_t*, void* context) {
  g_refusals = g_refusals + 1;
  static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RAX] = -EACCES;
}

bool set_bounds(const Bounds& bounds) {
  if (!bound(RLIMIT_CORE, 0) || !bound(RLIMIT_FSIZE, 0)) return false;
  // Twice what the clock outside allows: a worker of plain messages lives on and is replaced in time.
  if (!bound(RLIMIT_CPU, bounds.cpu_seconds * 2 + 5)) return false;
  // A stack is no data, and neither are the tables of pages: 128 MiB of them for 64 GiB of addresses.
  return kSanitized || (bound(RLIMIT_DATA, bounds.memory) && bound(RLIMIT_STACK, std::uint64_t{8} << 20U) &&
                        bound(RLIMIT_AS, bounds.memory + (std::uint64_t{64} << 30U)));
}

bool enter_seccomp(int socket) {
  struct sigaction action {};
  action.sa_sigaction = &refuse;
  action.sa_flags = SA_SIGINFO;
  if (sigaction(SIGSYS, &action, nullptr) != 0) return false;
  confine::Filter filter;
  const auto on_socket = is(0, socket);
  const scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  // Neither of the two is counted as data, which is bounded.
  const scmp_arg_cmp counted = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED | MAP_GROWSDOWN, 0);
  // No descriptors to the outside, no urgent bytes in either direction.
  filter.allow_if(SCMP_SYS(recvmsg), {on_socket, is(2, MSG_CMSG_CLOEXEC)})
      .allow_if(SCMP_SYS(sendto), {on_socket, is(3, MSG_NOSIGNAL), SCMP_A4(SCMP_CMP_EQ, 0)});
  for (const int call : {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(lseek)})
    filter.allow(call);
  filter.allow_if(SCMP_SYS(mmap), {not_executable, counted}).allow_if(SCMP_SYS(mprotect), {not_executable});
  for (const int call : {SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex),
                         SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction),
                         SCMP_SYS(rt_sigprocmask), SCMP_SYS(exit_group)})
    filter.allow(call);
  // abort() asks who it is and sends the signal to itself.
  filter.allow(SCMP_SYS(getpid)).allow(SCMP_SYS(gettid)).allow_if(SCMP_SYS(tgkill), {is(0, getpid())});
  for (const int call : {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(newfstatat), SCMP_SYS(access)}) filter.count(call);
  if (kSanitized)
    for (const int call :
         {SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield), SCMP_SYS(readlink), SCMP_SYS(prctl), SCMP_SYS(pipe2)})
      filter.allow(call);
  return filter.load();
}

} // namespace

bool lock_down(const Bounds& bounds, int socket, pid_t parent, bool degraded) {
  const auto has = confine::kernel();
  if (!degraded && (has.landlock == 0 || !has.seccomp)) return false;
  if (!set_bounds(bounds) || !confine::drop_user() || !confine::drop_capabilities()) return false;
  if (!confine::die_with(parent) || !confine::gain_nothing()) return false;
  if (has.landlock > 0 && !confine::enter_landlock(has.landlock, confine::Network::none)) return false;
  return !has.seccomp || enter_seccomp(socket);
}

std::uint64_t refusals() noexcept { return g_refusals; }

} // namespace fumiban::worker
