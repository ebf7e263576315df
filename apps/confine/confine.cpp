// SPDX-License-Identifier: Apache-2.0
#include "confine/confine.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

namespace fumiban::confine {
namespace {

constexpr uid_t kNobody = 65534;

} // namespace

Kernel kernel() {
  const auto abi =
      static_cast<int>(syscall(SYS_landlock_create_ruleset, nullptr, std::size_t{0}, LANDLOCK_CREATE_RULESET_VERSION));
  std::uint32_t action = SECCOMP_RET_KILL_PROCESS;
  return {.landlock = abi > 0 ? abi : 0, .seccomp = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0};
}

bool bound(__rlimit_resource resource, rlim_t value) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0) return false;
  limit.rlim_cur = limit.rlim_max = std::min(limit.rlim_max, value);
  return setrlimit(resource, &limit) == 0;
}

bool drop_user() {
  if (geteuid() != 0) return true;
  return setgroups(0, nullptr) == 0 && setresgid(kNobody, kNobody, kNobody) == 0 &&
         setresuid(kNobody, kNobody, kNobody) == 0;
}

bool drop_capabilities() {
  __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  return syscall(SYS_capset, &head, none.data()) == 0;
}

bool die_with(pid_t parent) { return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent; }

bool gain_nothing() { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0; }

bool enter_landlock(int abi, Network network) {
  // A rule set that handles all and allows nothing.
  struct {
    std::uint64_t files;
    std::uint64_t network;
    std::uint64_t scopes;
  } handled{};
  constexpr std::array kFileBits = {0U, 13U, 14U, 15U, 15U, 16U}; // rights that each ABI knows
  handled.files = (std::uint64_t{1} << kFileBits[static_cast<std::size_t>(abi < 5 ? abi : 5)]) - 1;
  if (abi >= 4 && network == Network::none) handled.network = 3; // to bind, to connect
  if (abi >= 6) handled.scopes = 3;                              // abstract sockets, signals
  const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  const auto rules = static_cast<int>(syscall(SYS_landlock_create_ruleset, &handled, size, 0));
  if (rules < 0) return false;
  const bool entered = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  close(rules);
  return entered;
}

Filter::Filter() : context_(seccomp_init(SCMP_ACT_KILL_PROCESS)) {}

Filter::~Filter() {
  if (context_ != nullptr) seccomp_release(context_);
}

Filter& Filter::allow(int call) {
  keep(seccomp_rule_add(context_, SCMP_ACT_ALLOW, call, 0));
  return *this;
}

Filter& Filter::allow_if(int call, std::initializer_list<scmp_arg_cmp> all) {
  keep(seccomp_rule_add_array(context_, SCMP_ACT_ALLOW, call, static_cast<unsigned>(all.size()), all.begin()));
  return *this;
}

Filter& Filter::count(int call) {
  keep(seccomp_rule_add(context_, SCMP_ACT_TRAP, call, 0));
  return *this;
}

Filter& Filter::deny(int call) {
  keep(seccomp_rule_add(context_, SCMP_ACT_ERRNO(EACCES), call, 0));
  return *this;
}

bool Filter::load() {
  keep(seccomp_attr_set(context_, SCMP_FLTATR_CTL_TSYNC, 1));
  return context_ != nullptr && good_ && seccomp_load(context_) == 0;
}

} // namespace fumiban::confine
