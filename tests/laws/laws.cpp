// SPDX-License-Identifier: Apache-2.0
#include "laws/laws.hpp"

#include <cstdlib>

#include "base/text.hpp"
#include "evasion/evasion_cases.hpp"
#include "golden/golden.hpp"

namespace fumiban::test {

const std::vector<Seed>& seeds() {
  static const std::vector<Seed> kSeeds = [] {
    std::vector<Seed> out;
    for (const auto& golden : goldens(source_root()))
      if (golden.input.size() <= 4096)
        out.push_back({golden.path.substr(source_root().size()), golden.input, golden.options});
    const auto cases = evasion::evasion_cases();
    for (std::size_t i = 0; i < cases.size(); i += 10)
      if (cases[i].attack.size() <= 4096) {
        Seed seed{cases[i].name, cases[i].attack, {}};
        seed.options.message = true;
        out.push_back(std::move(seed));
      }
    return out;
  }();
  return kSeeds;
}

std::string malformed(const Report& report) {
  if (report.parts.empty()) return "no part";
  for (std::size_t i = 0; i < report.parts.size(); ++i) {
    const auto& part = report.parts[i];
    if (i == 0 ? part.parent != kNoPart : part.parent >= i) return "parent of part " + std::to_string(i);
    if (part.alternate_of != kNoPart && part.alternate_of >= report.parts.size())
      return "alternate_of of part " + std::to_string(i);
    if (part.type.empty()) return "part " + std::to_string(i) + " has no type";
    if (part.readings.empty()) return "part " + std::to_string(i) + " has no reading";
    if (!is_utf8(part.declared_type)) return "declared type of part " + std::to_string(i);
    if (!is_utf8(part.name)) return "name of part " + std::to_string(i);
  }
  for (const auto& finding : report.findings) {
    if (finding.spec == nullptr || finding.part >= report.parts.size()) return "part of a finding";
    if (finding.evidence.size() > 256 || !is_utf8(finding.evidence))
      return "evidence of " + std::string(finding.spec->id);
  }
  for (const auto& indicator : report.indicators)
    if (indicator.part >= report.parts.size()) return "part of an indicator";
  return {};
}

std::string mutated(const std::string& bytes, std::mt19937_64& random) {
  static const std::vector<std::string> kTelling = {
      "\r",     "\n", "\r\n", "\r\n\r\n", "\0", "=",      "==",     "--",   "\"", "(", ")",         ";",
      ":",      "=?", "?=",   "%",        "\\", "\x1b$B", "\x1b(B", "\xff", "<",  ">", "boundary=", "Content-Type:",
      "base64", "'",  "*0="};
  auto out = bytes;
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); };
  for (auto rounds = 1 + below(6); rounds > 0; --rounds) {
    const auto at = below(out.size() + 1);
    switch (below(6)) {
      case 0:
        if (at < out.size()) out[at] = static_cast<char>(random());
        break;
      case 1: out.erase(at, below(8)); break;
      case 2: out.insert(at, kTelling[below(kTelling.size())]); break;
      case 3: out.insert(at, out.substr(below(out.size() + 1), below(200))); break;
      case 4: out.resize(at); break;
      default:
        if (at < out.size()) out[at] = static_cast<char>(out[at] ^ (1 << below(8)));
    }
  }
  return out;
}

std::multiset<std::string> findings_of(const Report& report, bool limits) {
  std::multiset<std::string> out;
  for (const auto& finding : report.findings)
    if (limits || (finding.spec->topic != Topic::limit && finding.spec->topic != Topic::engine))
      out.insert(std::string(finding.spec->id) + " " + finding.evidence);
  return out;
}

unsigned mutations() {
  const char* soak = std::getenv("FUMIBAN_SOAK");
  return soak == nullptr ? 200U : static_cast<unsigned>(std::strtoul(soak, nullptr, 10));
}

} // namespace fumiban::test
