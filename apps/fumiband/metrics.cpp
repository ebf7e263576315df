// SPDX-License-Identifier: Apache-2.0
// OpenMetrics 1.0, https://prometheus.io/docs/specs/om/open_metrics_spec/
#include "metrics.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace fumiban::gateway {
namespace {

struct Family {
  std::string_view name;
  std::string_view type;
  std::string_view help;
};
/// In the order of their names.
constexpr Family kFamilies[] = {
    {"fumiban_bytes", "counter", "Bytes of messages that were read."},
    {"fumiban_due", "gauge", "Copies and notices of our own that are still to be sent."},
    {"fumiban_failures", "counter", "Messages that nobody could read, by reason; the failure policy decided."},
    {"fumiban_held_bytes", "gauge", "Bytes of messages that are held in memory."},
    {"fumiban_http_problems", "counter", "HTTP requests that were answered by a problem, by its name."},
    {"fumiban_in_flight", "gauge", "Messages that are being read or wait for it."},
    {"fumiban_messages", "counter", "Messages and files, by interface, verdict and act."},
    {"fumiban_questions", "counter", "Names that were to be resolved, by what came of it and the RCODE of the answer."},
    {"fumiban_refused_connections", "counter",
     "Connections that were closed because there were too many, by interface."},
    {"fumiban_refused_opens", "counter", "How often workers tried to open a file."},
    {"fumiban_reloads", "counter", "Times that the configuration was read again, by result."},
    {"fumiban_wall_degraded", "gauge",
     "1 where the kernel lacks a part of the wall and the configuration goes on without."},
    {"fumiban_worker_deaths", "counter", "Messages that two workers died of or that took too long, by finding."},
};

const Family* family(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kFamilies), std::end(kFamilies), [&](const Family& one) { return one.name == name; });
  return found == std::end(kFamilies) ? nullptr : found;
}

std::string number(double value) {
  auto out = std::to_string(value);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
  return out;
}

} // namespace

void Metrics::add(std::string_view name, const std::string& labels, double value) {
  FB_CHECK(family(name) != nullptr);
  const std::scoped_lock lock(mutex_);
  values_[std::string(name)][labels] += value;
}

void Metrics::set(std::string_view name, double value) {
  FB_CHECK(family(name) != nullptr);
  const std::scoped_lock lock(mutex_);
  values_[std::string(name)][""] = value;
}

void Metrics::took(double seconds) {
  const std::scoped_lock lock(mutex_);
  ++times_[static_cast<std::size_t>(std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin())];
  seconds_ += seconds;
}

std::string Metrics::text() const {
  const std::scoped_lock lock(mutex_);
  std::string out;
  const auto head = [&](const Family& one) {
    out += "# TYPE " + std::string(one.name) + " " + std::string(one.type) + "\n# HELP " + std::string(one.name) + " " +
           std::string(one.help) + "\n";
  };
  for (const auto& one : kFamilies) {
    head(one);
    const std::string name = std::string(one.name) + (one.type == "counter" ? "_total" : "");
    const auto found = values_.find(one.name);
    if (found == values_.end()) {
      if (one.type == "gauge") out += name + " 0\n";
      continue;
    }
    for (const auto& [labels, value] : found->second)
      out += name + (labels.empty() ? "" : "{" + labels + "}") + " " + number(value) + "\n";
  }
  head({"fumiban_seconds", "histogram", "Time from the end of a message to its judgement."});
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < times_.size(); ++i) {
    below += times_[i];
    out += "fumiban_seconds_bucket{le=\"" + (i < kBounds.size() ? number(kBounds[i]) : "+Inf") + "\"} " +
           std::to_string(below) + "\n";
  }
  out += "fumiban_seconds_count " + std::to_string(below) + "\nfumiban_seconds_sum " + number(seconds_) + "\n# EOF\n";
  return out;
}

} // namespace fumiban::gateway
