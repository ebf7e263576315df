// SPDX-License-Identifier: Apache-2.0
/// @file
/// Prints the table of docs/evasion.md.
#include <iostream>

#include "evasion_cases.hpp"
#include "evasion_count.hpp"

int main() {
  std::cout << fumiban::test::as_markdown(fumiban::test::count_evasions(fumiban::test::evasion_cases()));
  return 0;
}
