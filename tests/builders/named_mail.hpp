// SPDX-License-Identifier: Apache-2.0
/// @file
/// A built mail and what it is an example of.
#pragma once

#include <string>

namespace fumiban::test {

struct NamedMail {
  std::string name;          ///< a file name without blanks
  std::string bytes;         ///< the whole mail, CRLF lines
  std::string shape;         ///< "ja-conversation-outlook"
  bool needs_unpack = false; ///< an archive or an Office file is part of the example
};

} // namespace fumiban::test
