// SPDX-License-Identifier: Apache-2.0
/// @file
/// Texts that macros fetch from their document by a name: variables and properties. Each reader leaves them in
/// `document`, for whoever judges the macros.
#pragma once

#include "base/bytes.hpp"
#include "scripts/vba/vba.hpp"

namespace fumiban::office {

/// A property set stream, "\5SummaryInformation" or "\5DocumentSummaryInformation" (MS-OLEPS 2.21). Linear.
void read_property_stream(ByteView stream, vba::Document& document);
/// The variables of a Word document (MS-DOC 2.9.298): StwUser, a piece of the table stream. Linear.
void read_variables(ByteView stw_user, vba::Document& document);
/// True if a part whose first element has that local name may hold such texts.
[[nodiscard]] bool holds_texts(std::string_view root) noexcept;
/// Variables and properties in such a part of a package, whatever its name and prefixes (ECMA-376 part 1, 17.15.1.30,
/// 15.2.12; part 2, 11). Linear.
void read_held_xml(std::string_view part, vba::Document& document);

} // namespace fumiban::office
