// SPDX-License-Identifier: Apache-2.0
#include "http/problem.hpp"

#include <nlohmann/json.hpp>

namespace fumiban::http {

Answer answer(const Problem& problem, Language language) {
  using Json = nlohmann::ordered_json;
  const auto& messages = Messages::in(language);
  const auto key = "http." + std::string(problem.spec->id);
  const Json body = {{"type", "urn:fumiban:problem:" + std::string(problem.spec->id)},
                     {"title", messages.say(key + ".title")},
                     {"status", problem.spec->status},
                     {"detail", messages.say(key + ".why", {{"value", problem.value}})},
                     {"mend", messages.say(key + ".mend")}};
  Answer out;
  out.status = problem.spec->status;
  out.type = "application/problem+json";
  out.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  out.fields = problem.fields;
  out.fields.emplace_back("Content-Language", language == Language::ja ? "ja" : "en");
  return out;
}

} // namespace fumiban::http
