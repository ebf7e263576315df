// SPDX-License-Identifier: Apache-2.0
/// @file
/// The only payloads that a test may carry. Both are inert, and neither stands whole in a file of this repository.
#pragma once

#include <string>

namespace fumiban::test {

/// What a built file does: `eicar` is the harmless file that every antivirus agrees to report, `echo` prints one word.
enum class Payload { eicar, echo };

/// The payload's bytes, put together at run time.
[[nodiscard]] std::string payload_bytes(Payload);

/// The GTUBE line, which spam filters agree to report, put together at run time. No line end.
[[nodiscard]] std::string gtube();

} // namespace fumiban::test
