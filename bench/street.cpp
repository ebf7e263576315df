// SPDX-License-Identifier: Apache-2.0
// The whole street on ordinary mail, beside the floor, in one run; prints JSON.
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "builders/business_mail.hpp"
#include "builders/mail.hpp"
#include "builders/text.hpp"
#include "builders/zip.hpp"
#include "floor.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;
using namespace fumiban;

double seconds(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

std::span<const std::byte> bytes_of(const std::string& mail) { return std::as_bytes(std::span(mail)); }

std::uint64_t run_street(const std::string& mail) {
  static const ScanOptions kOptions = [] {
    ScanOptions options;
    options.message = true;
    return options;
  }();
  const auto report = scan(bytes_of(mail), kOptions);
  return report.parts.size() + static_cast<std::uint64_t>(decide(report, Circumstances{}, Policy::standard()).level);
}

struct Set {
  std::string name;
  std::vector<std::string> mails;
};

/// Best of `rounds` passes over the set, in seconds; keeps each mail's fastest time in `each` (microseconds).
template <class Run>
double best_pass(const Set& set, int rounds, Run run, std::vector<double>* each) {
  double best = 1e9;
  if (each != nullptr) each->assign(set.mails.size(), 1e9);
  std::uint64_t sink = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto begin = Clock::now();
    for (std::size_t i = 0; i < set.mails.size(); ++i) {
      const auto one = Clock::now();
      sink += run(i);
      if (each != nullptr) (*each)[i] = std::min((*each)[i], seconds(one) * 1e6);
    }
    best = std::min(best, seconds(begin));
  }
  if (sink == 42) std::puts("");
  return best;
}

Json measure(const Set& set) {
  std::size_t bytes = 0;
  std::vector<bench::FloorPlan> plans;
  for (const auto& mail : set.mails) {
    bytes += mail.size();
    plans.push_back(bench::floor_plan(bytes_of(mail)));
  }
  std::vector<double> each;
  const int rounds = bytes > 50'000'000 ? 3 : 7;
  // In turn, so that both see the machine in the same mood.
  double street = 1e9;
  double floor = 1e9;
  for (int turn = 0; turn < 3; ++turn) {
    floor = std::min(
        floor,
        best_pass(
            set, rounds, [&](std::size_t i) { return bench::run_floor(bytes_of(set.mails[i]), plans[i]); }, nullptr));
    street = std::min(street, best_pass(
                                  set, rounds, [&](std::size_t i) { return run_street(set.mails[i]); }, &each));
  }
  std::sort(each.begin(), each.end());
  const auto megabytes = static_cast<double>(bytes) / 1e6;
  return {{"set", set.name},
          {"messages", set.mails.size()},
          {"megabytes", megabytes},
          {"street_messages_per_s", static_cast<double>(set.mails.size()) / street},
          {"street_mb_per_s", megabytes / street},
          {"floor_mb_per_s", megabytes / floor},
          {"street_over_floor", street / floor},
          {"p50_us", each[each.size() / 2]},
          {"p99_us", each[each.size() * 99 / 100]}};
}

/// Two threads against one, each over half of the same mails.
double two_over_one(const Set& set) {
  double best = 0;
  for (int turn = 0; turn < 3; ++turn) {
    const auto pass = [&](std::size_t first, std::size_t step) {
      for (int round = 0; round < 3; ++round)
        for (auto i = first; i < set.mails.size(); i += step) (void)run_street(set.mails[i]);
    };
    auto begin = Clock::now();
    pass(0, 1);
    const auto one = seconds(begin);
    begin = Clock::now();
    std::thread other(pass, 1, 2);
    pass(0, 2);
    other.join();
    best = std::max(best, one / seconds(begin));
  }
  return best;
}

std::string text_mail(std::size_t size) {
  std::string mail =
      "From: Anna <anna@example.com>\r\nTo: ben@example.com\r\nSubject: Minutes of Monday\r\nDate: Mon, 05 Feb 2024 "
      "10:00:00 +0900\r\n"
      "Message-ID: <1@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
  while (mail.size() < size) mail += "The quick brown fox jumps over the lazy dog and writes home, line by line.\r\n";
  return mail;
}

std::string mail_with(std::string_view name, std::string_view content) {
  return "From: a@example.com\r\nTo: b@example.com\r\nSubject: Documents\r\nMIME-Version: 1.0\r\nContent-Type: "
         "multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nPlease find the file "
         "attached.\r\n--b\r\nContent-Type: application/octet-stream; name=\"" +
         std::string(name) + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + test::base64(content, 76) +
         "\r\n--b--\r\n";
}

/// Mails with the files of a folder of the corpus that have one of these extensions; none where the corpus is absent.
std::vector<std::string> corpus_mails(std::string_view folder, std::string_view extensions) {
  namespace fs = std::filesystem;
  const char* named = std::getenv("FUMIBAN_CORPUS");
  const fs::path root = fs::path(named != nullptr ? named : "../shared/corpus") / folder;
  std::vector<fs::path> paths;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(root, error))
    if (entry.is_regular_file() && extensions.find(entry.path().extension().string() + " ") != std::string_view::npos)
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> out;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    out.push_back(mail_with(path.filename().string(), content));
  }
  return out;
}

/// The same files in zip archives, each alone.
std::string zipped(const std::string& name, std::string content) {
  const std::array entries = {test::ZipEntry{.name = name, .bytes = std::move(content)}};
  return mail_with("documents.zip", test::write_zip(entries));
}

std::string attachment_mail(std::size_t size) {
  std::string data;
  std::uint32_t state = 1;
  while (data.size() < size) data += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  const std::string png("\x89PNG\r\n\x1a\n", 8);
  return "From: a@example.com\r\nTo: b@example.com\r\nSubject: Photo\r\nMIME-Version: 1.0\r\nContent-Type: "
         "multipart/mixed; boundary=b\r\n\r\n--b\r\n"
         "Content-Type: text/plain\r\n\r\nSee the photo.\r\n--b\r\nContent-Type: image/png; "
         "name=photo.png\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
         test::base64(png + data, 76) + "\r\n--b--\r\n";
}

} // namespace

int main() {
  Set business{"business mail", {}};
  for (std::size_t i = 0; i < test::business_mail_count(); ++i) {
    auto mail = test::business_mail(i);
    if (!mail.needs_unpack) business.mails.push_back(std::move(mail.bytes));
  }
  const Set small{"4 KB text mail", std::vector<std::string>(500, text_mail(4096))};
  const Set large{"1 MB attachment", std::vector<std::string>(20, attachment_mail(1'000'000))};
  const Set huge{"20 MB attachment", std::vector<std::string>(2, attachment_mail(20'000'000))};
  // Most mail is small, most bytes are attachments: the same mails, a 200 KB picture beside every fifth.
  Set mixed{"business mail, a 200 KB picture beside every fifth", business.mails};
  for (std::size_t i = 0; i < business.mails.size(); i += 5) mixed.mails.push_back(attachment_mail(200'000));
  // 70 % ordinary mail, 20 % with Office documents, 10 % with archives.
  Set offices{"70 % ordinary, 20 % Office, 10 % archives", {}};
  std::vector<std::string> documents;
  std::vector<std::string> archives;
  for (std::size_t i = 0; i < test::business_mail_count(); ++i) {
    auto mail = test::business_mail(i);
    if (mail.needs_unpack)
      (mail.shape.find("zip") == std::string::npos ? documents : archives).push_back(std::move(mail.bytes));
  }
  for (auto& mail : corpus_mails("poi", ".docx .xlsx .pptx .doc .xls .ppt .docm .xlsm ")) {
    if (documents.size() % 3 == 0) archives.push_back(zipped("report.eml", mail));
    documents.push_back(std::move(mail));
  }
  for (std::size_t i = 0; i < 3000; ++i) {
    const auto place = i % 10;
    if (place < 7) offices.mails.push_back(business.mails[i % business.mails.size()]);
    else if (place < 9) offices.mails.push_back(documents[i % documents.size()]);
    else offices.mails.push_back(archives[i % archives.size()]);
  }
  Json out = Json::array();
  for (const auto* set : std::array<const Set*, 6>{&business, &mixed, &offices, &small, &large, &huge})
    out.push_back(measure(*set));
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%s\n", Json{{"sets", out},
                           {"two_threads_over_one", two_over_one(business)},
                           {"peak_rss_mb", static_cast<double>(usage.ru_maxrss) / 1024.0}}
                          .dump(2)
                          .c_str());
  return 0;
}
