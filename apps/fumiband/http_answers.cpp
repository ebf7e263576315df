// SPDX-License-Identifier: Apache-2.0
#include "http_answers.hpp"

#include <array>
#include <ctime>

#include "fumiban/json.hpp"
#include "fumiban/scan.hpp"
#include "http/rspamd.hpp"
#include "rules/embedded.hpp"

namespace fumiban::gateway {

http::Problem problem_of(Failure failure) {
  const auto& spec = failure == Failure::overload ? http::kOverload
                     : failure == Failure::spool  ? http::kSpool
                                                  : http::kWorker;
  return {&spec, "", {{"Retry-After", failure == Failure::overload ? "5" : "30"}}};
}

http::Answer scan_answer(const Judgement& judgement, const std::string& name, Language language) {
  if (judgement.failure != Failure::none) return http::answer(problem_of(judgement.failure), language);
  http::Answer out;
  out.body = to_json(judgement.report, judgement.verdict, name.empty() ? "-" : name);
  out.body.pop_back(); // the brace that ends it
  out.body += ",\"action\":\"" +
              std::string(action::name_of(judgement.plan.test ? action::Act::deliver : judgement.plan.act)) + "\"}";
  return out;
}

http::Answer rspamd_answer(const Judgement& judgement, const Setup& setup, Language language, bool text) {
  const http::Judged judged{
      judgement.plan, judgement.verdict, judgement.report, setup.policy.malicious, setup.config.door.rspamd_hold,
      language};
  if (text) return {200, "text/plain", http::rspamd_text(judged), {}};
  return {200, "application/json", http::rspamd_json(judged), {}};
}

http::Answer told_at_once(http::Route route, Gateway& gateway) {
  using http::Route;
  switch (route) {
    case Route::version:
      return {200, "application/json", R"({"name":"fumiban","version":")" + std::string(version()) + "\"}", {}};
    case Route::openapi: return {200, "application/json", std::string(rules::kOpenApi), {}};
    case Route::schema: return {200, "application/schema+json", std::string(rules::kReportSchema), {}};
    case Route::metrics:
      return {200, "application/openmetrics-text; version=1.0.0; charset=utf-8", gateway.metrics_text(), {}};
    default: return {200, "application/json", R"({"status":"alive"})", {}};
  }
}

std::string received_line(std::uint64_t bytes) {
  return R"({"event":"received","bytes":)" + std::to_string(bytes) + "}\n";
}
std::string event_line(std::string_view event) { return R"({"event":")" + std::string(event) + "\"}\n"; }
std::string last_line(const http::Answer& answer) {
  const std::string_view what =
      answer.status == 200 ? R"({"event":"result","report":)" : R"({"event":"problem","problem":)";
  return std::string(what) + answer.body + "}\n";
}

std::string http_date() {
  const auto time = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 64> out{};
  return {out.data(), std::strftime(out.data(), out.size(), "%a, %d %b %Y %T GMT", &utc)};
}

} // namespace fumiban::gateway
