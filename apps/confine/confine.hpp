// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a process can give up, for those that are started to have little: seccomp, Landlock, bounds, user.
#pragma once

#include <seccomp.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <cstdint>
#include <initializer_list>

namespace fumiban::confine {

/// Built with sanitizers, which report on standard error and keep terabytes of shadow.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

struct Kernel {
  int landlock = 0; ///< ABI version; 0: none
  bool seccomp = false;
};
[[nodiscard]] Kernel kernel();

/// Each of these is false where it was refused.

/// At most `value`; what is bounded more narrowly stays so.
[[nodiscard]] bool bound(__rlimit_resource resource, rlim_t value);
/// Becomes nobody, where it is root.
[[nodiscard]] bool drop_user();
/// Capabilities of whoever is not root: a service may have been given some.
[[nodiscard]] bool drop_capabilities();
/// Is killed when `parent` ends. After the change of user, which clears that.
[[nodiscard]] bool die_with(pid_t parent);
/// No new privileges; not to be looked into.
[[nodiscard]] bool gain_nothing();
enum class Network : std::uint8_t { none, all };
/// This thread, and those that it begins: no file, no other process, and perhaps no port.
[[nodiscard]] bool enter_landlock(int abi, Network network);

/// An argument of a system call that is `value`. As the kernel does, 32 bits of an int: nobody promises what is in the
/// others.
[[nodiscard]] inline scmp_arg_cmp is(unsigned argument, int value) {
  return {argument, SCMP_CMP_MASKED_EQ, 0xFFFFFFFF, static_cast<scmp_datum_t>(value)};
}

/// System calls that are allowed; all others end the process.
class Filter {
public:
  Filter();
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  ~Filter();
  Filter& allow(int call);
  Filter& allow_if(int call, std::initializer_list<scmp_arg_cmp> all);
  /// Answered by the handler of SIGSYS.
  Filter& count(int call);
  /// Answered with "permission denied".
  Filter& deny(int call);
  /// From now on, for all threads that there are.
  [[nodiscard]] bool load();

private:
  void keep(int result) { good_ = good_ && result == 0; }
  scmp_filter_ctx context_;
  bool good_ = true;
};

} // namespace fumiban::confine
