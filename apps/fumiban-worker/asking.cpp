// SPDX-License-Identifier: Apache-2.0
#include "asking.hpp"

#include <optional>
#include <string>

#include "wall/descriptor.hpp"
#include "wall/protocol.hpp"
#include "wire/lookup.hpp"

namespace fumiban::worker {
namespace {

std::optional<std::string> receive_all(int socket, std::size_t size) {
  std::string out;
  while (out.size() < size) {
    const auto more = wall::receive(socket, size - out.size());
    if (!more) return std::nullopt;
    out += more->bytes;
  }
  return out;
}

} // namespace

dns::Answer Asking::operator()(const dns::Question& question) {
  if (left_ == 0) return {};
  --left_;
  dns::Answer failed{.lookup = dns::Lookup::failed};
  const auto asked = wire::encode(question);
  if (!wall::send_all(socket_, wall::packed(wall::Answer{.question = asked.size()}) + asked)) return failed;
  const auto head = receive_all(socket_, sizeof(wall::Told));
  const auto told = head ? wall::unpacked<wall::Told>(*head) : std::nullopt;
  if (!told || told->answer > wire::kMostAnswer) return failed;
  const auto bytes = receive_all(socket_, told->answer);
  if (!bytes) return failed;
  auto answer = wire::decode_answer(ByteView(std::string_view(*bytes)), question.type);
  return answer ? std::move(answer).value() : failed;
}

} // namespace fumiban::worker
