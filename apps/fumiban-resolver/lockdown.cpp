// SPDX-License-Identifier: Apache-2.0
#include "lockdown.hpp"

#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>

#include "confine/confine.hpp"

namespace fumiban::resolver {

using confine::bound;
using confine::is;
using confine::kSanitized;

bool give_up(pid_t parent) {
  constexpr std::uint64_t kMemory = std::uint64_t{256} << 20U;
  if (!bound(RLIMIT_CORE, 0) || !bound(RLIMIT_FSIZE, 0)) return false;
  if (!kSanitized && !bound(RLIMIT_DATA, kMemory)) return false;
  if (!confine::drop_user() || !confine::drop_capabilities() || !confine::die_with(parent)) return false;
  if (!confine::gain_nothing()) return false;
  const auto has = confine::kernel();
  return has.landlock == 0 || confine::enter_landlock(has.landlock, confine::Network::all);
}

bool enter_seccomp() {
  confine::Filter filter;
  const scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  filter.allow_if(SCMP_SYS(mmap), {not_executable}).allow_if(SCMP_SYS(mprotect), {not_executable});
  for (const int family : {AF_INET, AF_INET6}) filter.allow_if(SCMP_SYS(socket), {is(0, family)});
  for (const int call : {SCMP_SYS(bind),
                         SCMP_SYS(connect),
                         SCMP_SYS(getsockname),
                         SCMP_SYS(getpeername),
                         SCMP_SYS(setsockopt),
                         SCMP_SYS(getsockopt),
                         SCMP_SYS(sendto),
                         SCMP_SYS(sendmsg),
                         SCMP_SYS(recvfrom),
                         SCMP_SYS(recvmsg),
                         SCMP_SYS(read),
                         SCMP_SYS(write),
                         SCMP_SYS(readv),
                         SCMP_SYS(writev),
                         SCMP_SYS(close),
                         SCMP_SYS(fcntl),
                         SCMP_SYS(ioctl),
                         SCMP_SYS(poll),
                         SCMP_SYS(epoll_create1),
                         SCMP_SYS(epoll_ctl),
                         SCMP_SYS(epoll_wait),
                         SCMP_SYS(epoll_pwait),
                         SCMP_SYS(munmap),
                         SCMP_SYS(mremap),
                         SCMP_SYS(madvise),
                         SCMP_SYS(brk),
                         SCMP_SYS(futex),
                         SCMP_SYS(getrandom),
                         SCMP_SYS(clock_gettime),
                         SCMP_SYS(gettimeofday),
                         SCMP_SYS(restart_syscall),
                         SCMP_SYS(rt_sigreturn),
                         SCMP_SYS(rt_sigaction),
                         SCMP_SYS(rt_sigprocmask),
                         SCMP_SYS(exit),
                         SCMP_SYS(exit_group),
                         SCMP_SYS(getpid),
                         SCMP_SYS(gettid),
                         SCMP_SYS(sched_yield)})
    filter.allow(call);
  filter.allow_if(SCMP_SYS(tgkill), {is(0, getpid())}); // abort()
  for (const int call : {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(newfstatat), SCMP_SYS(fstat), SCMP_SYS(access)})
    filter.deny(call);
  if (kSanitized)
    for (const int call :
         {SCMP_SYS(sigaltstack), SCMP_SYS(readlink), SCMP_SYS(prctl), SCMP_SYS(pipe2), SCMP_SYS(set_robust_list)})
      filter.allow(call);
  return filter.load();
}

} // namespace fumiban::resolver
