// SPDX-License-Identifier: Apache-2.0
#include "wall/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "wall/descriptor.hpp"
#include "wall/protocol.hpp"

namespace fumiban::wall {

std::string installed_program(std::string_view name) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::string() : (self.parent_path().parent_path() / "libexec/fumiban" / name).string();
}

pid_t start_program(const std::string& program, const std::vector<std::string>& arguments, int control, int& error) {
  // A descriptor 3 of our own would be closed on exec where it is copied onto itself.
  const Descriptor high(fcntl(control, F_DUPFD_CLOEXEC, kControl + 1));
  error = errno;
  if (!high.is_open()) return 0;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, 0, 1);
  posix_spawn_file_actions_adddup2(&actions, high.get(), kControl);
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  // iconv reads names of other charsets, which it does not do in the C locale.
  std::string locale = "LC_ALL=C.UTF-8";
  std::array<char*, 2> environment = {locale.data(), nullptr};
  // Whatever signals we block or ignore: it is to hear of the end of workers, and they of what they did.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = 0;
  error = posix_spawn(&pid, program.c_str(), &actions, &attributes, argv.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? pid : 0;
}

} // namespace fumiban::wall
