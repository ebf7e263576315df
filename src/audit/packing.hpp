// SPDX-License-Identifier: Apache-2.0
/// @file
/// Events as they lie in the log: zstd (RFC 8878) with a dictionary of our own, which knows their form.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fumiban::audit {

/// A zstd frame with dictionary 1. About half of an ordinary event.
[[nodiscard]] std::string packed(std::string_view text);
/// What does not begin as a frame is text as it is. Nothing where a frame is damaged, needs another dictionary, or
/// holds more than kMostEvent.
[[nodiscard]] std::optional<std::string> unpacked(std::string_view bytes);

/// Dictionary 1.
[[nodiscard]] std::string_view dictionary_base64() noexcept;

} // namespace fumiban::audit
