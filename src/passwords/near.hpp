// SPDX-License-Identifier: Apache-2.0
/// @file
/// What stands near a password word.
#pragma once

#include <cstdint>

#include "passwords/hits.hpp"
#include "passwords/pool.hpp"

namespace fumiban::passwords {

/// Adds what the password beside `hit` may be: after it, before it, and on the lines below and above. Looks at no
/// more than some hundred bytes around, whatever the text.
void add_near(Pool& pool, const Plain& plain, const Hit& hit, Source source, std::uint32_t part);

/// Adds what stands alone on a line of `plain` and looks chosen: the last resort, for a mail whose subject alone
/// speaks of the password. At most 20.
void add_lone_lines(Pool& pool, const Plain& plain, Source source, std::uint32_t part);

} // namespace fumiban::passwords
