// SPDX-License-Identifier: Apache-2.0
/// @file
/// Which questions may be asked of the domain name system, and what an answer to one looks like.
#pragma once

#include "fumiban/dns.hpp"

namespace fumiban::dns {

inline constexpr std::size_t kMostName = 253;
inline constexpr std::size_t kMostRecords = 256;      ///< in one answer
inline constexpr std::size_t kMostBytes = 64U << 10;  ///< of all of them
inline constexpr std::uint16_t kServfail = 2;         ///< RCODE
inline constexpr std::uint32_t kMostTtl = 0x7FFFFFFF; ///< RFC 2181, 8

/// True if that name may be asked for.
[[nodiscard]] bool is_name(std::string_view name) noexcept;
/// True if that is the RDATA of a record of that type, whole and no more.
[[nodiscard]] bool is_record(Type type, std::string_view bytes) noexcept;
/// True if a question for that type may be answered so.
[[nodiscard]] bool is_sound(const Answer& answer, Type type) noexcept;

} // namespace fumiban::dns
