// SPDX-License-Identifier: Apache-2.0
// What the wall costs: Wall::scan() beside scan(), each mail by both in turn; prints JSON.
// Usage: wall_cost WORKER
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "builders/business_mail.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/wall.hpp"

namespace {

using namespace fumiban;
using Clock = std::chrono::steady_clock;

double microseconds(Clock::time_point begin) {
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

nlohmann::ordered_json measure(Wall& wall, bool unpack) {
  ScanOptions options;
  options.message = true;
  std::vector<double> inside;
  std::vector<double> behind;
  std::vector<double> added;
  for (std::size_t i = 0; i < test::business_mail_count(); ++i) {
    const auto mail = test::business_mail(i);
    if (mail.needs_unpack != unpack) continue;
    const auto bytes = std::as_bytes(std::span(mail.bytes));
    auto begin = Clock::now();
    (void)scan(bytes, options);
    inside.push_back(microseconds(begin));
    begin = Clock::now();
    const auto result = wall.scan(bytes, options);
    behind.push_back(microseconds(begin));
    if (!std::holds_alternative<Report>(result)) std::abort();
    added.push_back(behind.back() - inside.back());
  }
  const auto at = [](std::vector<double>& all, std::size_t percent) {
    std::sort(all.begin(), all.end());
    return all[all.size() * percent / 100];
  };
  return {{"mails", inside.size()},
          {"scan_p50_us", at(inside, 50)},
          {"wall_p50_us", at(behind, 50)},
          {"added_p50_us", at(added, 50)},
          {"added_p99_us", at(added, 99)}};
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  auto wall = Wall::start({.worker = argv[1]});
  if (const auto* error = std::get_if<WallError>(&wall)) {
    std::fprintf(stderr, "%s: %s\n", std::string(error->id).c_str(), error->detail.c_str());
    return 69;
  }
  auto& started = std::get<Wall>(wall);
  (void)measure(started, false); // everybody is awake
  const nlohmann::ordered_json out = {{"wall, ordinary mail", measure(started, false)},
                                      {"wall, mail with documents and archives", measure(started, true)}};
  std::printf("%s\n", out.dump(2).c_str());
  return 0;
}
