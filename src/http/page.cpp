// SPDX-License-Identifier: Apache-2.0
// The door of the page for recipients.
// Reads:  method, path, lang in the query, Sec-Fetch-Site, Accept-Language.
// Leaves: Host and Origin: who has the link may come from anywhere, and a proxy may stand before us.
// Trusts: nothing; the ticket is looked at by who made it.
// Costs:  each byte is looked at a constant number of times.
// Damage: what is no page is told by its status.
#include "http/page.hpp"

namespace fumiban::http {

std::variant<PageRequest, unsigned> page_request(const Request& request) {
  if (request.method != "GET" && request.method != "POST") return 405U;
  if (request.all("content-length").size() > 1 || (request.has("content-length") && request.has("transfer-encoding")))
    return 400U;
  const auto target = split(request.target);
  if (!target) return 400U;
  PageRequest out;
  out.posts = request.method == "POST";
  const auto site = request.field("sec-fetch-site");
  if (out.posts && !site.empty() && site != "same-origin" && site != "none") return 403U;
  out.ticket = target->path.substr(target->path.rfind('/') + 1);
  if (out.ticket.empty()) return 404U;
  // A browser that asks for neither language gets the one that most readers have.
  const auto accepted = request.field("accept-language");
  out.language = accepted.empty() ? Language::ja : language_of(accepted);
  for (const auto& [name, value] : target->query)
    if (name == "lang") out.language = value == "en" ? Language::en : Language::ja;
  return out;
}

std::optional<std::string> form_field(std::string_view body, std::string_view name) {
  const auto form = split("/?" + std::string(body));
  if (!form) return std::nullopt;
  for (const auto& [key, value] : form->query)
    if (key == name) return value;
  return std::nullopt;
}

Answer page_answer(unsigned status, std::string html) {
  return {
      status,
      "text/html; charset=utf-8",
      std::move(html),
      {{"Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
       {"Referrer-Policy", "no-referrer"}}};
}

} // namespace fumiban::http
