// SPDX-License-Identifier: Apache-2.0
#include "base/inflate.hpp"

#include <zlib.h>

#include <algorithm>

#include "base/raw.hpp"

namespace fumiban {

Inflated inflate_stream(ByteView packed, const std::function<bool(std::uint64_t)>& pay) {
  static constexpr std::size_t kStep = 65536;
  Inflated out;
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 32) != Z_OK) return out;
  const auto* input = Raw::chars(packed);
  std::size_t given = 0;
  int status = Z_OK;
  while (status == Z_OK) {
    if (!pay(kStep)) {
      out.refused = true;
      break;
    }
    const auto made = out.bytes.size();
    out.bytes.resize(made + kStep);
    stream.next_out = reinterpret_cast<Bytef*>(out.bytes.data() + made);
    stream.avail_out = static_cast<uInt>(kStep);
    const auto portion = std::min<std::size_t>(packed.size() - given, 1U << 30U);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input + given));
    stream.avail_in = static_cast<uInt>(portion);
    status = inflate(&stream, Z_NO_FLUSH);
    given += portion - stream.avail_in;
    out.bytes.resize(made + kStep - stream.avail_out);
    if (status == Z_OK && stream.avail_out != 0 && given == packed.size()) break; // wants more than there is
  }
  out.complete = status == Z_STREAM_END;
  inflateEnd(&stream);
  return out;
}

} // namespace fumiban
