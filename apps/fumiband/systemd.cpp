// SPDX-License-Identifier: Apache-2.0
#include "systemd.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "wall/descriptor.hpp"

namespace fumiban::gateway {
namespace {

std::optional<std::uint64_t> number(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  const std::string_view text(value);
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

} // namespace

void notify(std::string_view state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (path == nullptr || std::strlen(path) >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  const wall::Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
  (void)sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<sockaddr*>(&address), size);
}

std::optional<std::chrono::microseconds> watchdog_time() {
  constexpr std::uint64_t kDay = 86'400'000'000;
  const auto time = number("WATCHDOG_USEC");
  if (!time || *time < 2 || *time > kDay) return std::nullopt;
  // The variables are handed on to whoever we start: they are meant for one process.
  if (std::getenv("WATCHDOG_PID") != nullptr && number("WATCHDOG_PID") != static_cast<std::uint64_t>(getpid()))
    return std::nullopt;
  return std::chrono::microseconds(*time);
}

Watchdog::Watchdog(boost::asio::io_context& io) : timer_(io) {
  if (const auto time = watchdog_time()) ping(*time / 2);
}

void Watchdog::ping(std::chrono::microseconds pause) {
  notify("WATCHDOG=1");
  timer_.expires_after(pause);
  timer_.async_wait([this, pause](const boost::system::error_code& error) {
    if (!error) ping(pause);
  });
}

} // namespace fumiban::gateway
