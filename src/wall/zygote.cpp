// SPDX-License-Identifier: Apache-2.0
#include "wall/zygote.hpp"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>
#include <vector>

#include "fumiban/build.hpp"
#include "wall/program.hpp"
#include "wall/protocol.hpp"

namespace fumiban::wall {

std::variant<std::unique_ptr<Zygote>, WallError> Zygote::start(const WallOptions& options) {
  const auto program = options.worker.empty() ? installed_program("fumiban-worker") : options.worker;
  auto [ours, theirs] = socket_pair(SOCK_SEQPACKET);
  const auto system_error = [](int number) { return std::generic_category().message(number); };
  if (!ours.is_open()) return WallError{"wall.system", system_error(errno)};
  std::vector<std::string> arguments = {std::to_string(options.memory), std::to_string(options.cpu_seconds)};
  if (options.degraded) arguments.emplace_back("degraded");
  int error = 0;
  const auto pid = start_program(program, arguments, theirs.get(), error);
  if (pid == 0) return WallError{"wall.no-worker", program + ": " + system_error(error)};
  theirs = {};
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
