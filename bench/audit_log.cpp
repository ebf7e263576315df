// SPDX-License-Identifier: Apache-2.0
// The audit log: how large an ordinary event is, how fast events get onto the disk, and how fast a log is verified.
// Usage: audit_log [EVENTS [FOLDER]]   (1,000,000; a folder of its own below the working folder). Prints JSON.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "audit/event.hpp"
#include "audit/key_ring.hpp"
#include "audit/log.hpp"
#include "audit/of_report.hpp"
#include "audit/segment.hpp"
#include "audit/store.hpp"
#include "audit/verify.hpp"
#include "base/digest.hpp"
#include "builders/business_mail.hpp"
#include "fumiban/scan.hpp"

namespace {

using namespace fumiban;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

double seconds(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

/// What is recorded of a mail that comes in from outside.
audit::Event event_of(const std::string& mail, std::size_t number) {
  ScanOptions options;
  options.message = true;
  const auto report = scan(std::as_bytes(std::span(mail)), options);
  audit::Event out;
  out.time = 1'795'562'229'123 + static_cast<std::int64_t>(number) * 137;
  const Circumstances circumstances{out.time / 1000, "inbound"};
  audit::tell(report, decide(report, circumstances, Policy::standard()), out);
  out.interface = "milter";
  out.queue = "4F1K2x3zPq";
  out.tls = "TLSv1.3";
  out.spf = "pass";
  out.dkim = "pass";
  out.dmarc = "pass";
  out.action = "deliver";
  out.program = version();
  out.rules_digest = sha256(ByteView(std::string_view("rules")));
  out.policy = sha256(ByteView(std::string_view("policy")));
  out.circumstances = circumstances;
  out.personal.sender = "taro.yamada@example.invalid";
  out.personal.recipients = {"hanako.suzuki@example.invalid"};
  out.personal.client = "192.0.2.117";
  out.personal.helo = "mx1.example.invalid";
  return out;
}

template <class T>
T must(audit::Got<T> got) {
  if (const auto* wrong = std::get_if<audit::Failed>(&got)) {
    std::fprintf(stderr, "%s\n", wrong->why.c_str());
    std::exit(1);
  }
  return std::move(std::get<T>(got));
}

double quantile(std::vector<double>& values, double part) {
  std::sort(values.begin(), values.end());
  return values.empty()
             ? 0
             : values[std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

/// Threads that append one event after the other, as the gateway's do.
Json append(audit::Log& log, const std::vector<std::string>& events, std::size_t threads, std::size_t count) {
  std::vector<std::vector<double>> waited(threads);
  std::vector<std::thread> all;
  const auto begin = Clock::now();
  for (std::size_t t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      for (std::size_t i = t; i < count; i += threads) {
        const auto one = Clock::now();
        (void)must(log.append(events[i % events.size()]));
        waited[t].push_back(seconds(one) * 1e3);
      }
    });
  for (auto& thread : all) thread.join();
  const auto took = seconds(begin);
  std::vector<double> each;
  for (const auto& one : waited) each.insert(each.end(), one.begin(), one.end());
  return {{"threads", threads},
          {"events_per_second", static_cast<double>(count) / took},
          {"wait_p50_ms", quantile(each, 0.5)},
          {"wait_p99_ms", quantile(each, 0.99)}};
}

/// What the disk does: as many bytes as a batch has, and fdatasync; batches a second.
double bare(const std::string& folder, std::size_t events) {
  audit::Disk disk;
  const auto file = must(disk.open(folder + "/bare"));
  const std::string batch(events * 600, 'x');
  constexpr std::size_t kBatches = 300;
  const auto begin = Clock::now();
  for (std::size_t i = 0; i < kBatches; ++i)
    if (!file->write(i * batch.size(), batch).empty() || !file->sync().empty()) return 0;
  const auto out = static_cast<double>(kBatches) / seconds(begin);
  return file->cut(0).empty() ? out : 0;
}

std::uint64_t bytes_in(const std::string& folder) {
  std::uint64_t out = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) out += entry.file_size();
  return out;
}

} // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const std::string folder = argc > 2 ? argv[2] : "audit-bench";
  fs::remove_all(folder);
  fs::create_directory(folder);
  audit::Disk disk;
  const auto ring = must(audit::KeyRing::open(disk, folder + "/keys"));
  const auto day = must(ring->key_for(1'795'562'229'123));

  std::vector<std::string> events;
  std::vector<double> plain;
  std::vector<double> record;
  double write_us = 0;
  for (std::size_t i = 0; i < test::business_mail_count(); ++i) {
    const auto event = event_of(test::business_mail(i).bytes, i);
    plain.push_back(static_cast<double>(audit::to_json(event).size()));
    const auto begin = Clock::now();
    events.push_back(audit::to_record(event, [&](std::string_view text) { return day.seal(text); }));
    write_us += seconds(begin) * 1e6;
    record.push_back(static_cast<double>(events.back().size()));
  }
  Json out;
  double sum = 0;
  for (const auto size : record) sum += size;
  out["json_bytes_p50"] = quantile(plain, 0.5);
  out["record_bytes"] = {{"mean", sum / static_cast<double>(record.size())},
                         {"p50", quantile(record, 0.5)},
                         {"p99", quantile(record, 0.99)}};
  out["seal_and_write_us"] = write_us / static_cast<double>(events.size());

  const auto key = audit::SigningKey::make("bench.invalid");
  for (const std::size_t threads : {std::size_t{1}, std::size_t{4}, std::size_t{16}, std::size_t{64}}) {
    const auto log = must(audit::Log::open(disk, folder + "/one", key));
    out["append"].push_back(append(*log.log, events, threads, threads * 2500));
  }
  for (const std::size_t size : {std::size_t{100}, std::size_t{1000}}) {
    const auto batches = std::max<std::size_t>(count / 2 / size, 1);
    const auto log = must(audit::Log::open(disk, folder + "/log", key));
    const auto begin = Clock::now();
    std::vector<std::string_view> batch;
    for (std::size_t i = 0; i < batches; ++i) {
      batch.clear();
      for (std::size_t k = 0; k < size; ++k) batch.push_back(events[(i * size + k) % events.size()]);
      (void)must(log.log->append_all(batch));
    }
    const auto took = seconds(begin);
    out["append_batches"].push_back({{"events", size},
                                     {"events_per_second", static_cast<double>(batches * size) / took},
                                     {"bare_per_second", static_cast<double>(size) * bare(folder, size)}});
  }
  auto begin = Clock::now();
  { const auto log = must(audit::Log::open(disk, folder + "/log", key)); }
  out["open_ms"] = seconds(begin) * 1e3;
  const auto bytes = bytes_in(folder + "/log");
  const auto all = must(audit::newest_checkpoint(disk, folder + "/log", key.public_key())).checkpoint.size;
  out["events"] = all;
  out["bytes_per_event"] = static_cast<double>(bytes) / static_cast<double>(all);
  out["bytes_per_event_alone"] =
      static_cast<double>(bytes_in(folder + "/one")) /
      static_cast<double>(must(audit::newest_checkpoint(disk, folder + "/one", key.public_key())).checkpoint.size);
  begin = Clock::now();
  const auto verified = audit::verify(disk, folder + "/log", key.public_key());
  const auto took = seconds(begin);
  out["verified"] = !verified.trouble && verified.events == all;
  out["verify_per_second"] = static_cast<double>(all) / took;
  out["verify_mb_per_second"] = static_cast<double>(bytes) / took / 1e6;
  fs::remove_all(folder);
  std::printf("%s\n", out.dump(2).c_str());
  return verified.trouble ? 1 : 0;
}
