// SPDX-License-Identifier: Apache-2.0
// Instead of a worker's serve(): after the same lock-down, a worker that does what the message tells it. Test code: it
// is built into a program of the tests and never installed.
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <map>
#include <new>
#include <sstream>
#include <vector>

#include "asking.hpp"
#include "base/ascii.hpp"
#include "base/text.hpp"
#include "findings/wall.hpp"
#include "fumiban/scan.hpp"
#include "lockdown.hpp"
#include "serve.hpp"
#include "wall/descriptor.hpp"
#include "wall/protocol.hpp"
#include "wire/lookup.hpp"
#include "wire/wire.hpp"

namespace fumiban::worker {
namespace {

const std::string kForetold = "Subject: foretold\r\n\r\n";

std::string honest_answer(const std::string& message, bool spent, const std::vector<std::string>& heard = {}) {
  ScanOptions options;
  options.message = true;
  auto report = scan(std::as_bytes(std::span(message)), options);
  report.notes = {"parsed behind the wall"};
  report.notes.insert(report.notes.end(), heard.begin(), heard.end());
  const auto told = wire::encode(report);
  return wall::packed(wall::Answer{.report = told.size(), .refusals = refusals(), .spent = spent ? 1U : 0U}) + told;
}

[[noreturn]] void spin() {
  for (;;) {
    asm volatile(""); // a loop that does nothing may be left out
  }
}

int exec_something() {
  std::array<char*, 2> arguments = {const_cast<char*>("/bin/true"), nullptr};
  return execve(arguments[0], arguments.data(), nullptr);
}

void take_all_memory() {
  std::vector<std::string> kept;
  for (;;) kept.emplace_back(std::size_t{8} << 20U, 'x');
}

/// Sleeps without a call that the wall forbids.
void doze(long milliseconds) {
  int word = 0;
  const timespec time{milliseconds / 1000, milliseconds % 1000 * 1'000'000};
  (void)syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &time, nullptr, 0);
}

void send_descriptors() {
  std::array<int, 2> descriptors = {0, wall::kControl};
  char byte = 0;
  iovec piece{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof descriptors)> control{};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  auto* head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof descriptors);
  std::memcpy(CMSG_DATA(head), descriptors.data(), sizeof descriptors);
  (void)sendmsg(wall::kControl, &message, MSG_NOSIGNAL);
}

void map(int flags) { (void)mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags, -1, 0); }

/// Says that there will be a long answer and tells it as slowly as it can.
[[noreturn]] void drip(long pause) {
  (void)wall::send_all(wall::kControl, wall::packed(wall::Answer{.report = 64U << 20U, .refusals = 0, .spent = 0}));
  for (;;) {
    if (pause > 0) doze(pause);
    (void)wall::send_all(wall::kControl, "x");
  }
}

/// Asks for each name as an honest worker does: "ask TXT a.example MX b.example". What it was told, a line each.
std::vector<std::string> ask_all(std::istringstream words, std::uint64_t most) {
  std::vector<std::string> out;
  Asking asking(wall::kControl, most);
  std::string type;
  std::string name;
  while (words >> type >> name) {
    dns::Question question{dns::Type::a, name};
    while (dns::name_of(question.type) != type)
      question.type = static_cast<dns::Type>(static_cast<unsigned>(question.type) + 1);
    const auto answer = asking(question);
    auto line = type + " " + name + ": " + std::string(dns::name_of(answer.lookup)) + " " +
                std::to_string(answer.rcode) + " " + std::to_string(static_cast<unsigned>(answer.security));
    for (const auto& record : answer.records) line += " " + printable(record, 60);
    out.push_back(printable(line));
  }
  return out;
}

/// A question as it stands on the socket.
std::string question_of(const std::string& bytes) {
  return wall::packed(wall::Answer{.question = bytes.size()}) + bytes;
}

/// Asks and hears nothing of what it is told.
[[noreturn]] void pester() {
  const auto one = question_of(wire::encode(dns::Question{dns::Type::txt, "long.example"}));
  for (;;) (void)wall::send_all(wall::kControl, one);
}

bool g_grudge = false; ///< ends at the next message that comes

/// What ends the worker, if the wall stands.
const std::map<std::string, std::function<void()>>& deeds() {
  static const std::map<std::string, std::function<void()>> kDeeds = {
      {"connect", [] { (void)socket(AF_INET, SOCK_STREAM, 0); }},
      {"fork", [] { (void)syscall(SYS_fork); }},
      {"clone", [] { (void)syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr); }},
      {"exec", [] { (void)exec_something(); }},
      {"ptrace", [] { (void)ptrace(PTRACE_ATTACH, 1, nullptr, nullptr); }},
      {"kill", [] { (void)kill(1, SIGTERM); }},
      {"tgkill", [] { (void)syscall(SYS_tgkill, 1, 1, SIGTERM); }},
      {"prlimit", [] { (void)prlimit(0, RLIMIT_DATA, nullptr, nullptr); }},
      {"pidfd", [] { (void)syscall(SYS_pidfd_open, 1, 0); }},
      {"process-vm", [] { (void)syscall(SYS_process_vm_readv, 1, nullptr, 0, nullptr, 0, 0); }},
      {"executable-memory",
       [] { (void)mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
      {"make-executable",
       [] { (void)mprotect(mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096, PROT_EXEC); }},
      {"other-socket", [] { (void)recv(9, nullptr, 0, 0); }},
      {"nanosleep", [] { (void)usleep(1000); }},
      {"io-uring", [] { (void)syscall(SYS_io_uring_setup, 8, nullptr); }},
      {"shared-memory", [] { map(MAP_SHARED); }},
      {"second-stack", [] { map(MAP_PRIVATE | MAP_GROWSDOWN); }},
      {"descriptors", [] { send_descriptors(); }},
      {"urgent", [] { (void)send(wall::kControl, "x", 1, MSG_OOB | MSG_NOSIGNAL); }},
      {"urgent-read", [] { (void)recv(wall::kControl, nullptr, 0, MSG_OOB | MSG_DONTWAIT); }},
      {"dup", [] { (void)syscall(SYS_dup, wall::kControl); }},
      {"ioctl", [] { (void)syscall(SYS_ioctl, 0, 0x5412, "x"); }},
      {"memfd", [] { (void)syscall(SYS_memfd_create, "x", 0); }},
      {"openat2", [] { (void)syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", nullptr, 0); }},
      {"clone3", [] { (void)syscall(SYS_clone3, nullptr, 0); }},
      {"userfaultfd", [] { (void)syscall(SYS_userfaultfd, 0); }},
      {"personality", [] { (void)syscall(SYS_personality, 0x0400000); }}, // what is read can be run
      {"shmat", [] { (void)syscall(SYS_shmat, 0, nullptr, 0); }},
      {"pkey-mprotect", [] { (void)syscall(SYS_pkey_mprotect, nullptr, 0, PROT_EXEC, 0); }},
      {"x32", [] { (void)syscall(0x40000000L | SYS_getpid); }},
      {"i386",
       [] {
         long call = 20; // getpid there
         asm volatile("int $0x80" : "+a"(call) : : "memory");
       }},
      {"grudge",
       [] {
         doze(300); // the others take theirs meanwhile
         g_grudge = true;
       }},
      {"foresight", [] { (void)wall::send_all(wall::kControl, honest_answer(kForetold, false)); }},
      {"pester", [] { pester(); }},
      {"ask-late",
       [] { // a document has taken it over, and it tells somebody what it read, by a name
         (void)wall::send_all(wall::kControl, wall::packed(wall::Answer{.report = 0, .refusals = 0, .spent = 1}));
         (void)wall::send_all(wall::kControl, question_of(wire::encode(dns::Question{dns::Type::txt, "a.example"})));
         for (;;) doze(100'000);
       }},
      {"ask-half",
       [] {
         (void)wall::send_all(wall::kControl, question_of(std::string(200, 'x')).substr(0, 100));
         for (;;) doze(100'000);
       }},
      {"drip", [] { drip(50); }},
      {"pour", [] { drip(0); }},
      {"linger",
       [] {
         (void)wall::send_all(wall::kControl, honest_answer(kForetold, true));
         for (;;) doze(100'000);
       }},
      {"document",
       [] { // and what it holds makes the worker say that there was none
         (void)wall::send_all(wall::kControl, wall::packed(wall::Answer{.report = 0, .refusals = 0, .spent = 1}));
         (void)wall::send_all(wall::kControl, honest_answer(kForetold, false));
         for (;;) doze(100'000);
       }},
      {"deaf",
       [] {
         (void)wall::send_all(wall::kControl, honest_answer(kForetold, false));
         for (;;) doze(100'000);
       }},
      {"memory", [] { take_all_memory(); }},
      {"abort", [] { std::abort(); }},
      {"segv", [] { *static_cast<volatile int*>(nullptr) = 1; }},
      {"spin", [] { spin(); }},
      {"wait",
       [] {
         char byte = 0;
         if (read(wall::kControl, &byte, 1) > 0) spin();
       }},
      {"vanish",
       [] {
         close(wall::kControl);
         spin();
       }},
  };
  return kDeeds;
}

/// Answers that no honest worker gives; nothing for other words.
std::string lie(const std::string& word, const std::string& message) {
  const auto with = [](std::string told) {
    return wall::packed(wall::Answer{.report = told.size(), .refusals = 0, .spent = 0}) + told;
  };
  if (word == "lie-garbage") return with(std::string(1000, '\xAB'));
  if (word == "lie-nothing") return with("") + with(""); // the first says that there is a document
  if (word == "lie-huge") return wall::packed(wall::Answer{.report = ~std::uint64_t{0}, .refusals = 0, .spent = 0});
  if (word == "lie-dead" || word == "lie-late") { // what is remembered of others' messages for good
    auto report = scan(std::as_bytes(std::span(message)), ScanOptions());
    report.findings.push_back({word == "lie-dead" ? &wall::kCrashed : &wall::kTimedOut, 0, 0, 0, "I died"});
    return with(wire::encode(report));
  }
  if (word == "lie-more") return with(honest_answer(message, false).substr(sizeof(wall::Answer)) + "more");
  if (word == "lie-unknown") {
    auto told = honest_answer(message, false).substr(sizeof(wall::Answer));
    const auto at = told.find("text/plain");
    return with(told.replace(told.find("\4text", at), 5, "\4evil"));
  }
  if (word == "lie-from") { // an edit that no rewriting makes
    Edits edits;
    edits.edits = {{.offset = 0, .length = 1, .bytes = "From: b@example.invalid\r\n", .field = "From", .index = 1}};
    return with(wire::encode(edits));
  }
  if (word == "ask-garbage") return question_of(std::string(100, '\xAB'));
  if (word == "ask-huge") return wall::packed(wall::Answer{.question = ~std::uint64_t{0}});
  if (word == "ask-dots") return question_of(wire::encode(dns::Question{dns::Type::txt, "a..example"}));
  if (word == "ask-nul")
    return question_of(wire::encode(dns::Question{dns::Type::txt, std::string("a\0.example", 10)}));
  if (word == "ask-type") return question_of("\5\1a");
  if (word == "ask-unasked") return question_of(wire::encode(dns::Question{dns::Type::txt, "a.example"}));
  if (word.starts_with("half-")) // the first so many bytes of an honest answer
    return honest_answer(message, false).substr(0, static_cast<std::size_t>(std::atoi(word.c_str() + 5)));
  return {};
}

void act(int socket, const std::string& word, const std::string& message, std::uint64_t questions) {
  if (const auto deed = deeds().find(word); deed != deeds().end()) deed->second();
  if (word == "open")
    for (const auto* path : {"/etc/passwd", "/proc/self/maps", "/dev/null"}) (void)open(path, O_RDONLY);
  if (word.starts_with("ask ")) {
    const auto heard = ask_all(std::istringstream(word.substr(4)), questions);
    (void)wall::send_all(socket, honest_answer(message, false, heard));
    return;
  }
  const auto told = lie(word, message);
  if (told.empty()) {
    (void)wall::send_all(socket, honest_answer(message, word == "spent"));
    return;
  }
  (void)wall::send_all(socket, told);
  if (word.starts_with("half-")) _exit(0);
}

} // namespace

int serve(int socket, std::uint64_t, const std::string&) {
  try {
    while (auto head = wall::receive(socket, sizeof(wall::Job))) {
      const auto job = wall::unpacked<wall::Job>(head->bytes);
      if (!job) return wall::kBadJob;
      std::string message(job->message, '\0');
      if (lseek(head->descriptor.get(), 0, SEEK_SET) != 0) return wall::kBadJob;
      if (read(head->descriptor.get(), message.data(), message.size()) != static_cast<ssize_t>(message.size()))
        return wall::kBadJob;
      if (g_grudge) _exit(1);
      const auto at = message.find("Subject: ");
      const auto end = message.find("\r\n", at);
      act(socket, at == std::string::npos ? "" : message.substr(at + 9, end - at - 9), message, job->questions);
    }
  } catch (const std::bad_alloc&) {
    return wall::kNoMemory;
  }
  return 0;
}

void warm_up() {
  ScanOptions options;
  options.message = true;
  const std::string mail = "Subject: x\r\nContent-Type: text/plain\r\n\r\nx\r\n";
  (void)scan(std::as_bytes(std::span(mail)), options);
}

} // namespace fumiban::worker
