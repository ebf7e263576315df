// SPDX-License-Identifier: Apache-2.0
// The gateway: listens to mail servers and to clients of clamd, reads nothing itself.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

#include "clamd_connection.hpp"
#include "fumiban/scan.hpp"
#include "milter_connection.hpp"

namespace fumiban::gateway {
namespace {

constexpr int kUsage = 64; // as sysexits.h has it
constexpr int kConfig = 78;
constexpr int kUnavailable = 69;

std::optional<std::string> slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void complain(const std::string& text) { std::fprintf(stderr, "fumiband: %s\n", text.c_str()); }

/// Tells systemd, if it asked for it.
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

struct Options {
  std::string config = "/etc/fumiban/fumiband.toml";
  std::string worker;
  bool check = false;
};

/// 0 and nothing, or an exit code.
std::optional<int> read_options(int argc, char** argv, Options& out) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word(argv[i]);
    if (word == "--check") out.check = true;
    else if (word == "--config" && i + 1 < argc) out.config = argv[++i];
    else if (word == "--worker" && i + 1 < argc) out.worker = argv[++i];
    else if (word == "--version") {
      std::printf("fumiband %s\n", std::string(version()).c_str());
      return 0;
    } else {
      std::fprintf(word == "--help" ? stdout : stderr,
                   "usage: fumiband [--config FILE] [--check]\n"
                   "  --config FILE  what to listen at and what to do (%s)\n"
                   "  --check        read the file, say what is wrong with it, and stop\n",
                   Options().config.c_str());
      return word == "--help" ? 0 : kUsage;
    }
  }
  return std::nullopt;
}

int serve(const Config& config, Gateway& gateway, boost::asio::io_context& io) {
  std::vector<Listener> listeners;
  std::uint32_t open = 0;
  std::string error;
  const auto listen = [&](const Endpoint& endpoint, auto make) {
    if (!error.empty()) return;
    listeners.emplace_back(
        io, endpoint,
        [&, make](Connection::Socket socket) {
          if (open >= config.connections) return; // closed: the other side tries again
          ++open;
          std::shared_ptr<Connection> connection(make(std::move(socket)), [&open](Connection* done) {
            --open;
            delete done;
          });
          connection->start();
        },
        error);
  };
  for (const auto& endpoint : config.milter)
    listen(endpoint, [&](Connection::Socket socket) { return new MilterConnection(std::move(socket), gateway); });
  for (const auto& endpoint : config.clamd)
    listen(endpoint, [&](Connection::Socket socket) { return new ClamdConnection(std::move(socket), gateway); });
  if (!error.empty()) {
    complain(error);
    return kUnavailable;
  }
  boost::asio::signal_set stop(io, SIGTERM, SIGINT);
  stop.async_wait([&](const boost::system::error_code& failed, int) {
    if (!failed) io.stop();
  });
  log_line(R"({"event":"ready"})");
  notify("READY=1");
  io.run();
  notify("STOPPING=1");
  listeners.clear();
  gateway.drain(); // what is being read is answered
  return 0;
}

int run(int argc, char** argv) {
  Options options;
  if (const auto code = read_options(argc, argv, options)) return *code;
  const auto text = slurp(options.config);
  if (!text) {
    complain(options.config + ": cannot be read");
    return kConfig;
  }
  auto parsed = parse_config(*text, options.config);
  if (const auto* wrong = std::get_if<std::string>(&parsed)) {
    complain(*wrong);
    return kConfig;
  }
  const auto config = std::get<Config>(std::move(parsed));
  auto wall = Wall::start({.worker = options.worker});
  if (const auto* wrong = std::get_if<WallError>(&wall)) {
    complain(std::string(wrong->id) + ": " + wrong->detail);
    return kUnavailable;
  }
  auto policy = Policy::standard();
  if (!config.policy.empty()) {
    const auto rules = slurp(config.policy);
    auto read = rules ? Policy::parse(*rules, config.policy,
                                      [&](std::string_view id) { return std::get<Wall>(wall).knows_finding(id); })
                      : std::variant<Policy, std::string>(config.policy + ": cannot be read");
    if (const auto* wrong = std::get_if<std::string>(&read)) {
      complain(*wrong);
      return kConfig;
    }
    policy = std::get<Policy>(std::move(read));
  }
  if (options.check) return 0;
  boost::asio::io_context io(1);
  Gateway gateway(config, std::move(policy), std::get<Wall>(std::move(wall)), io);
  return serve(config, gateway, io);
}

} // namespace
} // namespace fumiban::gateway

int main(int argc, char** argv) { return fumiban::gateway::run(argc, argv); }
