// SPDX-License-Identifier: Apache-2.0
// Writes what is found now into every golden file. The difference is reviewed like code.
#include <cstdio>
#include <fstream>

#include "fumiban/scan.hpp"
#include "golden/golden.hpp"

int main() {
  int changed = 0;
  for (const auto& golden : fumiban::test::goldens(fumiban::test::source_root())) {
    if (!golden.error.empty()) {
      std::fprintf(stderr, "%s: %s\n", golden.path.c_str(), golden.error.c_str());
      return 1;
    }
    auto options = golden.options;
    options.keep_text = true;
    const auto now = fumiban::test::told(fumiban::scan(std::as_bytes(std::span(golden.input)), options));
    if (now == golden.expected) continue;
    std::ofstream(golden.path, std::ios::binary) << golden.head << now;
    std::printf("rewritten: %s\n", golden.path.c_str());
    ++changed;
  }
  std::printf("%d changed\n", changed);
  return 0;
}
