// SPDX-License-Identifier: Apache-2.0
#include "unlocker.hpp"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <ctime>

#include "action/marked.hpp"
#include "action/site.hpp"
#include "base/digest.hpp"
#include "spool/envelope.hpp"
#include "unlock/ticket.hpp"
#include "wall/descriptor.hpp"

namespace fumiban::gateway {
namespace {

using unlock::State;
using Json = nlohmann::ordered_json;

constexpr std::size_t kKeyBytes = 32;

/// Nothing else keeps the message from being read, and nothing in it was found.
bool is_only_locked(const Verdict& verdict) {
  return verdict.outcome == Outcome::unscanned && verdict.unread == std::vector<Unread>{Unread::locked};
}

bool still_locked(const Verdict& verdict) {
  return std::find(verdict.unread.begin(), verdict.unread.end(), Unread::locked) != verdict.unread.end();
}

std::string date() {
  const auto time = std::time(nullptr);
  std::tm local{};
  localtime_r(&time, &local);
  std::array<char, 64> out{};
  // Names of days and months are English here: the daemon sets no locale.
  return {out.data(), std::strftime(out.data(), out.size(), "%a, %d %b %Y %T %z", &local)};
}

} // namespace

Unlocker::Unlocker(Gateway& gateway, spool::Spool spool, std::shared_ptr<Sender> sender, std::string key)
    : gateway_(gateway), spool_(std::move(spool)), sender_(std::move(sender)), key_(std::move(key)) {}

void Unlocker::tell(const std::string& id, const Job& job, const Judgement& judgement) {
  if (!is_only_locked(judgement.verdict)) return;
  const auto setup = gateway_.setup();
  const auto about = about_of(judgement.report);
  for (std::uint32_t i = 0; i < job.envelope.recipients.size(); ++i) {
    const auto& recipient = job.envelope.recipients[i];
    if (!action::is_within(action::domain_of(recipient), setup->config.site.domains)) continue;
    const auto& page = setup->config.page;
    const auto until = std::time(nullptr) + std::int64_t{page.days} * 86400;
    const auto ticket = unlock::sealed({.id = id, .recipient = i, .until = until}, key_);
    const auto name = id + "." + std::to_string(i) + "@" + action::domain_of(page.from);
    const auto error = sender_->send_notice(
        id, recipient, unlock::notice(about, page.from, recipient, date(), name, page.url + ticket, page.days));
    if (!error.empty()) log_event("notice", {{"id", id}, {"recipient", recipient}, {"error", error}});
  }
}

std::optional<Unlocker::Entry> Unlocker::read(std::string_view text_of_ticket) {
  const auto ticket = unlock::opened(text_of_ticket, key_, std::time(nullptr));
  auto held = ticket ? spool_.read(ticket->id) : std::nullopt;
  const auto json = held ? Json::parse(held->json, nullptr, false) : Json();
  if (!json.is_object()) return std::nullopt;
  Entry out;
  out.id = ticket->id;
  out.about.sender = spool::text_of(json, "from");
  out.about.subject = spool::text_of(json, "subject");
  for (const auto& file : json.value("locked", Json::array()))
    if (file.is_string()) out.about.files.push_back(file);
  out.job.bytes = std::move(held->message);
  out.job.interface = "page";
  out.job.may_change = out.job.may_redirect = true; // we hand it on ourselves
  auto& envelope = out.job.envelope;
  envelope.client_address = spool::text_of(json, "client");
  envelope.queue = spool::text_of(json, "queue");
  envelope.user = spool::text_of(json, "user");
  auto written = spool::envelope_of(json);
  envelope.sender = std::move(written.sender);
  envelope.recipients = std::move(written.recipients);
  return out;
}

bool Unlocker::knows(std::string_view ticket) const {
  return unlock::opened(ticket, key_, std::time(nullptr)).has_value();
}

Shown Unlocker::look(std::string_view ticket) {
  auto entry = read(ticket);
  if (!entry) return {};
  const auto tries = left(entry->id);
  return {tries == 0 ? State::later : State::ask, std::move(entry->about), tries};
}

void Unlocker::open(std::string_view ticket, std::string password, Done done) {
  auto read_entry = read(ticket);
  if (!read_entry) return done({});
  auto entry = std::make_shared<Entry>(std::move(*read_entry));
  if (password.empty()) return done({State::ask, entry->about, left(entry->id)});
  if (!begin(entry->id)) return done({State::later, {}, 0});
  entry->job.passwords = {std::move(password)};
  gateway_.judge(entry->job, [this, entry, done = std::move(done)](const Judgement& judgement) {
    // The answer waits for a mail server, and the daemon's own thread does not.
    boost::asio::post(threads_, [this, entry, judgement, done] { judged(entry, judgement, done); });
  });
}

void Unlocker::judged(const std::shared_ptr<Entry>& entry, const Judgement& judgement, const Done& done) {
  Shown out{State::later, {}, 0};
  if (judgement.failure == Failure::none) {
    if (still_locked(judgement.verdict)) {
      out = {State::wrong, entry->about, left(entry->id)};
      if (out.tries == 0) out.state = State::later;
    } else if (judgement.verdict.outcome != Outcome::clean || judgement.plan.act != action::Act::deliver) {
      // What is only suspicious may be delivered in the open, but not out of a lock that kept it from being seen.
      out.state = State::kept;
    } else {
      const auto& envelope = entry->job.envelope;
      const auto& message = judgement.rewritten.empty() ? entry->job.bytes : judgement.rewritten;
      const auto setup = gateway_.setup();
      auto error = spool::submit(spool::relay_of(setup->config.page.relay), envelope.sender,
                                 action::redirected(envelope.recipients, judgement.plan.delivery.redirects),
                                 action::marked(message, judgement.plan.verdict, judgement.changed(),
                                                judgement.plan.authserv_ids))
                       .error;
      if (error.empty()) {
        out.state = State::sent;
        error = spool_.remove(entry->id);
      }
      Json told = {{"id", entry->id}, {"verdict", judgement.plan.verdict}};
      if (!error.empty()) told["error"] = error;
      log_event("unlocked", told);
    }
  }
  end(entry->id, judgement.failure == Failure::none);
  done(out);
}

bool Unlocker::begin(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  if (tries_[id] >= kTries || !busy_.insert(id).second) return false;
  ++tries_[id];
  return true;
}

void Unlocker::end(const std::string& id, bool tried) {
  const std::scoped_lock lock(mutex_);
  busy_.erase(id);
  if (!tried) --tries_[id];
}

unsigned Unlocker::left(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  const auto found = tries_.find(id);
  return found == tries_.end() ? kTries : kTries - std::min(kTries, found->second);
}

std::string read_key(const std::string& path, std::string& error) {
  std::string key(kKeyBytes, '\0');
  wall::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.is_open()) {
    struct stat info {};
    if (fstat(file.get(), &info) == 0 && (info.st_mode & 077U) == 0 &&
        read(file.get(), key.data(), key.size()) == static_cast<ssize_t>(key.size()))
      return key;
    error = path + ": others can read it, or it is cut off: delete it, and links that were sent work no more";
    return "";
  }
  file = wall::Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), static_cast<int>(key.size())) == 1 && file.is_open() &&
      write(file.get(), key.data(), key.size()) == static_cast<ssize_t>(key.size()) && fsync(file.get()) == 0)
    return key;
  error = path + ": cannot be written";
  return "";
}

} // namespace fumiban::gateway
