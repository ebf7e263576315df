// SPDX-License-Identifier: Apache-2.0
#include "http_config.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/ascii.hpp"
#include "base/digest.hpp"

namespace fumiban::gateway {
namespace {

using values::Known;
using values::Read;

Read digest(std::string& out) {
  return [&out](const toml::node& node) -> std::string {
    out = to_lower(node.value_or(std::string_view()));
    const bool whole = out.size() == 64 && out.find_first_not_of("0123456789abcdef") == std::string::npos;
    return whole ? "" : "write the line that 'fumiband --new-token scan' prints";
  };
}

Read scopes(std::vector<std::string>& out) {
  return values::texts(
      [&out](std::string_view text) -> std::string {
        if (text != name_of(http::Scope::scan) && text != name_of(http::Scope::metrics))
          return "there are scan, metrics";
        out.emplace_back(text);
        return "";
      },
      "scan");
}

Read names(std::vector<std::string>& out) {
  return values::texts(
      [&out](std::string_view text) -> std::string {
        if (text.empty() || text.find_first_of(":/ ") != std::string_view::npos)
          return "write a name without scheme and port: \"gateway.example.com\"";
        out.push_back(to_lower(text));
        return "";
      },
      "gateway.example.com");
}

} // namespace

Known http_values(http::Settings& out, const std::string& file) {
  return {{"names", names(out.names)},
          {"rate", values::number(out.rate, 0, 1000000)},
          {"tls-certificate", values::text(out.certificate)},
          {"tls-key", values::text(out.key)},
          {"rspamd-hold",
           values::word({"soft reject", "quarantine"}, [&out](std::string_view word) { out.rspamd_hold = word; })},
          {"token", values::tables(
                        [&out]() -> Known {
                          auto& token = out.tokens.emplace_back();
                          return {{"name", values::text(token.name)},
                                  {"sha256", digest(token.sha256)},
                                  {"scopes", scopes(token.scopes)}};
                        },
                        [&out]() -> std::string {
                          const auto& token = out.tokens.back();
                          if (token.name.empty()) return "give it a name";
                          if (token.sha256.empty()) return "write its sha256, which 'fumiband --new-token scan' prints";
                          return token.scopes.empty() ? "say what it is for: scopes = [\"scan\"]" : "";
                        },
                        "http.token", file)}};
}

std::string http_wrong(const Config& config) {
  const auto far = [](const std::vector<Endpoint>& all) {
    const auto found = std::find_if(all.begin(), all.end(), [](const auto& one) { return !one.is_near(); });
    return found == all.end() ? nullptr : &*found;
  };
  if (const auto* one = far(config.web))
    return one->place + "listen: http = \"" + one->text() +
           "\" is open to other machines without TLS: write it under https";
  if (const auto* one = far(config.page.listen))
    return one->place + "listen: page = \"" + one->text() +
           "\" would take passwords from other machines without TLS: write it under page-tls";
  const auto& by_tls = config.web_tls.empty() ? config.page.listen_tls : config.web_tls;
  if (!by_tls.empty() && (config.door.certificate.empty() || config.door.key.empty()))
    return by_tls.front().place +
           "listen: https and page-tls need tls-certificate = \"/path.pem\" and tls-key = \"/path.pem\" under [http]";
  if (const auto* one = far(config.web_tls); one != nullptr && config.door.tokens.empty())
    return one->place + "listen: https = \"" + one->text() +
           "\" is open to other machines without a token: write one under [[http.token]]; 'fumiband --new-token scan' "
           "makes it";
  return "";
}

int print_new_token(std::string_view scope) {
  std::array<std::uint8_t, 32> random{};
  if (scope != name_of(http::Scope::scan) && scope != name_of(http::Scope::metrics)) {
    std::fprintf(stderr, "fumiband: --new-token: there are scan, metrics\n");
    return 64;
  }
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) return 71;
  const auto token = "fumiban-" + hex(random);
  std::printf(
      "%s\n\n# That is the token; it is not shown again. For the configuration:\n[[http.token]]\nname = \"%s\"\n"
      "sha256 = \"%s\"\nscopes = [\"%s\"]\n",
      token.c_str(), std::string(scope).c_str(), hex(sha256(ByteView(std::string_view(token)))).c_str(),
      std::string(scope).c_str());
  return 0;
}

} // namespace fumiban::gateway
