// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace fumiban {

void check_failed(const char* what, const char* file, int line) noexcept {
  std::fprintf(stderr, "fumiban: broken invariant: %s (%s:%d)\n", what, file, line);
  std::abort();
}

} // namespace fumiban
