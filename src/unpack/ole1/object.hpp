// SPDX-License-Identifier: Apache-2.0
/// @file
/// Objects of OLE 1.0, as RTF carries them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace fumiban::ole1 {

/// An object that lies in the document, or a link to one that lies elsewhere. Texts are UTF-8.
struct Object {
  bool linked = false;
  std::string class_name; ///< of the program that opens it
  std::string topic;      ///< of a link: where it leads
  ByteView native;        ///< what there is of the program's data
  bool complete = true;   ///< false if the bytes end before the data does
};

/// `bytes` read as an object (MS-OLEDS 2.2.4 to 2.2.6); nothing if they are none.
[[nodiscard]] std::optional<Object> read_object(ByteView bytes);

/// Where the monikers in a link lead that can be told by their class: URL moniker (MS-OSHARED 2.3.7.6) and file moniker
/// (2.3.7.8). At most 64. A search.
[[nodiscard]] std::vector<std::string> moniker_targets(ByteView bytes);

} // namespace fumiban::ole1
