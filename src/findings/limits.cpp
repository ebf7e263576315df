// SPDX-License-Identifier: Apache-2.0
#include "findings/limits.hpp"

#include <array>

#include "fumiban/options.hpp"

namespace fumiban {
namespace {

struct Row {
  const FindingSpec* spec;
  std::uint64_t Limits::*value;
};
constexpr std::array kRows = {
    Row{&limit::kBytes, &Limits::bytes},
    Row{&limit::kParts, &Limits::parts},
    Row{&limit::kDepth, &Limits::depth},
    Row{&limit::kHeaderBytes, &Limits::header_bytes},
    Row{&limit::kParameters, &Limits::parameters},
    Row{&limit::kCommentDepth, &Limits::comment_depth},
    Row{&limit::kEncodedWords, &Limits::encoded_words},
    Row{&limit::kReadings, &Limits::readings},
    Row{&limit::kHtmlNodes, &Limits::html_nodes},
    Row{&limit::kPdfObjects, &Limits::pdf_objects},
    Row{&limit::kMacroTokens, &Limits::macro_tokens},
    Row{&limit::kMemory, &Limits::memory},
    Row{&limit::kPasswords, &Limits::passwords},
    Row{&limit::kFindings, &Limits::findings},
    Row{&limit::kIndicators, &Limits::indicators},
};
static_assert(sizeof(Limits) == kRows.size() * sizeof(std::uint64_t), "every limit has its row");

constexpr auto kLimits = [] {
  std::array<LimitSpec, kRows.size()> out{};
  for (std::size_t i = 0; i < kRows.size(); ++i) out[i] = {kRows[i].spec->id, kRows[i].value};
  return out;
}();
constexpr auto kSpecs = [] {
  std::array<const FindingSpec*, kRows.size()> out{};
  for (std::size_t i = 0; i < kRows.size(); ++i) out[i] = kRows[i].spec;
  return out;
}();

} // namespace

std::span<const LimitSpec> limits() noexcept { return kLimits; }
std::span<const FindingSpec* const> limit::specs() noexcept { return kSpecs; }

} // namespace fumiban
