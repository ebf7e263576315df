// SPDX-License-Identifier: Apache-2.0
/// @file
/// File descriptors with an owner, and what is sent between processes through them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace fumiban::wall {

/// Closes what it holds.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }

private:
  int fd_ = -1;
};

/// Two ends of a socket; neither open where the system has none left. `type`: SOCK_STREAM or SOCK_SEQPACKET.
[[nodiscard]] std::pair<Descriptor, Descriptor> socket_pair(int type);

/// A file in memory that holds `pieces` and that nobody can change any more; not open where there is no room.
[[nodiscard]] Descriptor sealed_file(std::initializer_list<std::string_view> pieces);

/// Sends all of `bytes`, with a copy of `descriptor` (-1: none) beside the first of them. False: the other end is gone,
/// or, without `wait`, does not read what was sent before.
[[nodiscard]] bool send_all(int socket, std::string_view bytes, int descriptor = -1, bool wait = true);

/// What came in one piece.
struct Received {
  std::string bytes;
  Descriptor descriptor; ///< the one that came beside it; where there were more, the others are closed
};
/// One packet, or what there is of a stream, up to `most` bytes; nothing at the end, on an error, or, without `wait`,
/// where nothing has come yet.
[[nodiscard]] std::optional<Received> receive(int socket, std::size_t most, bool wait = true);

} // namespace fumiban::wall
