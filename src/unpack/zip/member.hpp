// SPDX-License-Identifier: Apache-2.0
/// @file
/// The content of one member.
#pragma once

#include <optional>
#include <string_view>

#include "unpack/zip/directory.hpp"

namespace fumiban::zip {

/// What came out.
struct Unpacked {
  Blob content;
  bool refused = false; ///< a limit was reached and said: `content` is nothing
  std::string damage{}; ///< why it is not whole, for people; empty if it is
};

/// True if `header`'s method can be decoded.
[[nodiscard]] bool is_supported(const Header& header) noexcept;

/// Decodes what `header` says lies in [begin, end) of `archive`.
[[nodiscard]] Unpacked unpack(const Blob& archive, const Header& header, std::uint64_t begin, std::uint64_t end,
                              Context& context);

/// The same with a password; nothing if it is the wrong one.
[[nodiscard]] std::optional<Unpacked> unpack_locked(const Blob& archive, const Header& header, std::uint64_t begin,
                                                    std::uint64_t end, std::string_view password, Context& context);

} // namespace fumiban::zip
