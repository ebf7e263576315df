// SPDX-License-Identifier: Apache-2.0
#include "spool/outbox.hpp"

#include <array>
#include <charconv>
#include <random>

#include "base/digest.hpp"

namespace fumiban::spool {
namespace {

constexpr std::size_t kKey = 32; // hexadecimal digits
constexpr std::int64_t kLongest =
    std::int64_t{7} * 86400; // that a message comes again: RFC 5321 4.5.4.1 has 4 to 5 days

std::string random_word() {
  std::random_device device;
  std::array<char, 17> out{};
  std::snprintf(out.data(), out.size(), "%08x%08x", device(), device());
  return out.data();
}

std::string_view key_in(std::string_view id) { return id.size() >= kKey + 2 ? id.substr(2, kKey) : ""; }

std::string due_name(std::string_view id) { return "1" + std::string(id.substr(1)); }

/// When it was remembered, in seconds.
std::int64_t time_in(std::string_view json) {
  std::int64_t out = 0;
  std::from_chars(json.data(), json.data() + json.size(), out);
  return out;
}

} // namespace

std::variant<Outbox, std::string> Outbox::open(const std::string& folder, std::int64_t now) {
  auto waiting = Spool::open(folder + "/outbox");
  if (auto* wrong = std::get_if<std::string>(&waiting)) return std::move(*wrong);
  auto doubtful = Spool::open(folder + "/outbox-doubtful");
  if (auto* wrong = std::get_if<std::string>(&doubtful)) return std::move(*wrong);
  Outbox out(std::get<Spool>(std::move(waiting)), std::get<Spool>(std::move(doubtful)));
  out.waiting_.tidy();
  out.doubtful_.tidy();
  for (const auto& key : out.doubtful_.ids()) {
    const auto known = out.doubtful_.read(key);
    if (!known || time_in(known->json) + kLongest < now) out.forget(key);
  }
  for (const auto& id : out.waiting_.ids())
    if (id.starts_with("0-")) (void)out.make_due_in_doubt(id, now);
  return out;
}

std::string Outbox::key_of(std::string_view sender, const std::vector<std::string>& recipients,
                           std::string_view message) {
  auto seed = std::string(sender) + '\n';
  for (const auto& recipient : recipients) seed += recipient + '\n';
  Sha256Stream digest;
  digest.add(ByteView(std::string_view(seed += '\n')));
  digest.add(ByteView(message));
  return hex(digest.finish()).substr(0, kKey);
}

Outbox::Stored Outbox::store_waiting(std::string_view key, std::string_view json, std::string_view message) const {
  auto id = "0-" + std::string(key) + "-" + random_word();
  auto error = waiting_.store(id, json, message);
  return {error.empty() ? std::move(id) : "", std::move(error)};
}

Outbox::Stored Outbox::store_due(std::string_view key, std::string_view json, std::string_view message) const {
  auto id = "1-" + std::string(key);
  auto error = waiting_.store(id, json, message);
  return {error.empty() ? std::move(id) : "", std::move(error)};
}

std::string Outbox::make_due(const std::string& id) const {
  auto due = due_name(id);
  return waiting_.rename(id, due).empty() ? due : id;
}

std::string Outbox::make_due_in_doubt(const std::string& id, std::int64_t now) const {
  (void)doubtful_.store(key_in(id), std::to_string(now), {}); // first: it may be sent as soon as it is due
  return make_due(id);
}

bool Outbox::remembers(std::string_view key) const { return doubtful_.read(key).has_value(); }

std::vector<std::string> Outbox::due() const {
  auto out = waiting_.ids();
  std::erase_if(out, [](const std::string& id) { return !id.starts_with("1-"); });
  return out;
}

} // namespace fumiban::spool
