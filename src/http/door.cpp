// SPDX-License-Identifier: Apache-2.0
// The door of the HTTP interface.
// Reads:  route, query, Host, Origin, Sec-Fetch-Site, Transfer-Encoding, Authorization, Password, Content-Type ..
// Leaves: the body, cookies, conditions, ranges.
// Trusts: no field but a token whose digest is known.
// Costs:  a digest of the token, and a comparison with each that is known.
// Damage: what could mean two things is refused, and the connection with it.
#include "http/door.hpp"

#include <arpa/inet.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <optional>

#include "action/network.hpp"
#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace fumiban::http {
namespace {

constexpr RouteSpec kRoutes[] = {
    {"POST", "/v1/scan", Route::scan, Scope::scan},
    {"POST", "/checkv2", Route::rspamd, Scope::scan},
    {"GET", "/v1/version", Route::version, Scope::none},
    {"GET", "/v1/openapi.json", Route::openapi, Scope::none},
    {"GET", "/v1/report.schema.json", Route::schema, Scope::none},
    {"GET", "/healthz", Route::health, Scope::none},
    {"GET", "/readyz", Route::ready, Scope::none},
    {"GET", "/metrics", Route::metrics, Scope::metrics},
};

using Wrong = std::optional<Problem>;

Problem problem(const ProblemSpec& spec, std::string_view value = "", Fields fields = {}) {
  return {&spec, printable(value), std::move(fields)};
}

/// Digits alone: no sign, no list.
bool is_number(std::string_view text) {
  return !text.empty() && find_where(text, [](char c) { return !is_digit(c); }) == std::string_view::npos;
}

/// Where one side may see another request than the other one.
Wrong framing(const Request& request) {
  const auto lengths = request.all("content-length");
  const auto codings = request.all("transfer-encoding");
  if (request.version != 10 && request.version != 11) return problem(kMalformed, "HTTP version");
  if (lengths.size() > 1 || (!lengths.empty() && !is_number(lengths.front())))
    return problem(kMalformed, "Content-Length");
  if (!codings.empty() && (codings.size() > 1 || !equal_fold(trim(codings.front()), "chunked") || !lengths.empty() ||
                           request.version != 11))
    return problem(kMalformed, "Transfer-Encoding");
  if (const auto hosts = request.all("host").size(); hosts > 1 || (hosts == 0 && request.version == 11))
    return problem(kMalformed, "Host");
  return std::nullopt;
}

/// "name:80" -> "name", "[::1]:80" -> "::1"
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    return end == std::string_view::npos ? std::string_view() : host.substr(1, end - 1);
  }
  return host.substr(0, host.find(':'));
}

/// A page that somebody looks at on this machine can make the browser ask us. Its name is not ours though its address
/// may be (DNS rebinding), and browsers tell where it comes from.
Wrong browser(const Request& request, const Settings& settings) {
  if (request.peer.empty()) return std::nullopt;
  if (const auto host = without_port(request.field("host")); request.has("host")) {
    const auto name = to_lower(host);
    const bool ours = name == "localhost" || action::Network::parse(name) ||
                      std::find(settings.names.begin(), settings.names.end(), name) != settings.names.end();
    if (!ours) return problem(kHost, host);
  }
  const auto site = request.field("sec-fetch-site");
  if (request.has("origin") || (!site.empty() && site != "none")) return problem(kOrigin);
  return std::nullopt;
}

/// The token that was shown, if it is one of ours. Looks at all of them, each in constant time.
const Token* token_of(const Request& request, const Settings& settings) {
  std::string_view shown = request.field("password"); // as rspamd's clients send it
  if (const auto bearer = trim(request.field("authorization")); starts_fold(bearer, "bearer "))
    shown = trim(bearer.substr(7));
  const auto digest = hex(sha256(ByteView(shown)));
  const Token* out = nullptr;
  for (const auto& token : settings.tokens)
    if (token.sha256.size() == digest.size() && CRYPTO_memcmp(token.sha256.data(), digest.data(), digest.size()) == 0)
      out = &token;
  return out;
}

/// Whose requests are counted together: of IPv6 a network of 64 bits, as one customer has it.
std::string counted_as(const Request& request, const Token* token) {
  if (token != nullptr) return "token " + token->name;
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET6, request.peer.c_str(), bytes.data()) != 1) return request.peer;
  return hex(std::span(bytes).first(8));
}

Wrong permission(const Request& request, const Settings& settings, Scope scope, Rate& rate, double now) {
  if (scope == Scope::none) return std::nullopt;
  const Token* token = nullptr;
  if (request.locked || !settings.tokens.empty()) {
    token = token_of(request, settings);
    if (token == nullptr) return problem(kToken, "", {{"WWW-Authenticate", "Bearer realm=\"fumiban\""}});
    if (std::find(token->scopes.begin(), token->scopes.end(), name_of(scope)) == token->scopes.end())
      return problem(kScope, name_of(scope));
  }
  if (settings.rate == 0) return std::nullopt;
  const auto wait = rate.take(counted_as(request, token), settings.rate, now);
  if (wait != 0) return problem(kRate, std::to_string(settings.rate), {{"Retry-After", std::to_string(wait)}});
  return std::nullopt;
}

/// Bodies that are not the message itself.
Wrong body_kind(const Request& request, Route route) {
  for (const auto* name : {"content-encoding", "compression"})
    if (const auto value = request.field(name); !value.empty() && !equal_fold(value, "identity"))
      return problem(kEncoding, value);
  if (request.has("key")) return problem(kEncoding, "HTTPCrypt");
  const auto type = to_lower(trim(request.field("content-type").substr(0, request.field("content-type").find(';'))));
  // Pages can send these three without asking first. rspamd's own client says text/plain.
  if (type == "application/x-www-form-urlencoded" || type == "multipart/form-data" ||
      (type == "text/plain" && route == Route::scan))
    return problem(kForm, type);
  return std::nullopt;
}

Wrong read_query(const Fields& query, Admitted& out) {
  for (const auto& [key, value] : query) {
    if (key == "name") out.name = value;
    else if (key == "message" && (value == "0" || value == "1")) out.message = value == "1";
    else return problem(kQuery, key);
  }
  return std::nullopt;
}

} // namespace

std::string_view name_of(Scope scope) noexcept {
  static constexpr std::array<std::string_view, 3> kNames = {"", "scan", "metrics"};
  return kNames[static_cast<std::size_t>(scope)];
}

std::span<const RouteSpec> routes() noexcept { return kRoutes; }

std::variant<Admitted, Problem> admit(const Request& request, const Settings& settings, Rate& rate, double now) {
  if (auto wrong = framing(request)) return *wrong;
  if (auto wrong = browser(request, settings)) return *wrong;
  const auto target = split(request.target);
  if (!target) return problem(kMalformed, "target");
  const auto* const route =
      std::find_if(std::begin(kRoutes), std::end(kRoutes), [&](const auto& one) { return one.path == target->path; });
  if (route == std::end(kRoutes)) return problem(kNotFound, target->path);
  // rspamd's proxy on the same machine does this, by GET: said before the method is, since this is what is to be
  // mended.
  for (const auto* name : {"file", "path", "shm"})
    if (route->route == Route::rspamd && request.has(name)) return problem(kReference, name);
  if (route->method != request.method) return problem(kMethod, request.method, {{"Allow", std::string(route->method)}});
  if (auto wrong = permission(request, settings, route->scope, rate, now)) return *wrong;
  Admitted out;
  out.route = route->route;
  if (out.route == Route::scan || out.route == Route::rspamd) {
    if (auto wrong = body_kind(request, out.route)) return *wrong;
    out.message = out.route == Route::rspamd;
  }
  if (out.route == Route::scan) {
    if (auto wrong = read_query(target->query, out)) return *wrong;
    out.progress =
        request.version == 11 && find_fold(request.field("accept"), "application/x-ndjson") != std::string_view::npos;
  }
  return out;
}

} // namespace fumiban::http
