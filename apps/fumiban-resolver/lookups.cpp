// SPDX-License-Identifier: Apache-2.0
#include "lookups.hpp"

#include <poll.h>

#include <array>
#include <string_view>
#include <utility>

namespace fumiban::resolver {
namespace {

/// That libunbound works at, those included for which nobody waits any more: it goes on with them, for its cache.
constexpr std::size_t kMostQueries = 1000;

constexpr int kInternet = 1;
constexpr std::array<int, dns::kTypes> kCodes = {1, 28, 16, 15, 12};

struct Option {
  const char* name;
  const char* value;
};
constexpr Option kOptions[] = {
    {"do-not-query-localhost:", "no"}, // a resolver on this machine is the ordinary case
    {"unblock-lan-zones:", "yes"},     // who a client in the site's own networks is, its own servers know
    {"insecure-lan-zones:", "yes"},      {"outgoing-range:", "256"},
    {"num-queries-per-thread:", "1024"}, {"msg-cache-size:", "16m"},
    {"rrset-cache-size:", "32m"},        {"infra-host-ttl:", "30"}, // a server that was away is asked again soon
    {"infra-keep-probing:", "yes"},      {"edns-buffer-size:", "1232"},
};

} // namespace

std::string Lookups::configure(const Settings& settings) {
  context_.reset(ub_ctx_create());
  if (!context_) return "libunbound has no memory";
  ub_ctx_debugout(context_.get(), nullptr); // what it would say of names, strangers have chosen
  const auto wrong = [](std::string_view what, int error) { return std::string(what) + ": " + ub_strerror(error); };
  for (const auto& [name, value] : kOptions)
    if (const int error = ub_ctx_set_option(context_.get(), name, value); error != 0) return wrong(name, error);
  for (const auto& server : settings.servers)
    if (const int error = ub_ctx_set_fwd(context_.get(), server.c_str()); error != 0) return wrong(server, error);
  if (settings.servers.empty())
    if (const int error = ub_ctx_resolvconf(context_.get(), nullptr); error != 0)
      return wrong("/etc/resolv.conf", error);
  validates_ = !settings.trust_anchor.empty();
  if (validates_)
    if (const int error = ub_ctx_add_ta_file(context_.get(), settings.trust_anchor.c_str()); error != 0)
      return wrong(settings.trust_anchor, error);
  if (const int error = ub_ctx_async(context_.get(), 1); error != 0) return wrong("thread", error);
  // Whatever changes local data reads all files first.
  if (const int error = ub_ctx_data_remove(context_.get(), "fumiban.invalid."); error != 0)
    return wrong(validates_ ? settings.trust_anchor : "libunbound", error);
  return "";
}

bool Lookups::begin() {
  bool heard = false;
  const auto hear = [](void* flag, int, ub_result* result) {
    *static_cast<bool*>(flag) = true;
    ub_resolve_free(result);
  };
  // Answered without asking anybody, by the thread that this begins.
  if (ub_resolve_async(context_.get(), "localhost.", kCodes[0], kInternet, &heard, hear, nullptr) != 0) return false;
  while (!heard) {
    pollfd waiting{descriptor(), POLLIN, 0};
    if (poll(&waiting, 1, 5000) == 0) return false;
    process();
  }
  return true;
}

void Lookups::ask(std::uint64_t id, const dns::Question& question, Clock::time_point deadline) {
  const auto failed = [&] { done_(id, {.lookup = dns::Lookup::failed}); };
  if (queries_.size() >= kMostQueries) return failed();
  const auto [query, fresh] =
      queries_.try_emplace(id, Query{.owner = this, .id = id, .type = question.type, .deadline = deadline});
  if (!fresh) return failed();
  deadlines_.emplace(deadline, id);
  const auto code = kCodes[static_cast<std::size_t>(question.type)];
  if (ub_resolve_async(context_.get(), question.name.c_str(), code, kInternet, &query->second, &on_answer, nullptr) ==
      0)
    return;
  deadlines_.erase({deadline, id});
  queries_.erase(query);
  failed();
}

std::optional<Clock::duration> Lookups::expire() {
  const auto now = Clock::now();
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const auto id = deadlines_.begin()->second;
    deadlines_.erase(deadlines_.begin());
    queries_.at(id).deadline.reset();
    done_(id, {.lookup = dns::Lookup::timed_out});
  }
  if (deadlines_.empty()) return std::nullopt;
  return deadlines_.begin()->first - now;
}

void Lookups::on_answer(void* query, int error, ub_result* result) {
  const std::unique_ptr<ub_result, decltype(&ub_resolve_free)> owned(result, &ub_resolve_free);
  const auto [owner, id, type, deadline] = *static_cast<const Query*>(query);
  owner->queries_.erase(id);
  if (!deadline) return;
  owner->deadlines_.erase({*deadline, id});
  dns::Answer answer{.lookup = dns::Lookup::failed};
  if (error == 0 && result != nullptr) answer = owner->answer_of(*result, type);
  owner->done_(id, answer);
}

dns::Answer Lookups::answer_of(const ub_result& result, dns::Type type) const {
  dns::Answer out{.lookup = dns::Lookup::answered};
  out.rcode = static_cast<std::uint16_t>(result.rcode);
  out.security = result.bogus != 0    ? dns::Security::bogus
                 : !validates_        ? dns::Security::unknown
                 : result.secure != 0 ? dns::Security::secure
                                      : dns::Security::insecure;
  if (result.ttl > 0) out.ttl = static_cast<std::uint32_t>(result.ttl);
  // Never "there is none": what somebody has tampered with may not pass for what is not there.
  if (out.security == dns::Security::bogus) out.rcode = dns::kServfail;
  else if (result.havedata != 0)
    for (int i = 0; result.data[i] != nullptr && out.records.size() <= dns::kMostRecords; ++i)
      out.records.emplace_back(result.data[i], static_cast<std::size_t>(result.len[i]));
  return dns::is_sound(out, type) ? out : dns::Answer{.lookup = dns::Lookup::failed};
}

} // namespace fumiban::resolver
