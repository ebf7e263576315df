// SPDX-License-Identifier: Apache-2.0
/// @file
/// Files that the Packager put into documents ("Insert, Object, From file"): the stream "\1Ole10Native" of compound
/// files, and the native data of OLE 1.0 objects.
#pragma once

#include <optional>
#include <string>

#include "analyser/context.hpp"

namespace fumiban::ole1 {

/// A file in a document, as the Packager wrote it. Paths are as Windows writes them, in UTF-8.
struct Package {
  std::string label;     ///< what stands under the icon
  std::string path;      ///< where the file was when it was put in
  std::string temporary; ///< where it is laid when it is opened
  ByteView data;         ///< what there is of it
  bool complete = true;  ///< false if the stream ends before the file does
};

/// The native data of an OLE 1.0 object (MS-OLEDS 2.3.6): what follows the size, without trust in it.
[[nodiscard]] ByteView native_data(ByteView stream) noexcept;

/// `native` read as the Packager's; nothing if it is some other program's, or only names a file that lies elsewhere.
[[nodiscard]] std::optional<Package> read_package(ByteView native);

/// The last component of a path.
[[nodiscard]] std::string last_of_path(std::string_view path);

/// Hands on the file, which lies in `blob`, under all its names. The part's index, or kNoPart as Context::add() says.
std::uint32_t hand_on(const Package& package, const Blob& blob, std::uint64_t offset, Context& context);

} // namespace fumiban::ole1
