// SPDX-License-Identifier: Apache-2.0
// Apart from policy.cpp, so that a program without readers does not get them by way of their findings.
#include <algorithm>

#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban {

std::variant<Policy, std::string> Policy::parse(std::string_view toml, std::string_view file_name) {
  const auto specs = finding_specs();
  return parse(toml, file_name, [&](std::string_view id) {
    return std::any_of(specs.begin(), specs.end(), [&](const auto* spec) { return spec->id == id; });
  });
}

} // namespace fumiban
