// SPDX-License-Identifier: Apache-2.0
#include "base/deflate.hpp"

#include <libdeflate.h>

#include <memory>

#include "base/raw.hpp"

namespace fumiban {

std::string deflated(ByteView bytes) {
  struct Free {
    void operator()(libdeflate_compressor* one) const noexcept { libdeflate_free_compressor(one); }
  };
  static constexpr int kLevel = 6;
  thread_local const std::unique_ptr<libdeflate_compressor, Free> compressor(libdeflate_alloc_compressor(kLevel));
  std::string out(libdeflate_deflate_compress_bound(compressor.get(), bytes.size()), '\0');
  const auto size =
      libdeflate_deflate_compress(compressor.get(), Raw::data(bytes), bytes.size(), out.data(), out.size());
  FB_CHECK(size != 0);
  out.resize(size);
  return out;
}

} // namespace fumiban
