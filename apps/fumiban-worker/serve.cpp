// SPDX-License-Identifier: Apache-2.0
#include "serve.hpp"

#include <iconv.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <ctime>
#include <functional>
#include <new>
#include <span>
#include <string_view>

#include "asking.hpp"
#include "base/text.hpp"
#include "fumiban/scan.hpp"
#include "lockdown.hpp"
#include "messages/messages.hpp"
#include "rewrite/rewrite.hpp"
#include "wall/descriptor.hpp"
#include "wall/protocol.hpp"
#include "wire/wire.hpp"

namespace fumiban::worker {
namespace {

/// A sealed file, mapped for reading.
class Mapping {
public:
  Mapping(int file, std::size_t size) : size_(size) {
    if (lseek(file, 0, SEEK_END) != static_cast<off_t>(size)) return;
    address_ = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() {
    if (good()) munmap(address_, size_);
  }
  [[nodiscard]] bool good() const { return address_ != MAP_FAILED; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(address_), size_}; }

private:
  std::size_t size_;
  void* address_ = MAP_FAILED;
};

/// Readers of mail and text and of what any bytes look like: a worker that has used no other one sees further messages.
bool is_plain(std::string_view reader) {
  static constexpr std::array<std::string_view, 9> kPlain = {"type",     "signatures", "name", "file", "message",
                                                             "embedded", "disguise",   "text", "html"};
  return std::find(kPlain.begin(), kPlain.end(), reader) != kPlain.end();
}

bool has_time_left(std::uint64_t cpu_seconds) {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<std::uint64_t>(used.tv_sec) < cpu_seconds;
}

/// One job; false: no other one.
bool answer(int socket, const wall::Job& job, int file, std::uint64_t cpu_seconds, const std::string& note, int& code) {
  const auto refused_before = refusals();
  const Mapping mapping(file, job.message + job.options + job.changes);
  code = wall::kBadJob;
  if (!mapping.good()) return false;
  const auto message = mapping.bytes().first(job.message);
  const auto options = wire::decode_options(ByteView(mapping.bytes().subspan(job.message, job.options)));
  if (!options) return false;
  if (job.changes > 0) {
    const auto changes = wire::decode_changes(ByteView(mapping.bytes().subspan(job.message + job.options)));
    if (!changes) return false;
    const auto told = wire::encode(rewrite::rewrite(ByteView(message), scan(message, *options), *changes));
    code = 0;
    const wall::Answer head{.report = told.size(), .refusals = refusals() - refused_before, .spent = 1};
    return wall::send_all(socket, wall::packed(head) + told) && false;
  }
  code = 0;
  bool plain = true;
  Asking asking(socket, job.questions);
  const auto before = [&](std::string_view reader) {
    if (!plain || is_plain(reader)) return;
    plain = false;
    asking.stop();
    (void)wall::send_all(socket, wall::packed(wall::Answer{.report = 0, .refusals = 0, .spent = 1}));
  };
  auto report = scan(message, *options, before, std::ref(asking));
  report.notes = {note};
  const bool goes_on = plain && has_time_left(cpu_seconds);
  const auto told = wire::encode(report);
  const wall::Answer head{.report = told.size(), .refusals = refusals() - refused_before, .spent = goes_on ? 0U : 1U};
  return wall::send_all(socket, wall::packed(head) + told) && goes_on;
}

} // namespace

int serve(int socket, std::uint64_t cpu_seconds, const std::string& note) {
  int code = 0;
  try {
    while (auto head = wall::receive(socket, sizeof(wall::Job))) {
      const auto job = wall::unpacked<wall::Job>(head->bytes);
      if (!job || !head->descriptor.is_open()) return wall::kBadJob;
      if (!answer(socket, *job, head->descriptor.get(), cpu_seconds, note, code)) return code;
    }
  } catch (const std::bad_alloc&) {
    return wall::kNoMemory;
  }
  return code;
}

void warm_up() {
  static constexpr std::string_view kMail =
      "From: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?= <a@example.invalid>\r\nSubject: =?utf-8?Q?=E6=97=A5?=\r\n"
      "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
      "Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$BF|K\\\x1b(B\r\n"
      "--b\r\nContent-Type: text/html; charset=shift_jis\r\n\r\n<p>\x93\xfa\x96{</p>\r\n--b--\r\n";
  ScanOptions options;
  options.keep_text = true;
  (void)scan(std::as_bytes(std::span(kMail)), options);
  // Opening a converter looks for files; later none can be opened.
  for (const auto* label :
       {"utf-16",       "utf-16le",     "utf-16be",     "utf-32",         "utf-7",       "iso-8859-1",
        "iso-8859-15",  "windows-1252", "windows-1250", "windows-1251",   "gb2312",      "gbk",
        "gb18030",      "big5",         "euc-kr",       "ks_c_5601-1987", "koi8-r",      "hz-gb-2312",
        "iso-2022-kr",  "iso-2022-cn",  "cp437",        "cp850",          "windows-31j", "x-windows-50221",
        "iso-2022-jp-2"})
    (void)to_utf8("\xE9\x1b$B&\x1b(B", label);
  for (const auto* label : {"iso-2022-jp", "euc-jp", "shift_jis", "iso-8859-1", "iso-8859-15", "windows-1252"})
    (void)from_utf8("\xE6\x97\xA5", label);
  for (const auto language : {Language::en, Language::ja}) (void)Messages::in(language);
  // What the C library loads for names in archives stays loaded while it is open, so it is never closed.
  static const auto kLocale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  static const std::array kConverters = {iconv_open("UTF-8", "CP932"), iconv_open("CP932", "UTF-8"),
                                         iconv_open("UTF-8", "UTF-16LE"), iconv_open("UTF-8", "UTF-16BE")};
  (void)kLocale;
  (void)kConverters;
}

} // namespace fumiban::worker
