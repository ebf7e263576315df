// SPDX-License-Identifier: Apache-2.0
// What a folder of the audit log may hold: the first byte tells what the others are.
#include <string>
#include <string_view>

#include "audit/checkpoint.hpp"
#include "audit/event.hpp"
#include "audit/packing.hpp"
#include "audit/segment.hpp"
#include "base/check.hpp"

int take_audit(std::string_view bytes);

namespace {

using namespace fumiban;
using namespace fumiban::audit;

// A pair that transparency-dev publishes for trying.
const SigningKey& key() {
  static const auto kKey =
      SigningKey::parse("PRIVATE+KEY+Test-Betty+df84580a+Afge8kCzBXU7jb3cV2Q363oNXCufJ6u9mjOY1BGRY9E2").value();
  return kKey;
}

void take_checkpoint(std::string_view bytes) {
  const auto read = read_checkpoint(bytes, key().public_key());
  if (const auto* got = std::get_if<SignedCheckpoint>(&read)) {
    const auto again = read_checkpoint(got->note(key().public_key()), key().public_key());
    FB_CHECK(bytes.find("\n\n") != got->checkpoint.text().size() - 1 ||
             std::holds_alternative<SignedCheckpoint>(again));
  }
  if (const auto parsed = PublicKey::parse(bytes)) FB_CHECK(parsed->text() == bytes);
  if (const auto parsed = SigningKey::parse(bytes)) FB_CHECK(parsed->text() == bytes);
}

/// As it is, and with a sum that fits, so that what lies behind it is reached.
void take_segment(std::string_view bytes) {
  std::string segment(kSegmentHead);
  while (bytes.size() >= 2) {
    const auto size = std::min<std::size_t>(static_cast<unsigned char>(bytes[1]), bytes.size() - 2);
    const auto payload = bytes.substr(2, size);
    const auto kind = bytes[0] % 2 == 0 ? Frame::Kind::event : Frame::Kind::checkpoint;
    if (bytes[0] % 7 != 0) segment += frame_head(kind, payload);
    segment += payload;
    bytes.remove_prefix(2 + size);
  }
  const auto extent = extent_of(segment, key().public_key());
  FB_CHECK(extent.end <= extent.broken && extent.broken <= segment.size() && extent.events <= extent.whole);
  FB_CHECK(!extent.last || read_payload(checkpoint_payload(*extent.last), key().public_key()).has_value());
  (void)was_acknowledged(segment, extent.end, key().public_key());
}

void take_event(std::string_view bytes) {
  const auto unseal = [](std::string_view sealed) { return std::optional(std::string(sealed)); };
  const auto read = event_from_json(bytes, unseal);
  const auto* event = std::get_if<Event>(&read);
  if (event == nullptr || event->erased) return;
  const auto told = to_json(*event);
  const auto again = event_from_json(told);
  FB_CHECK(std::holds_alternative<Event>(again) && to_json(std::get<Event>(again)) == told);
}

} // namespace

int take_audit(std::string_view bytes) {
  const char way = bytes.empty() ? 'S' : bytes.front();
  bytes.remove_prefix(bytes.empty() ? 0 : 1);
  if (const auto text = unpacked("\x28\xB5\x2F\xFD" + std::string(bytes))) take_event(*text);
  if (way == 'C') take_checkpoint(bytes);
  else if (way == '{') take_event("{" + std::string(bytes));
  else take_segment(bytes);
  return 0;
}
