// SPDX-License-Identifier: Apache-2.0
// EICAR and GTUBE.
// Reads:  every part that is not a picture, a sound or a film.
// Leaves: everything else.
// Trusts: nothing.
// Costs:  two searches.
// Damage: none.
#include "signatures/signatures.hpp"

#include <array>

namespace fumiban::signatures {
namespace {

/// The strings stand here with every byte plus one, so that no file of ours is taken for what it names.
template <std::size_t Size>
constexpr std::array<char, Size - 1> shifted(const char (&text)[Size]) {
  std::array<char, Size - 1> out{};
  for (std::size_t i = 0; i + 1 < Size; ++i) out[i] = static_cast<char>(text[i] - 1);
  return out;
}
constexpr auto kEicarString =
    shifted("Y6P\"Q&ABQ\\5]Q[Y65)Q_*8DD*8~%FJDBS.TUBOEBSE.BOUJWJSVT.UFTU.GJMF\"%I,I+");
constexpr auto kGtubeString = shifted("YKT+D5KECRBEO2/OTCO4+3JEOFO+HUVCF.TUBOEBSE.BOUJ.VCF.UFTU.FNBJM+D/45Y");

std::string_view eicar() noexcept { return {kEicarString.data(), kEicarString.size()}; }
std::string_view gtube() noexcept { return {kGtubeString.data(), kGtubeString.size()}; }

Result<void> analyse(const Blob& blob, Context& context) {
  if (!context.pay(blob.size())) return {};
  const auto content = blob.whole();
  if (const auto at = content.find(eicar()); at != ByteView::npos) context.say(kEicar, at, eicar().size(), "EICAR");
  if (const auto at = content.find(gtube()); at != ByteView::npos) context.say(kGtube, at, gtube().size(), "GTUBE");
  return {};
}

bool may_hold(const Sight& sight) noexcept {
  return sight.kind.family != Family::picture && sight.kind.family != Family::sound &&
         sight.kind.family != Family::video && sight.kind.family != Family::message;
}

constexpr std::array<const FindingSpec*, 2> kFindings = {&kEicar, &kGtube};

} // namespace

const Analyser kAnalyser{"signatures", &may_hold, &analyse, kFindings};

} // namespace fumiban::signatures
