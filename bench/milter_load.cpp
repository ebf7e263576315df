// SPDX-License-Identifier: Apache-2.0
// Many mail servers at once, as seen by a filter: sends it ordinary mail and measures how long each answer takes.
// Usage: milter_load PORT CONNECTIONS MESSAGES [RATE]   RATE: messages a second, come what may; without it, one after
// the other on each connection. Prints JSON; what is taken or shed is timed from when it was sent, "late" is how late
// that was.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "builders/business_mail.hpp"
#include "milter/packets.hpp"
#include "wall/descriptor.hpp"

namespace {

using namespace std::string_literals;
using namespace fumiban;
using milter::packet;
using Clock = std::chrono::steady_clock;

/// What a mail server says of a message, from its sender to its end.
std::string conversation(const std::string& mail) {
  std::string out = packet('M', "<a@example.invalid>\0"s) + packet('R', "<b@example.invalid>\0"s) +
                    packet('D', "Ti\0004F1K2x3\0"s) + packet('T');
  const auto end = mail.find("\r\n\r\n");
  for (std::size_t at = 0; at < end;) {
    auto next = mail.find("\r\n", at);
    while (next < end && (mail[next + 2] == ' ' || mail[next + 2] == '\t')) next = mail.find("\r\n", next + 2);
    const auto field = mail.substr(at, next - at);
    const auto colon = field.find(':');
    std::string value;
    for (const char c : field.substr(colon + 1))
      if (c != '\r') value += c;
    out += packet('L', field.substr(0, colon) + '\0' + value + '\0');
    at = next + 2;
  }
  out += packet('N');
  for (auto at = end + 4; at < mail.size(); at += 65535) out += packet('B', mail.substr(at, 65535));
  return out + packet('E');
}

class Server {
public:
  explicit Server(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), reader_(1U << 20U) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    (void)setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    good_ = connect(socket_.get(), reinterpret_cast<sockaddr*>(&where), sizeof where) == 0;
    const auto hello = packet('O', milter::encoded({.version = 6, .actions = 0x1FF, .protocol = 0x1FFFFF})) +
                       packet('C',
                              "client\0004\x1F\x90"
                              "192.0.2.7\0"s) +
                       packet('H', "client\0"s);
    good_ = good_ && wall::send_all(socket_.get(), hello) && answer() == 'O';
  }
  [[nodiscard]] bool is_good() const { return good_; }
  /// The letter of the answer; '-' where the connection is gone.
  char ask(const std::string& said) {
    good_ = good_ && wall::send_all(socket_.get(), said);
    return good_ ? answer() : '-';
  }

private:
  char answer() {
    for (;;) {
      while (const auto got = reader_.next())
        if (std::string_view("Oacdrty").find(got->command) != std::string_view::npos) return got->command;
      const auto came = wall::receive(socket_.get(), 65536);
      good_ = came.has_value();
      if (!good_) return '-';
      reader_.take(came->bytes);
    }
  }

  wall::Descriptor socket_;
  milter::PacketReader reader_;
  bool good_ = false;
};

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

/// p50, p99 and the longest, in milliseconds.
nlohmann::ordered_json spread(std::vector<double>& times) {
  if (times.empty()) return nullptr;
  std::sort(times.begin(), times.end());
  return {{"p50_ms", times[times.size() / 2]}, {"p99_ms", times[times.size() * 99 / 100]}, {"most_ms", times.back()}};
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 64;
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  const int connections = std::atoi(argv[2]);
  const long messages = std::atol(argv[3]);
  const double rate = argc > 4 ? std::atof(argv[4]) : 0;
  std::vector<std::string> said;
  for (std::size_t i = 0; i < test::business_mail_count(); ++i) {
    const auto mail = test::business_mail(i);
    if (!mail.needs_unpack) said.push_back(conversation(mail.bytes));
  }
  std::vector<std::unique_ptr<Server>> servers;
  for (int i = 0; i < connections; ++i) servers.push_back(std::make_unique<Server>(port));
  std::mutex mutex;
  std::map<char, std::vector<double>> times;
  std::vector<double> late;
  std::atomic<long> next = 0;
  const auto begin = Clock::now();
  const auto work = [&](Server& server) {
    for (long i = next++; i < messages && server.is_good(); i = next++) {
      auto due = Clock::now();
      if (rate > 0) {
        due = begin + std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 * static_cast<double>(i) / rate));
        std::this_thread::sleep_until(due);
      }
      const auto sent = Clock::now();
      const char letter = server.ask(said[static_cast<std::size_t>(i) * 7 % said.size()]);
      const auto answered = Clock::now();
      const std::scoped_lock lock(mutex);
      times[letter].push_back(milliseconds(answered - sent));
      late.push_back(milliseconds(sent - due));
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(servers.size());
  for (auto& server : servers) threads.emplace_back(work, std::ref(*server));
  for (auto& thread : threads) thread.join();
  const auto seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  nlohmann::ordered_json out = {{"seconds", seconds}, {"messages_per_s", static_cast<double>(messages) / seconds}};
  std::vector<double> shed;
  for (const char letter : {'t', 'y'}) shed.insert(shed.end(), times[letter].begin(), times[letter].end());
  const auto lost = times['-'].size();
  std::vector<double> taken;
  for (const char letter : {'a', 'c', 'd'}) taken.insert(taken.end(), times[letter].begin(), times[letter].end());
  out["taken"] = taken.size();
  out["taken_per_s"] = static_cast<double>(taken.size()) / seconds;
  out["taken_in"] = spread(taken);
  out["shed"] = shed.size();
  out["shed_in"] = spread(shed);
  out["late"] = spread(late);
  out["broken"] = lost;
  std::printf("%s\n", out.dump().c_str());
  return 0;
}
