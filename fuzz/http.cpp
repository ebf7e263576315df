// SPDX-License-Identifier: Apache-2.0
// What anybody may say to the HTTP interface: Beast's parser, our door, and a judge that says what the first byte of
// the body tells it to.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "http/door.hpp"
#include "http/rspamd.hpp"
#include "http_request.hpp"

int ask_by_http(std::string_view bytes);

namespace {

using namespace fumiban;

void answer(const http::Request& request, const std::string& body) {
  Verdict verdict;
  verdict.outcome = static_cast<Outcome>(body.empty() ? 1 : static_cast<unsigned char>(body.front()) % 4);
  if (verdict.outcome == Outcome::unscanned) verdict.unread = {Unread::locked};
  const auto plan = action::plan(verdict, {});
  const auto envelope = http::envelope_of(request);
  for (const auto& recipient : envelope.recipients) FB_CHECK(!recipient.empty());
  const auto told = http::rspamd_json({plan, verdict, {}});
  FB_CHECK(nlohmann::json::accept(told));
  const auto action = nlohmann::json::parse(told)["action"];
  FB_CHECK((action == "no action") == (verdict.outcome == Outcome::clean));
  FB_CHECK(http::rspamd_text({plan, verdict, {}}).starts_with("RSPAMD/1.3 0 EX_OK\r\n"));
}

void decide(const http::Request& request, const std::string& body) {
  http::Settings settings;
  settings.names = {"a"};
  settings.rate = 600;
  http::Rate rate;
  if (request.target.size() % 2 != 0) settings.tokens = {{"a", std::string(64, '0'), {"scan"}}};
  const auto decided = http::admit(request, settings, rate, 1);
  if (const auto* problem = std::get_if<http::Problem>(&decided)) {
    const auto told = http::answer(*problem, http::language_of(request.field("accept-language")));
    FB_CHECK(told.status >= 400 && nlohmann::json::accept(told.body));
    return;
  }
  FB_CHECK(!request.has("content-length") || !request.has("transfer-encoding"));
  FB_CHECK(!request.has("origin"));
  const auto route = std::get<http::Admitted>(decided).route;
  FB_CHECK(settings.tokens.empty() || route != http::Route::scan); // nobody knows a token with that digest
  if (route == http::Route::scan || route == http::Route::rspamd) answer(request, body);
}

} // namespace

int ask_by_http(std::string_view bytes) {
  namespace beast = boost::beast::http;
  while (!bytes.empty()) {
    beast::request_parser<beast::string_body> parser;
    parser.eager(true);
    parser.header_limit(1U << 16U);
    boost::system::error_code error;
    std::size_t taken = 0;
    while (!error && !parser.is_done() && taken < bytes.size()) {
      const auto count = parser.put(boost::asio::buffer(bytes.substr(taken)), error);
      taken += count;
      if (count == 0) break;
    }
    if (!parser.is_done()) return 0;
    decide(fumiban::gateway::request_of(parser.get(), "127.0.0.1"), parser.get().body());
    bytes.remove_prefix(taken);
  }
  return 0;
}
