// SPDX-License-Identifier: Apache-2.0
// Packets of the milter protocol.
// Reads:  a length of four bytes, big-endian, a letter, data.
// Leaves: what the data means beside strings and options: session.cpp.
// Trusts: no length.
// Costs:  each byte once.
// Damage: a length that cannot be ends the stream.
#include "milter/packets.hpp"

#include "base/bytes.hpp"

namespace fumiban::milter {
namespace {

std::string big_endian(std::uint32_t value) {
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(value >> shift);
  return out;
}

} // namespace

std::optional<Packet> PacketReader::next() {
  Reader reader{ByteView(waiting_.rest())};
  const auto length = reader.u32_big();
  if (broken_ || !length) return std::nullopt;
  broken_ = *length == 0 || *length > most_;
  const auto body = broken_ ? Result<ByteView>(Error{}) : reader.bytes(*length);
  if (!body) return std::nullopt;
  Packet out{body->text().front(), std::string(body->text().substr(1))};
  waiting_.drop(4 + *length);
  return out;
}

std::string packet(char command, std::string_view data) {
  return big_endian(static_cast<std::uint32_t>(data.size() + 1)) + command + std::string(data);
}

std::optional<Options> options_of(std::string_view data) {
  Reader reader{ByteView(data)};
  const auto version = reader.u32_big();
  const auto actions = reader.u32_big();
  const auto protocol = reader.u32_big();
  if (!protocol) return std::nullopt;
  return Options{*version, *actions, *protocol};
}

std::string encoded(const Options& options) {
  return big_endian(options.version) + big_endian(options.actions) + big_endian(options.protocol);
}

std::vector<std::string> strings_of(std::string_view data) {
  std::vector<std::string> out;
  for (auto end = data.find('\0'); end != std::string_view::npos; end = data.find('\0')) {
    out.emplace_back(data.substr(0, end));
    data.remove_prefix(end + 1);
  }
  return out;
}

} // namespace fumiban::milter
