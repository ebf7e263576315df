// SPDX-License-Identifier: Apache-2.0
// The side of the wall that trusts nothing.
#include "fumiban/wall.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "findings/wall.hpp"
#include "wall/protocol.hpp"
#include "wall/unread.hpp"
#include "wall/zygote.hpp"
#include "wire/lookup.hpp"

namespace fumiban {
namespace wall {
namespace {

using Clock = std::chrono::steady_clock;

/// How a job ended that gave no report.
struct Bad {
  std::string_view id;   ///< of a WallError, where the message is not to blame
  bool too_long = false; ///< not what the message did to the worker, but how long it took
  std::string cause;
};

/// What one try at a message has used up.
struct Spent {
  Clock::time_point begin = Clock::now();
  double cpu_before = 0;
  std::uint64_t questions = 0;
  Clock::duration asking{};
};

std::string told(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    const char* name = sigabbrev_np(signal);
    return std::string("SIG") + (name != nullptr ? name : "?");
  }
  switch (WIFEXITED(status) ? WEXITSTATUS(status) : -1) {
    case kNoMemory: return "out of memory";
    case kNoWall: return "no wall";
    default: return "exit " + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : status);
  }
}

} // namespace

Report unread(ByteView bytes, const ScanOptions& options, const FindingSpec& spec, const std::string& cause) {
  Report report;
  auto& root = report.parts.emplace_back();
  root.name = options.message ? std::string() : options.name;
  root.declared_type = options.message ? "message/rfc822" : "";
  root.type = options.message ? "message" : "data";
  root.size = bytes.size();
  root.sha256 = sha256(bytes);
  root.readings.emplace_back("plain");
  report.findings.push_back({&spec, 0, 0, 0, cause});
  return report;
}

} // namespace wall

struct Wall::State {
  WallOptions options;
  std::unique_ptr<wall::Zygote> zygote;
  std::mutex mutex;
  std::vector<wall::Worker> idle;
  std::atomic<std::uint64_t> refusals = 0;

  /// A worker that has seen nothing but plain messages; one more is on its way when it is the last.
  std::optional<wall::Worker> take() {
    for (;;) {
      std::optional<wall::Worker> worker;
      bool last = true;
      {
        const std::scoped_lock lock(mutex);
        if (!idle.empty()) {
          worker = std::move(idle.back());
          idle.pop_back();
        }
        last = idle.empty();
      }
      if (!worker) return zygote->spawn();
      // One that is dead, or speaks before it is asked, is nothing that a message has to answer for.
      pollfd quiet{worker->socket.get(), POLLIN, 0};
      if (poll(&quiet, 1, 0) != 0) {
        discard(*worker);
        continue;
      }
      if (last) give(zygote->spawn());
      return worker;
    }
  }
  /// Ends a worker: whether it does so by itself is not its choice.
  void discard(const wall::Worker& worker) {
    zygote->kill(worker);
    zygote->forget(worker);
  }
  void give(std::optional<wall::Worker> worker) {
    if (!worker) return;
    const std::scoped_lock lock(mutex);
    idle.push_back(std::move(*worker));
  }

  /// What `decode` makes of the answer. `fresh`: from a worker that has seen no message and will see no other.
  template <class Decode>
  auto run(int file, const wall::Job& job, Decode decode, bool fresh)
      -> std::variant<std::decay_t<decltype(decode(ByteView()).value())>, wall::Bad>;
  std::optional<std::string> read(const wall::Worker& worker, std::size_t size, const wall::Spent& spent,
                                  bool& too_long);
  std::optional<wall::Answer> read_head(const wall::Worker& worker, const wall::Spent& spent, bool& too_long);
  std::optional<std::string> resolve(const wall::Worker& worker, const wall::Job& job, std::uint64_t size,
                                     wall::Spent& spent, bool& too_long);
  wall::Bad bury(const wall::Worker& worker, bool too_long, std::string cause);
  /// Bytes of an answer about so large a message. A worker has held every byte of a report twice: in the report and in
  /// what it sends.
  [[nodiscard]] std::uint64_t most_answered(std::uint64_t message) const {
    return std::min(options.memory / 2, options.answer + message);
  }
};

/// `size` bytes of an answer; nothing where the worker ends, or has taken too long, before.
std::optional<std::string> Wall::State::read(const wall::Worker& worker, std::size_t size, const wall::Spent& spent,
                                             bool& too_long) {
  std::string out;
  while (out.size() < size) {
    pollfd waiting{worker.socket.get(), POLLIN, 0};
    const bool ready = poll(&waiting, 1, 250) > 0;
    // Looked at each time: bytes may come one by one. Most answers are there at once.
    const auto seconds = std::chrono::duration<double>(wall::Clock::now() - spent.begin).count();
    too_long = seconds > options.seconds ||
               (seconds > 0.2 && zygote->cpu_seconds(worker) - spent.cpu_before > options.cpu_seconds);
    if (too_long) return std::nullopt;
    if (!ready) continue;
    const auto more = wall::receive(worker.socket.get(), std::min(size - out.size(), std::size_t{1} << 20U), false);
    if (!more) return std::nullopt;
    out += more->bytes;
  }
  return out;
}

std::optional<wall::Answer> Wall::State::read_head(const wall::Worker& worker, const wall::Spent& spent,
                                                   bool& too_long) {
  const auto head = read(worker, sizeof(wall::Answer), spent, too_long);
  return head ? wall::unpacked<wall::Answer>(*head) : std::nullopt;
}

/// Has a worker's question answered. What is wrong with the question, or empty where the worker ended; nothing: it goes
/// on.
std::optional<std::string> Wall::State::resolve(const wall::Worker& worker, const wall::Job& job, std::uint64_t size,
                                                wall::Spent& spent, bool& too_long) {
  if (++spent.questions > job.questions) return "more questions than it may ask";
  if (size > wire::kMostQuestion) return "a question longer than any is";
  const auto asked = read(worker, size, spent, too_long);
  if (!asked) return "";
  const auto question = wire::decode_question(ByteView(std::string_view(*asked)));
  if (!question) return std::string("refused question: ") + question.error().what;
  const auto begin = wall::Clock::now();
  const auto left = std::min<wall::Clock::duration>(std::chrono::seconds(options.dns_seconds) - spent.asking,
                                                    std::chrono::seconds(options.seconds) - (begin - spent.begin));
  dns::Answer answer{.lookup = dns::Lookup::timed_out};
  if (const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(left); wait.count() > 0)
    answer = options.resolver(*question, wait);
  spent.asking += wall::Clock::now() - begin;
  const auto told = wire::encode(answer);
  // It waits for this alone: whoever has no room for it does not listen.
  if (!wall::send_all(worker.socket.get(), wall::packed(wall::Told{told.size()}) + told, -1, false)) return "";
  return std::nullopt;
}

wall::Bad Wall::State::bury(const wall::Worker& worker, bool too_long, std::string cause) {
  zygote->kill(worker); // it may have closed its socket and live on; what is dead stays as it died
  const auto status = zygote->fate(worker);
  zygote->forget(worker);
  if (!status) return {.id = "wall.gone", .cause = "zygote"};
  if (*status == wall::kNeverBegan) return {.id = "wall.system", .cause = "fork"};
  // The kernel's own clock for a worker is a little wider than ours.
  const bool timed = too_long || (WIFSIGNALED(*status) && WTERMSIG(*status) == SIGXCPU);
  return {.too_long = timed, .cause = cause.empty() ? wall::told(*status) : std::move(cause)};
}

template <class Decode>
auto Wall::State::run(int file, const wall::Job& job, Decode decode, bool fresh)
    -> std::variant<std::decay_t<decltype(decode(ByteView()).value())>, wall::Bad> {
  auto worker = fresh ? zygote->spawn() : take();
  if (!worker) return wall::Bad{.id = "wall.gone", .cause = "zygote"};
  wall::Spent spent{.cpu_before = worker->used ? zygote->cpu_seconds(*worker) : 0};
  bool too_long = false;
  try {
    bool document = false;
    std::optional<wall::Answer> answer;
    if (wall::send_all(worker->socket.get(), wall::packed(job), file, false))
      answer = read_head(*worker, spent, too_long);
    for (; answer; answer = read_head(*worker, spent, too_long)) {
      if (answer->question > 0) {
        if (document) return bury(*worker, false, "a question after it began a document");
        if (auto wrong = resolve(*worker, job, answer->question, spent, too_long))
          return bury(*worker, too_long, std::move(*wrong));
      } else if (answer->report > 0 || std::exchange(document, true)) {
        break;
      }
    }
    if (!answer) return bury(*worker, too_long, "");
    if (answer->report > most_answered(job.message)) return bury(*worker, false, "a report larger than its worker");
    const auto body = read(*worker, answer->report, spent, too_long);
    if (!body) return bury(*worker, too_long, "");
    auto told = decode(ByteView(std::string_view(*body)));
    if (!told) return bury(*worker, false, std::string("refused answer: ") + told.error().what);
    refusals += answer->refusals;
    worker->used = true;
    if (!document && answer->spent == 0 && !fresh) {
      give(std::move(worker));
    } else {
      discard(*worker);
    }
    return std::move(told).value();
  } catch (const std::bad_alloc&) {
    return bury(*worker, false, "a report larger than the memory here");
  }
}

Wall::Wall(std::unique_ptr<State> state) : state_(std::move(state)) {}
Wall::Wall(Wall&&) noexcept = default;
Wall& Wall::operator=(Wall&&) noexcept = default;
Wall::~Wall() = default;

std::variant<Wall, WallError> Wall::start(const WallOptions& options) {
  auto zygote = wall::Zygote::start(options);
  if (auto* error = std::get_if<WallError>(&zygote)) return std::move(*error);
  auto state = std::make_unique<State>();
  state->options = options;
  state->zygote = std::move(std::get<0>(zygote));
  state->give(state->zygote->spawn());
  return Wall(std::move(state));
}

std::variant<Report, WallError> Wall::scan(std::span<const std::byte> bytes, const ScanOptions& options) try {
  const ByteView view(bytes);
  const auto told = wire::encode(options);
  const auto file = wall::sealed_file({view.text(), told});
  if (!file.is_open()) return WallError{"wall.system", "memfd"};
  const wall::Job job{.message = bytes.size(),
                      .options = told.size(),
                      .questions = state_->options.resolver ? state_->options.questions : 0};
  const auto decode = [&](ByteView answer) -> Result<Report> {
    auto report =
        wire::decode(answer, state_->zygote->vocabulary(), options.limits, 2 * state_->most_answered(view.size()));
    const auto says_so = [](const Finding& finding) { return finding.spec->unread == Unread::crashed; };
    if (report && std::any_of(report.value().findings.begin(), report.value().findings.end(), says_so))
      return Error{Error::Kind::malformed, "a worker that lives says that it died"};
    return report;
  };
  std::string cause;
  for (const bool again : {false, true}) {
    auto result = state_->run(file.get(), job, decode, again);
    if (auto* report = std::get_if<Report>(&result)) return std::move(*report);
    auto& bad = std::get<wall::Bad>(result);
    if (!bad.id.empty()) return WallError{bad.id, std::move(bad.cause)};
    if (bad.too_long) return wall::unread(view, options, wall::kTimedOut, bad.cause);
    cause = std::move(bad.cause);
  }
  return wall::unread(view, options, wall::kCrashed, cause);
} catch (const std::bad_alloc&) {
  return WallError{"wall.system", ""};
}

const WallOptions& Wall::options() const noexcept { return state_->options; }

std::variant<Edits, WallError> Wall::rewrite(std::span<const std::byte> bytes, const ScanOptions& options,
                                             const Changes& changes) try {
  const ByteView view(bytes);
  const auto told = wire::encode(options);
  const auto asked = wire::encode(changes);
  const auto file = wall::sealed_file({view.text(), told, asked});
  if (!file.is_open()) return WallError{"wall.system", "memfd"};
  const wall::Job job{.message = bytes.size(), .options = told.size(), .changes = asked.size()};
  const auto decode = [&](ByteView answer) {
    return wire::decode_edits(answer, bytes.size(), 2 * state_->most_answered(view.size()));
  };
  auto result = state_->run(file.get(), job, decode, true);
  if (auto* edits = std::get_if<Edits>(&result)) return std::move(*edits);
  auto& bad = std::get<wall::Bad>(result);
  if (!bad.id.empty()) return WallError{bad.id, std::move(bad.cause)};
  return Edits{.edits = {}, .changed = {}, .obstacle = Obstacle::crashed};
} catch (const std::bad_alloc&) {
  return WallError{"wall.system", ""};
}

const FindingSpec* Wall::finding(std::string_view id) const noexcept { return state_->zygote->vocabulary()->spec(id); }

std::uint64_t Wall::refusals() const noexcept { return state_->refusals; }

} // namespace fumiban
