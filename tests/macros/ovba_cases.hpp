// SPDX-License-Identifier: Apache-2.0
/// @file
/// Projects that can be bent, and what a scan says of them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "builders/little_endian.hpp"
#include "builders/ovba.hpp"
#include "disarm/active.hpp"
#include "documents/ovba/compression.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban::ovba {

using test::le16;
using test::le32;
using Streams = std::vector<test::CompoundStream>;

/// auto_open_echo_project() below `prefix`.
inline Streams echo_streams(std::string_view prefix = "") {
  return test::vba_streams(test::auto_open_echo_project(), prefix);
}

inline std::string& bytes_of(Streams& streams, std::string_view path) {
  return std::find_if(streams.begin(), streams.end(), [&](const auto& s) { return s.path == path; })->bytes;
}

inline void remove(Streams& streams, std::string_view path) {
  std::erase_if(streams, [&](const auto& s) { return s.path == path; });
}

/// The dir stream as it is before it is packed.
inline std::string dir_of(Streams& streams) {
  return decompressed(ByteView(std::string_view(bytes_of(streams, "VBA/dir"))), 0, 1U << 20U).bytes;
}

inline void set_dir(Streams& streams, std::string_view dir) {
  bytes_of(streams, "VBA/dir") = test::ovba_compressed(dir);
}

inline std::string record(std::uint16_t id, std::string_view content) {
  return le16(id) + le32(static_cast<std::uint32_t>(content.size())) + std::string(content);
}

/// Replaces the last `from`; the last module is NewMacros.
inline std::string with_last(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.rfind(from), from.size(), to);
}

/// What is scanned in these tests is disarmed too: nothing that comes out acts.
inline Report scanned(std::string_view bytes, std::string_view name = "vbaProject.bin") {
  const auto harmless = test::disarmed(bytes, name);
  EXPECT_EQ(harmless ? test::still_active(harmless->bytes, name) : "", "");
  ScanOptions options;
  options.name = name;
  return scan(std::as_bytes(std::span(bytes)), options);
}

inline Report scanned(const Streams& streams) { return scanned(test::compound_file(streams)); }

/// "id: evidence", one a line.
inline std::string told(const Report& report) {
  std::string out;
  for (const auto& finding : report.findings) out += std::string(finding.spec->id) + ": " + finding.evidence + "\n";
  return out;
}

/// True if a finding of that id has `evidence` in its own.
inline bool says(const Report& report, std::string_view id, std::string_view evidence = "") {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
    return finding.spec->id == id && finding.evidence.find(evidence) != std::string::npos;
  });
}

/// What is said where the project is not found, or its macro not known to start a program by itself.
inline std::string missing(const Report& report) {
  return says(report, "vba.present") && says(report, "vba.autoexec-executes") ? "" : "said:\n" + told(report);
}

} // namespace fumiban::ovba

/// The project is found, and its macro is known to start a program by itself.
#define EXPECT_FOUND(report) EXPECT_EQ(::fumiban::ovba::missing(report), "")
