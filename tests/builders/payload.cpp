// SPDX-License-Identifier: Apache-2.0
#include "payload.hpp"

#include <initializer_list>
#include <string_view>

namespace fumiban::test {
namespace {

/// The pieces one after the other. A loop at run time, so that no compiler writes the whole into the program.
std::string joined(std::initializer_list<std::string_view> pieces) {
  std::string whole;
  for (const std::string_view piece : pieces) whole.append(piece);
  return whole;
}

} // namespace

std::string payload_bytes(Payload payload) {
  switch (payload) {
    case Payload::eicar:
      return joined({"X5O!P%@AP[4", "\\PZX54(P^)", "7CC)7}", "$EICAR-STA", "NDARD-ANTI", "VIRUS-TEST", "-FILE!$H+H*"});
    case Payload::echo: return "@echo off\r\necho fumiban\r\n";
  }
  return {};
}

std::string gtube() {
  return joined({"XJS*C4JDBQ", "ADN1.NSBN3*2", "IDNEN*GTUBE-", "STANDARD-ANTI-", "UBE-TEST-EM", "AIL*C.34X"});
}

} // namespace fumiban::test
