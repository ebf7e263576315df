// SPDX-License-Identifier: Apache-2.0
// EICAR and GTUBE.
// Reads:  every part that is not a picture, a sound or a film.
// Leaves: everything else.
// Trusts: nothing.
// Costs:  one search for the letters that both have.
// Damage: none.
#include "signatures/signatures.hpp"

#include <algorithm>
#include <array>

namespace fumiban::signatures {
namespace {

/// The strings stand here, and in the program, with every byte plus one, so that nothing of ours is taken for what it
/// names: they are compared byte by byte, never put together.
bool matches(std::string_view content, std::string_view shifted) noexcept {
  return content.size() == shifted.size() && std::equal(content.begin(), content.end(), shifted.begin(),
                                                        [](char c, char s) { return c == static_cast<char>(s - 1); });
}
constexpr std::string_view kCommon = "STANDARD-ANTI"; // in both, at these places
struct TestString {
  const FindingSpec* spec;
  std::string_view name;
  std::string_view shifted;
  std::size_t lead; ///< bytes before kCommon
};
constexpr std::array kTestStrings = {
    TestString{&kEicar, "EICAR", "Y6P\"Q&ABQ\\5]Q[Y65)Q_*8DD*8~%FJDBS.TUBOEBSE.BOUJWJSVT.UFTU.GJMF\"%I,I+", 34},
    TestString{&kGtube, "GTUBE", "YKT+D5KECRBEO2/OTCO4+3JEOFO+HUVCF.TUBOEBSE.BOUJ.VCF.UFTU.FNBJM+D/45Y", 34},
};

Result<void> analyse(const Blob& blob, Context& context) {
  if (!context.pay(blob.size())) return {};
  const auto content = blob.whole();
  std::array<bool, kTestStrings.size()> said{};
  for (auto at = content.find(kCommon); at != ByteView::npos; at = content.find(kCommon, at + 1)) {
    for (std::size_t i = 0; i < kTestStrings.size(); ++i) {
      const auto& known = kTestStrings[i];
      if (said[i] || at < known.lead) continue;
      const auto begin = at - known.lead;
      if (!matches(content.clamped(begin, begin + known.shifted.size()).text(), known.shifted)) continue;
      context.say(*known.spec, begin, known.shifted.size(), known.name);
      said[i] = true;
    }
  }
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
