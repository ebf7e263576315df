// SPDX-License-Identifier: Apache-2.0
#include "http_session.hpp"

#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/this_coro.hpp>
#include <functional>

#include "base/incoming.hpp"
#include "http/rspamd.hpp"

namespace fumiban::gateway {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;
using http::Answer;
using http::Problem;
using http::Route;
using BeastError = boost::beast::http::error;

constexpr auto kDone = asio::as_tuple(asio::use_awaitable);
constexpr std::uint64_t kTellEvery = 1U << 20U; ///< bytes of a body between two lines of progress

double seconds_now() { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }

std::chrono::seconds patience(const Setup& setup) {
  return std::chrono::seconds(std::min(setup.config.idle_seconds, 30U));
}

/// The fault is in what came, not in how.
bool is_framing(const ErrorCode& error) { return error.category() == ErrorCode(BeastError::bad_method).category(); }

/// What is to be said about a header that could not be read; nothing where nobody listens any more.
std::optional<Problem> problem_of(const ErrorCode& error) {
  if (error == BeastError::header_limit || error == BeastError::buffer_overflow)
    return Problem{&http::kHeader, std::to_string(HttpStream<PlainStream>::kHeader)};
  if (error == BeastError::end_of_stream || error == BeastError::partial_message || !is_framing(error))
    return std::nullopt;
  return Problem{&http::kMalformed, "framing"};
}

/// One request and its answer.
template <class Stream>
class Exchange {
public:
  Exchange(HttpStream<Stream>& stream, const std::string& peer, HttpHouse& house)
      : stream_(stream),
        house_(house),
        setup_(house.gateway.setup()),
        request_(stream.request(peer)),
        language_(http::language_of(request_.field("accept-language"))) {
    request_.locked = house.locked;
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// False: the connection is to be closed.
  asio::awaitable<bool> run() {
    auto decided = http::admit(request_, setup_->config.door, house_.rate, seconds_now());
    if (const auto* problem = std::get_if<Problem>(&decided)) {
      if (problem->spec == &http::kMalformed) keep_ = false;
      co_return co_await say(*problem);
    }
    admitted_ = std::get<http::Admitted>(std::move(decided));
    if (admitted_.route == Route::scan || admitted_.route == Route::rspamd) co_return co_await scan();
    if (admitted_.route == Route::ready) co_return co_await ready();
    const auto answer = told_at_once(admitted_.route, house_.gateway);
    co_return co_await say(answer);
  }

private:
  using Events = asio::experimental::channel<void(ErrorCode, std::optional<Answer>)>;

  asio::awaitable<bool> say(const Problem& problem) {
    house_.gateway.metrics().add("fumiban_http_problems", "problem=\"" + std::string(problem.spec->id) + "\"");
    const auto answer = http::answer(problem, language_);
    co_return co_await say(answer);
  }

  asio::awaitable<bool> say(const Answer& answer) {
    keep_ = keep_ && stream_.keeps_alive() && !stream_.has_body_left();
    if (!in_lines_) {
      const auto error = co_await stream_.write(answer, keep_);
      co_return !error && keep_;
    }
    if (!co_await line(last_line(answer))) co_return false;
    const auto error = co_await stream_.end_lines();
    co_return !error && keep_;
  }

  /// A line of progress, to who wants it. False: nobody listens any more.
  asio::awaitable<bool> line(std::string text) {
    if (!in_lines_) co_return true;
    const auto error = co_await stream_.write_line(text);
    co_return !error;
  }

  asio::awaitable<bool> ready() {
    const auto events = std::make_shared<Events>(co_await asio::this_coro::executor, 1);
    house_.gateway.probe([events, language = language_](Failure failure) {
      (void)events->try_send(ErrorCode(), failure == Failure::none
                                              ? Answer{200, "application/json", R"({"status":"ready"})", {}}
                                              : http::answer(gateway::problem_of(failure), language));
    });
    const auto [error, answer] = co_await events->async_receive(kDone);
    co_return co_await say(*answer);
  }

  asio::awaitable<bool> scan() {
    Job job;
    job.interface = admitted_.route == Route::rspamd ? "rspamd" : "http";
    job.message = admitted_.message;
    job.name = admitted_.name;
    job.envelope = http::envelope_of(request_);
    bool has_room = house_.gateway.has_room(); // without it there is no use in listening
    if (has_room) {
      const auto wrong = co_await read_body(job);
      if (wrong && wrong->spec != &http::kOverload) co_return co_await say(*wrong);
      has_room = !wrong;
    }
    if (!co_await line(event_line("waiting"))) co_return false;
    const auto events = std::make_shared<Events>(co_await asio::this_coro::executor, 2);
    if (in_lines_) job.started = [events] { (void)events->try_send(ErrorCode(), std::nullopt); };
    Gateway::Done done = [events, answer = answer_with()](const Judgement& judgement) {
      (void)events->try_send(ErrorCode(), answer(judgement));
    };
    (void)share_.set(0); // from here on the gateway counts it
    if (has_room) house_.gateway.judge(std::move(job), std::move(done));
    else house_.gateway.turn_away(job, std::move(done));
    for (;;) {
      const auto [error, answer] = co_await events->async_receive(kDone);
      if (answer) co_return co_await say(*answer);
      if (!co_await line(event_line("scanning"))) co_return false;
    }
  }

  std::function<Answer(const Judgement&)> answer_with() const {
    if (admitted_.route == Route::scan)
      return [name = admitted_.name, language = language_](const Judgement& judgement) {
        return scan_answer(judgement, name, language);
      };
    return [setup = setup_, language = language_, exim = stream_.is_exim()](const Judgement& judgement) {
      return rspamd_answer(judgement, *setup, language, exim);
    };
  }

  /// Appends the body to the job, or says why not. What is too large for rspamd's clients is judged as what was not
  /// read in full: an error would make some of them deliver it.
  asio::awaitable<std::optional<Problem>> read_body(Job& job) {
    const auto most = setup_->config.message;
    const bool cuts = admitted_.route == Route::rspamd;
    const Problem too_large{&http::kTooLarge, std::to_string(most)};
    const Problem slow{&http::kSlow};
    const Problem malformed{&http::kMalformed, "chunk"};
    if (!cuts && stream_.announced() > most) co_return too_large;
    auto error = co_await stream_.go_ahead();
    if (!error && admitted_.progress) {
      const Answer begin{200, "application/x-ndjson", "", {}};
      error = co_await stream_.begin_lines(begin, stream_.keeps_alive());
      in_lines_ = true;
    }
    const auto end = Clock::now() + std::chrono::seconds(setup_->config.idle_seconds);
    std::uint64_t told = 0;
    const Problem overload{&http::kOverload};
    while (!error && stream_.has_body_left()) {
      error = co_await stream_.read_piece(job.bytes);
      if (error && error != BeastError::partial_message && is_framing(error)) co_return malformed;
      if (error || Clock::now() > end) co_return slow;
      if (!share_.set(job.bytes.size())) {
        release(job.bytes);
        (void)share_.set(0);
        co_return overload;
      }
      if (job.bytes.size() > most) {
        if (!cuts) co_return too_large;
        job.bytes.resize(most);
        job.too_large = true;
        break;
      }
      if (job.bytes.size() - told >= kTellEvery) {
        told = job.bytes.size();
        if (!co_await line(received_line(told))) co_return slow;
      }
    }
    if (error || !co_await line(received_line(job.bytes.size()))) co_return slow;
    co_return std::nullopt;
  }

  HttpStream<Stream>& stream_;
  HttpHouse& house_;
  std::shared_ptr<const Setup> setup_;
  http::Request request_;
  Language language_;
  http::Admitted admitted_;
  Account::Share share_{house_.gateway.account()}; ///< for the body until it is judged
  bool keep_ = true;
  bool in_lines_ = false;
};

template <class Stream>
asio::awaitable<void> talk(Stream socket, std::string peer, Door door, std::shared_ptr<HttpHouse> house) {
  HttpStream<Stream> stream(std::move(socket), patience(*house->gateway.setup()));
  const auto wrong = co_await stream.handshake();
  if (wrong) co_return;
  for (bool goes_on = true; goes_on;) {
    const auto error = co_await stream.read_header();
    if (!error && door == Door::recipients) {
      goes_on = co_await show_page(stream, peer, *house->unlocker, house->page, seconds_now());
      continue;
    }
    if (!error) {
      Exchange<Stream> exchange(stream, peer, *house);
      goes_on = co_await exchange.run();
      continue;
    }
    if (const auto problem = problem_of(error)) {
      const auto answer = http::answer(*problem, Language::en);
      (void)co_await stream.write(answer, false);
    }
    goes_on = false;
  }
  co_await stream.close();
}

} // namespace

asio::awaitable<void> converse(PlainStream stream, std::string peer, Door door, std::shared_ptr<HttpHouse> house) {
  return talk(std::move(stream), std::move(peer), door, std::move(house));
}
asio::awaitable<void> converse(TlsStream stream, std::string peer, Door door, std::shared_ptr<HttpHouse> house) {
  return talk(std::move(stream), std::move(peer), door, std::move(house));
}

} // namespace fumiban::gateway
