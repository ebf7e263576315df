// SPDX-License-Identifier: Apache-2.0
// The pieces, one by one.
#include <benchmark/benchmark.h>
#include <libdeflate.h>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/inflate.hpp"
#include "base/text.hpp"
#include "builders/text.hpp"
#include "mail/encoded_word.hpp"
#include "mail/header.hpp"
#include "mime/delimiters.hpp"
#include "mime/encodings.hpp"

namespace {

using namespace fumiban;

std::string noise(std::size_t size) {
  std::string out;
  std::uint32_t state = 7;
  while (out.size() < size) out += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  return out;
}

void count_bytes(benchmark::State& state, std::size_t size) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(size));
}

void base64_decode(benchmark::State& state) {
  const auto text = test::base64(noise(1'000'000), 76);
  for (auto _ : state) benchmark::DoNotOptimize(decode_base64(text));
  count_bytes(state, text.size());
}
BENCHMARK(base64_decode);

void digest(benchmark::State& state) {
  const auto bytes = noise(1'000'000);
  for (auto _ : state) benchmark::DoNotOptimize(sha256(ByteView(std::string_view(bytes))));
  count_bytes(state, bytes.size());
}
BENCHMARK(digest);

void quoted_printable_decode(benchmark::State& state) {
  const auto text = test::quoted_printable(std::string(200'000, 'a') + noise(100'000));
  bool illegal = false;
  for (auto _ : state)
    benchmark::DoNotOptimize(mime::decode_quoted_printable(text, mime::IllegalEquals::kept, illegal));
  count_bytes(state, text.size());
}
BENCHMARK(quoted_printable_decode);

void delimiters(benchmark::State& state) {
  const auto body = "--b\r\n\r\n" + test::base64(noise(1'000'000), 76) + "\r\n--b--\r\n";
  for (auto _ : state) benchmark::DoNotOptimize(mime::find_delimiters(body, "b", 100));
  count_bytes(state, body.size());
}
BENCHMARK(delimiters);

void header(benchmark::State& state) {
  std::string text;
  for (int i = 0; i < 30; ++i)
    text += "X-Field-" + std::to_string(i) + ": some value of an ordinary length, folded\r\n\tonce\r\n";
  text += "\r\n";
  for (auto _ : state) benchmark::DoNotOptimize(mail::read_header(ByteView(std::string_view(text)), 1U << 20U));
  count_bytes(state, text.size());
}
BENCHMARK(header);

void japanese_words(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(mail::decode_words("=?iso-2022-jp?B?GyRCQEE1YT1xGyhC?= =?utf-8?Q?=E8=AB=8B?=", 100));
}
BENCHMARK(japanese_words);

void charset(benchmark::State& state) {
  const auto text =
      test::to_charset("いつもお世話になっております。見積書をお送りします。\r\n", test::Charset::iso_2022_jp);
  std::string body;
  for (int i = 0; i < 500; ++i) body += text;
  for (auto _ : state) benchmark::DoNotOptimize(to_utf8(body, "iso-2022-jp"));
  count_bytes(state, body.size());
}
BENCHMARK(charset);

/// The floor for inflating, and ours, which does not know the size beforehand.
void inflate_floor(benchmark::State& state) {
  const std::string plain(1'000'000, 'x');
  std::string packed(plain.size() + 1000, '\0');
  auto* compressor = libdeflate_alloc_compressor(6);
  packed.resize(libdeflate_zlib_compress(compressor, plain.data(), plain.size(), packed.data(), packed.size()));
  libdeflate_free_compressor(compressor);
  auto* decompressor = libdeflate_alloc_decompressor();
  std::string out(plain.size(), '\0');
  for (auto _ : state) {
    auto result =
        libdeflate_zlib_decompress(decompressor, packed.data(), packed.size(), out.data(), out.size(), nullptr);
    benchmark::DoNotOptimize(result);
  }
  libdeflate_free_decompressor(decompressor);
  count_bytes(state, plain.size());
}
BENCHMARK(inflate_floor);

void inflate_ours(benchmark::State& state) {
  const std::string plain(1'000'000, 'x');
  std::string packed(plain.size() + 1000, '\0');
  auto* compressor = libdeflate_alloc_compressor(6);
  packed.resize(libdeflate_zlib_compress(compressor, plain.data(), plain.size(), packed.data(), packed.size()));
  libdeflate_free_compressor(compressor);
  for (auto _ : state)
    benchmark::DoNotOptimize(inflate_zlib(ByteView(std::string_view(packed)), [](std::uint64_t) { return true; }));
  count_bytes(state, plain.size());
}
BENCHMARK(inflate_ours);

} // namespace

BENCHMARK_MAIN();
