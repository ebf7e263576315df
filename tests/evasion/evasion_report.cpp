// SPDX-License-Identifier: Apache-2.0
/// @file
/// Prints the table of docs/evasion.md.
#include <iostream>

#include "evasion_cases.hpp"
#include "evasion_count.hpp"

int main() {
  std::cout << fumiban::evasion::as_markdown(fumiban::evasion::count_evasions(fumiban::evasion::evasion_cases()));
  return 0;
}
