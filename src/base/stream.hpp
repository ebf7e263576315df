// SPDX-License-Identifier: Apache-2.0
/// @file
/// Bytes that come a piece at a time, so that nobody has to hold all of them.
#pragma once

#include "base/bytes.hpp"

namespace fumiban {

class Stream {
public:
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;
  /// The next bytes, valid until the next call; empty at the end. After an error nothing more comes.
  [[nodiscard]] virtual Result<ByteView> next() = 0;
};

} // namespace fumiban
