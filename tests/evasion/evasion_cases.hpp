// SPDX-License-Identifier: Apache-2.0
/// @file
/// Mails that are written so that mail programs and scanners read them differently, each with a harmless twin.
#pragma once

#include <string>
#include <vector>

namespace fumiban::evasion {

/// One way to hide a file (or its name) from a reader that reads mail in one way only.
struct EvasionCase {
  std::string klass;         ///< "C1 transfer encoding, field twice"
  std::string name;          ///< unique, says the situation: "cte-twice-base64-first-then-7bit"
  std::string attack;        ///< the whole message, payload EICAR
  std::string twin;          ///< same construct, harmless text payload of the same size
  bool name_case = false;    ///< true: what is hidden is the attachment's name, see expected_name
  std::string expected_name; ///< the name that at least one mail program shows
};

/// Every case, always in the same order.
[[nodiscard]] std::vector<EvasionCase> evasion_cases();

} // namespace fumiban::evasion
