// SPDX-License-Identifier: Apache-2.0
#include "wire/wire.hpp"

namespace fumiban::wire {

std::string encode(const ScanOptions& options) {
  Sink sink;
  for (const auto& limit : limits()) sink.number(options.limits.*limit.value);
  sink.text(options.name);
  sink.flag(options.message);
  sink.number(options.passwords.size());
  for (const auto& word : options.passwords) sink.text(word);
  sink.flag(options.keep_text);
  sink.flag(options.keep_content);
  return std::move(sink).take();
}

Result<ScanOptions> decode_options(ByteView bytes) {
  Source source(bytes);
  ScanOptions options;
  for (const auto& limit : limits()) options.limits.*limit.value = FB_TRY(source.number());
  options.name = FB_TRY(source.text());
  options.message = FB_TRY(source.flag());
  for (auto left = FB_TRY(source.count<std::string>()); left > 0; --left)
    options.passwords.emplace_back(FB_TRY(source.text()));
  options.keep_text = FB_TRY(source.flag());
  options.keep_content = FB_TRY(source.flag());
  FB_TRY(source.end());
  return options;
}

} // namespace fumiban::wire
