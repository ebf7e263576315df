// SPDX-License-Identifier: Apache-2.0
#include "resolver.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "gateway.hpp"
#include "wall/program.hpp"
#include "wall/protocol.hpp"
#include "wire/lookup.hpp"

namespace fumiban::gateway {
namespace {

constexpr std::chrono::seconds kGrace(1); ///< after which a process that has not answered never will
constexpr std::chrono::seconds kPause(1); ///< between the beginnings of two processes
constexpr int kBeginning = 10'000;        ///< milliseconds that a process may take to begin

int end_of(pid_t pid) {
  int status = 0;
  (void)kill(pid, SIGKILL); // it may have closed its socket and live on; what is dead stays as it died
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  return status;
}

std::string told(int status) {
  if (!WIFSIGNALED(status)) return "exit " + std::to_string(WEXITSTATUS(status));
  const char* name = sigabbrev_np(WTERMSIG(status));
  return std::string("SIG") + (name != nullptr ? name : "?");
}

} // namespace

Resolver::Resolver(const Dns& settings)
    : program_(wall::installed_program("fumiban-resolver")),
      arguments_({settings.trust_anchor}),
      timeout_(settings.timeout_ms) {
  arguments_.insert(arguments_.end(), settings.servers.begin(), settings.servers.end());
}

std::variant<std::unique_ptr<Resolver>, std::string> Resolver::start(const Dns& settings) {
  std::unique_ptr<Resolver> out(new Resolver(settings));
  if (auto wrong = out->begin(); !wrong.empty()) return "dns: " + wrong;
  out->thread_ = std::thread([self = out.get()] { self->listen(); });
  return out;
}

Resolver::~Resolver() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
    if (socket_.is_open()) (void)shutdown(socket_.get(), SHUT_RDWR);
  }
  news_.notify_all();
  if (thread_.joinable()) thread_.join();
}

/// Why there is no process, or empty.
std::string Resolver::begin() {
  const auto system_error = [](int number) { return std::generic_category().message(number); };
  auto [ours, theirs] = wall::socket_pair(SOCK_SEQPACKET);
  if (!ours.is_open()) return system_error(errno);
  int error = 0;
  const auto pid = wall::start_program(program_, arguments_, theirs.get(), error);
  if (pid == 0) return program_ + ": " + system_error(error);
  theirs = {};
  pollfd waiting{ours.get(), POLLIN, 0};
  int ready = 0;
  do ready = poll(&waiting, 1, kBeginning);
  while (ready < 0 && errno == EINTR);
  const auto first = ready > 0 ? wall::receive(ours.get(), wall::kPacket, false) : std::nullopt;
  if (!first || first->bytes.front() != static_cast<char>(wall::Says::hello)) {
    const auto status = end_of(pid);
    return first ? first->bytes.substr(1) : program_ + ": " + told(status);
  }
  const std::scoped_lock lock(mutex_);
  socket_ = std::move(ours);
  pid_ = pid;
  ++begun_;
  if (stop_) (void)shutdown(socket_.get(), SHUT_RDWR);
  return "";
}

void Resolver::listen() {
  for (auto begun = Clock::now();; begun = Clock::now()) {
    while (const auto packet = wall::receive(socket_.get(), wall::kPacket))
      if (!take(packet->bytes)) break;
    bury();
    std::string wrong = "not yet";
    while (!wrong.empty()) {
      std::unique_lock lock(mutex_);
      if (news_.wait_until(lock, begun + kPause, [this] { return stop_; })) return;
      lock.unlock();
      begun = Clock::now();
      wrong = begin();
      log_event("resolver", {{"started", wrong.empty() ? "again" : wrong}});
    }
  }
}

/// False: that is nothing that it may tell.
bool Resolver::take(const std::string& packet) {
  const auto told = wire::decode_told(ByteView(std::string_view(packet)));
  if (!told) return false;
  const std::scoped_lock lock(mutex_);
  const auto found = waiting_.find(told->id);
  if (found == waiting_.end()) return true; // nobody waits any more
  auto answer = wire::decode_answer(ByteView(told->answer), found->second->type);
  if (!answer) return false;
  found->second->answer = std::move(answer).value();
  news_.notify_all();
  return true;
}

void Resolver::bury() {
  const std::scoped_lock lock(mutex_);
  socket_ = {};
  const auto status = end_of(std::exchange(pid_, 0));
  for (const auto& [id, waiting] : waiting_)
    if (!waiting->answer) waiting->answer = dns::Answer{.lookup = dns::Lookup::failed};
  news_.notify_all();
  if (!stop_) log_event("resolver", {{"ended", told(status)}});
}

dns::Answer Resolver::ask_process(const dns::Question& question, std::chrono::milliseconds most) {
  dns::Answer failed{.lookup = dns::Lookup::failed};
  most = std::clamp(most, std::chrono::milliseconds(0), timeout_);
  std::unique_lock lock(mutex_);
  if (pid_ == 0) return failed;
  const auto begun = begun_;
  const wire::Asked asked{++last_id_, static_cast<std::uint32_t>(most.count()), question};
  if (!wall::send_all(socket_.get(), wire::encode(asked), -1, false)) return failed;
  Waiting waiting{question.type, std::nullopt};
  waiting_.emplace(asked.id, &waiting);
  const bool heard = news_.wait_for(lock, most + kGrace, [&] { return waiting.answer.has_value(); });
  waiting_.erase(asked.id);
  if (heard) return std::move(*waiting.answer);
  if (pid_ != 0 && begun == begun_) (void)kill(pid_, SIGKILL);
  return {.lookup = dns::Lookup::timed_out};
}

dns::Answer Resolver::ask(const dns::Question& question, std::chrono::milliseconds most) {
  auto answer = ask_process(question, most);
  if (told_) told_(answer);
  return answer;
}

} // namespace fumiban::gateway
