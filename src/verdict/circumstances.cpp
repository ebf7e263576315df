// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "fumiban/verdict.hpp"

namespace fumiban {

std::string Circumstances::to_json() const {
  return nlohmann::ordered_json{{"clock", clock}, {"direction", direction}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::variant<Circumstances, std::string> Circumstances::from_json(std::string_view text) {
  const auto parsed = nlohmann::json::parse(text, nullptr, false);
  if (!parsed.is_object()) return "circumstances are a JSON object with clock and direction";
  Circumstances out;
  for (const auto& [key, value] : parsed.items()) {
    if (key == "clock" && value.is_number_integer()) out.clock = value.get<std::int64_t>();
    else if (key == "direction" && value.is_string()) out.direction = value.get<std::string>();
    else return "circumstances: '" + key + "' is unknown or of the wrong type";
  }
  return out;
}

} // namespace fumiban
