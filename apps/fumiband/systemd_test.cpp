// SPDX-License-Identifier: Apache-2.0
#include "systemd.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "wall/descriptor.hpp"

namespace fumiban::gateway {
namespace {

using namespace std::chrono_literals;

/// Stands where systemd listens, and takes the variables back that it set.
class Systemd {
public:
  /// `name`: of a socket; with '@' in front in no folder.
  explicit Systemd(const std::string& name) : name_(name), socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0) << std::strerror(errno);
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Systemd() {
    if (name_.front() != '@') unlink(name_.c_str());
    for (const auto* variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(variable);
  }
  Systemd(const Systemd&) = delete;
  Systemd& operator=(const Systemd&) = delete;

  std::vector<std::string> told() const {
    std::vector<std::string> out;
    std::array<char, 256> packet{};
    for (;;) {
      const auto size = recv(socket_.get(), packet.data(), packet.size(), MSG_DONTWAIT);
      if (size < 0) return out;
      out.emplace_back(packet.data(), static_cast<std::size_t>(size));
    }
  }

private:
  std::string name_;
  wall::Descriptor socket_;
};

std::string own_name(const char* before) { return before + std::string("fumiban-notify-") + std::to_string(getpid()); }

TEST(Systemd, IsToldByASocketFileAndByAnAbstractOne) {
  for (const auto& name : {own_name("/tmp/"), own_name("@")}) {
    const Systemd systemd(name);
    notify("READY=1");
    EXPECT_EQ(systemd.told(), std::vector<std::string>{"READY=1"}) << name;
  }
  notify("READY=1"); // nobody asked
}

TEST(Systemd, AWatchdogIsFedTwiceInItsTimeWhileTheLoopTurns) {
  using Clock = std::chrono::steady_clock;
  const Systemd systemd(own_name("@"));
  setenv("WATCHDOG_USEC", "400000", 1);
  boost::asio::io_context io(1);
  const Watchdog watchdog(io);
  EXPECT_EQ(systemd.told(), std::vector<std::string>{"WATCHDOG=1"});
  auto shortest = Clock::duration::max(); // others may keep the processor from us once, not each time
  for (int i = 0; i < 5; ++i) {
    const auto begin = Clock::now();
    EXPECT_EQ(io.run_one(), 1U);
    EXPECT_EQ(systemd.told(), std::vector<std::string>{"WATCHDOG=1"});
    shortest = std::min(shortest, Clock::now() - begin);
  }
  EXPECT_GT(shortest, 100ms);
  EXPECT_LT(shortest, 400ms);
}

TEST(Systemd, AStuckLoopGivesNoSign) {
  const Systemd systemd(own_name("@"));
  setenv("WATCHDOG_USEC", "100000", 1);
  boost::asio::io_context io(1);
  const Watchdog watchdog(io);
  std::vector<std::string> meanwhile;
  boost::asio::post(io, [&] {
    (void)systemd.told();
    std::this_thread::sleep_for(300ms);
    meanwhile = systemd.told();
  });
  io.run_one();
  EXPECT_EQ(meanwhile, std::vector<std::string>{});
}

TEST(Systemd, AWatchdogOfAnotherProcessOrOfNoTimeIsNone) {
  const Systemd systemd(own_name("@"));
  EXPECT_FALSE(watchdog_time());
  setenv("WATCHDOG_USEC", "30000000", 1);
  EXPECT_EQ(watchdog_time(), 30s);
  setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
  EXPECT_EQ(watchdog_time(), 30s);
  setenv("WATCHDOG_PID", std::to_string(getppid()).c_str(), 1);
  EXPECT_FALSE(watchdog_time());
  unsetenv("WATCHDOG_PID");
  for (const auto* wrong : {"", "0", "-1", "30s", "99999999999999999999999"}) {
    setenv("WATCHDOG_USEC", wrong, 1);
    EXPECT_FALSE(watchdog_time()) << wrong;
    boost::asio::io_context io(1);
    const Watchdog watchdog(io);
    EXPECT_EQ(io.run(), 0U) << wrong;
  }
  EXPECT_EQ(systemd.told(), std::vector<std::string>{});
}

} // namespace
} // namespace fumiban::gateway
