// SPDX-License-Identifier: Apache-2.0
#include "wall/zygote.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <vector>

#include "fumiban/build.hpp"
#include "wall/protocol.hpp"

namespace fumiban::wall {
namespace {

/// Beside the program that is running: ../libexec/fumiban/fumiban-worker.
std::string installed_worker() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::string() : (self.parent_path().parent_path() / "libexec/fumiban/fumiban-worker").string();
}

/// Starts `program` with `control` as its descriptor 3, without our environment. 0: `error` says why not.
pid_t start_program(const std::string& program, const std::vector<std::string>& arguments, int control, int& error) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, 0, 1);
  posix_spawn_file_actions_adddup2(&actions, control, kControl);
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

} // namespace

std::variant<std::unique_ptr<Zygote>, WallError> Zygote::start(const WallOptions& options) {
  const auto program = options.worker.empty() ? installed_worker() : options.worker;
  auto [ours, theirs] = socket_pair(SOCK_SEQPACKET);
  const auto system_error = [](int number) { return std::generic_category().message(number); };
  if (!ours.is_open()) return WallError{"wall.system", system_error(errno)};
  std::vector<std::string> arguments = {std::to_string(options.memory), std::to_string(options.cpu_seconds)};
  if (options.degraded) arguments.emplace_back("degraded");
  // A descriptor 3 of our own would be closed on exec where it is copied onto itself.
  Descriptor high(fcntl(theirs.get(), F_DUPFD_CLOEXEC, kControl + 1));
  int error = errno;
  const auto pid = high.is_open() ? start_program(program, arguments, high.get(), error) : 0;
  if (pid == 0) return WallError{"wall.no-worker", program + ": " + system_error(error)};
  theirs = {};
  high = {};
  std::unique_ptr<Zygote> zygote(new Zygote(std::move(ours), pid));
  const auto first = receive(zygote->control_.get(), kPacket);
  if (!first) return WallError{"wall.no-worker", program + ": " + system_error(ENOEXEC)};
  const std::string_view said = std::string_view(first->bytes).substr(1);
  if (first->bytes.front() == static_cast<char>(Says::refuses))
    return WallError{said.empty() ? "wall.refused" : "wall.kernel", std::string(said)};
  auto vocabulary = wire::Vocabulary::decode(ByteView(said), kVersion);
  if (!vocabulary) return WallError{"wall.version", program + ": " + vocabulary.error().what};
  zygote->vocabulary_ = std::move(vocabulary).value();
  return zygote;
}

Zygote::~Zygote() {
  control_ = {}; // it ends when nobody speaks to it any more, and its workers die with it
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {}
}

std::optional<Worker> Zygote::spawn() {
  auto [ours, theirs] = socket_pair(SOCK_STREAM);
  if (!ours.is_open()) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  while (take_packet(false)) {}
  if (!send_all(control_.get(), std::string(1, static_cast<char>(Says::spawn)), theirs.get())) return std::nullopt;
  workers_.try_emplace(++last_serial_); // it counts the same way
  return Worker{.serial = last_serial_, .socket = std::move(ours)};
}

/// One packet of news. False: there is none, or the zygote is gone.
bool Zygote::take_packet(bool wait) {
  auto packet = receive(control_.get(), kPacket, wait);
  if (!packet) return false;
  const auto body = std::string_view(packet->bytes).substr(1);
  if (const auto spawned = unpacked<Spawned>(body);
      spawned && packet->bytes.front() == static_cast<char>(Says::spawned)) {
    if (const auto known = workers_.find(spawned->serial); known != workers_.end())
      known->second.pid = static_cast<pid_t>(spawned->pid);
  } else if (const auto ended = unpacked<Ended>(body); ended) {
    const auto known = workers_.find(ended->serial);
    if (known == workers_.end()) return true;
    known->second.status = static_cast<int>(ended->status);
    if (known->second.forgotten) workers_.erase(known);
  }
  return true;
}

template <class Ready>
bool Zygote::until(Ready ready) {
  while (!ready())
    if (!take_packet(true)) return false;
  return true;
}

double Zygote::cpu_seconds(const Worker& worker) {
  const std::scoped_lock lock(mutex_);
  const auto known = workers_.find(worker.serial);
  // Of one that could not be started there is only the end.
  if (known == workers_.end() || !until([&] { return known->second.pid != 0 || known->second.status; })) return 0;
  clockid_t clock{};
  timespec time{};
  // Where another process has that number already, the worker is dead and its socket closed: nobody waits for it.
  if (known->second.status || clock_getcpuclockid(known->second.pid, &clock) != 0 || clock_gettime(clock, &time) != 0)
    return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void Zygote::kill(const Worker& worker) {
  const std::scoped_lock lock(mutex_);
  while (take_packet(false)) {}
  (void)send_all(control_.get(), std::string(1, static_cast<char>(Says::kill)) + packed(worker.serial));
}

std::optional<int> Zygote::fate(const Worker& worker) {
  const std::scoped_lock lock(mutex_);
  const auto known = workers_.find(worker.serial);
  if (known == workers_.end() || !until([&] { return known->second.status.has_value(); })) return std::nullopt;
  return known->second.status;
}

void Zygote::forget(const Worker& worker) {
  const std::scoped_lock lock(mutex_);
  const auto known = workers_.find(worker.serial);
  if (known == workers_.end()) return;
  if (known->second.status) workers_.erase(known);
  else known->second.forgotten = true;
}

} // namespace fumiban::wall
