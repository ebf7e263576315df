// SPDX-License-Identifier: Apache-2.0
/// @file
/// The catalogue's rows: each builds the mails of one shape. business_mail.cpp puts them one after the other.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::test {

/// A mail and, where a row has several kinds, which one it is.
struct Built {
  std::string bytes;
  std::string detail;
};

/// A shape: its name begins with the language. `build` answers the same mail for the same number below `count`.
struct ShapeRow {
  std::string_view name;
  std::size_t count;
  bool needs_unpack;
  Built (*build)(std::size_t serial);
};

[[nodiscard]] std::vector<ShapeRow> letter_shapes();  ///< conversations, charsets, forwarding
[[nodiscard]] std::vector<ShapeRow> file_shapes();    ///< attachments, pictures in the text, scanners
[[nodiscard]] std::vector<ShapeRow> report_shapes();  ///< bounces, receipts, invitations
[[nodiscard]] std::vector<ShapeRow> bulk_shapes();    ///< mailing lists, newsletters
[[nodiscard]] std::vector<ShapeRow> machine_shapes(); ///< cron, monitoring, notices of services
[[nodiscard]] std::vector<ShapeRow> signed_shapes();  ///< S/MIME and OpenPGP
[[nodiscard]] std::vector<ShapeRow> unpack_shapes();  ///< Office files, archives, password mails

} // namespace fumiban::test
