// SPDX-License-Identifier: Apache-2.0
#include "lockdown.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <initializer_list>

namespace fumiban::worker {
namespace {

constexpr uid_t kNobody = 65534;

volatile std::uint64_t g_refusals = 0; // written by the signal handler alone

/// Answers "no" for the kernel where a library tries to open a file.
void refuse(int, siginfo_t*, void* context) {
  g_refusals = g_refusals + 1;
  static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RAX] = -EACCES;
}

/// At most `value`; what is bounded more narrowly stays so.
bool bound(__rlimit_resource resource, rlim_t value) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0) return false;
  limit.rlim_cur = limit.rlim_max = std::min(limit.rlim_max, value);
  return setrlimit(resource, &limit) == 0;
}

bool set_bounds(const Bounds& bounds) {
  if (!bound(RLIMIT_CORE, 0) || !bound(RLIMIT_FSIZE, 0)) return false;
  // Twice what the clock outside allows: a worker of plain messages lives on and is replaced in time.
  if (!bound(RLIMIT_CPU, bounds.cpu_seconds * 2 + 5)) return false;
  // A stack is no data, and neither are the tables of pages: 128 MiB of them for 64 GiB of addresses.
  return kSanitized || (bound(RLIMIT_DATA, bounds.memory) && bound(RLIMIT_STACK, std::uint64_t{8} << 20U) &&
                        bound(RLIMIT_AS, bounds.memory + (std::uint64_t{64} << 30U)));
}

bool drop_user() {
  if (geteuid() != 0) return true;
  return setgroups(0, nullptr) == 0 && setresgid(kNobody, kNobody, kNobody) == 0 &&
         setresuid(kNobody, kNobody, kNobody) == 0;
}

/// Capabilities of whoever is not root: a service may have been given some.
bool drop_capabilities() {
  __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  return syscall(SYS_capset, &head, none.data()) == 0;
}

/// No file, no port, no other process: a rule set that handles all and allows nothing.
bool enter_landlock(int abi) {
  struct {
    std::uint64_t files;
    std::uint64_t network;
    std::uint64_t scopes;
  } handled{};
  constexpr std::array kFileBits = {0U, 13U, 14U, 15U, 15U, 16U}; // rights that each ABI knows
  handled.files = (std::uint64_t{1} << kFileBits[static_cast<std::size_t>(abi < 5 ? abi : 5)]) - 1;
  if (abi >= 4) handled.network = 3; // to bind, to connect
  if (abi >= 6) handled.scopes = 3;  // abstract sockets, signals
  const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  const auto rules = static_cast<int>(syscall(SYS_landlock_create_ruleset, &handled, size, 0));
  if (rules < 0) return false;
  const bool entered = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  close(rules);
  return entered;
}

class Filter {
public:
  Filter() : context_(seccomp_init(SCMP_ACT_KILL_PROCESS)) {}
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  ~Filter() {
    if (context_ != nullptr) seccomp_release(context_);
  }
  Filter& allow(int call) {
    good_ = good_ && seccomp_rule_add(context_, SCMP_ACT_ALLOW, call, 0) == 0;
    return *this;
  }
  Filter& allow_if(int call, std::initializer_list<scmp_arg_cmp> all) {
    good_ = good_ &&
            seccomp_rule_add_array(context_, SCMP_ACT_ALLOW, call, static_cast<unsigned>(all.size()), all.begin()) == 0;
    return *this;
  }
  Filter& count(int call) {
    good_ = good_ && seccomp_rule_add(context_, SCMP_ACT_TRAP, call, 0) == 0;
    return *this;
  }
  [[nodiscard]] bool load() const { return context_ != nullptr && good_ && seccomp_load(context_) == 0; }

private:
  scmp_filter_ctx context_;
  bool good_ = true;
};

bool enter_seccomp(int socket) {
  struct sigaction action {};
  action.sa_sigaction = &refuse;
  action.sa_flags = SA_SIGINFO;
  if (sigaction(SIGSYS, &action, nullptr) != 0) return false;
  Filter filter;
  // As the kernel does, 32 bits of an int: nobody promises what is in the others.
  const auto is = [](unsigned argument, int value) {
    return scmp_arg_cmp{argument, SCMP_CMP_MASKED_EQ, 0xFFFFFFFF, static_cast<scmp_datum_t>(value)};
  };
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

Kernel kernel() {
  const auto abi =
      static_cast<int>(syscall(SYS_landlock_create_ruleset, nullptr, std::size_t{0}, LANDLOCK_CREATE_RULESET_VERSION));
  std::uint32_t action = SECCOMP_RET_KILL_PROCESS;
  return {.landlock = abi > 0 ? abi : 0, .seccomp = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0};
}

bool lock_down(const Bounds& bounds, int socket, pid_t parent, bool degraded) {
  const auto has = kernel();
  if (!degraded && (has.landlock == 0 || !has.seccomp)) return false;
  if (!set_bounds(bounds) || !drop_user() || !drop_capabilities()) return false;
  // After the change of user, which clears it: whoever started us is to take us along.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) return false;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0) return false;
  if (has.landlock > 0 && !enter_landlock(has.landlock)) return false;
  return !has.seccomp || enter_seccomp(socket);
}

std::uint64_t refusals() noexcept { return g_refusals; }

} // namespace fumiban::worker
