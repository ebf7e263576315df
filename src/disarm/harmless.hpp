// SPDX-License-Identifier: Apache-2.0
/// @file
/// What needs no disarming, by its content.
#pragma once

#include "base/bytes.hpp"
#include "kind/kind.hpp"

namespace fumiban::disarm {

/// True if programs for PDF open it, whatever else it is.
[[nodiscard]] bool opens_as_pdf(ByteView content) noexcept;

/// True if some program opens the file as something else than what it begins as: an archive behind a picture, a
/// document behind text. A few searches.
[[nodiscard]] bool is_two_things(ByteView content) noexcept;

/// True for the source of a macro, as Office exports and imports it.
[[nodiscard]] bool is_module_source(ByteView content) noexcept;

/// True for parts of documents that act there, where they lie by themselves.
[[nodiscard]] bool is_loose_part(ByteView content);

/// True for markup without scripts, links and frames: pictures in SVG as Office writes them.
[[nodiscard]] bool is_plain_markup(ByteView content);

/// True if Windows runs, mounts or installs what has that name (UTF-8), or fetches what it says from elsewhere.
[[nodiscard]] bool acts_by_name(std::string_view name);

/// True for families that act when a person opens them.
[[nodiscard]] bool acts(Family family) noexcept;

} // namespace fumiban::disarm
