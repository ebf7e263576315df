// SPDX-License-Identifier: Apache-2.0
// The wall: what stands behind it says what scan() says, whoever does harm behind it harms one message.
#include "fumiban/wall.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "builders/business_mail.hpp"
#include "builders/sample_mailbox.hpp"
#include "builders/zip.hpp"
#include "dns/dns.hpp"
#include "fumiban/json.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"
#include "golden/golden.hpp"
#include "rewrite/rewrite.hpp"
#include "wall/descriptor.hpp"
#include "wire/wire.hpp"

namespace fumiban::test {
namespace {

std::string given(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

Wall wall_of(const std::string& worker, WallOptions options = {}) {
  options.worker = worker;
  auto wall = Wall::start(options);
  if (const auto* error = std::get_if<WallError>(&wall)) {
    ADD_FAILURE() << error->id << " " << error->detail;
    std::abort();
  }
  return std::get<Wall>(std::move(wall));
}
Wall honest() { return wall_of(given("FUMIBAN_WORKER")); }
Wall hostile(WallOptions options = {}) { return wall_of(given("FUMIBAN_HOSTILE_WORKER"), options); }

std::string json(Report report) {
  report.notes.clear();
  return to_json(report, decide(report, Circumstances{}, Policy::standard()), "x");
}

Report behind(Wall& wall, const std::string& bytes, const ScanOptions& options) {
  auto result = wall.scan(std::as_bytes(std::span(bytes)), options);
  if (const auto* error = std::get_if<WallError>(&result)) {
    ADD_FAILURE() << error->id << " " << error->detail;
    return {};
  }
  return std::get<Report>(std::move(result));
}

ScanOptions as_message() {
  ScanOptions options;
  options.message = true;
  return options;
}

std::string letter(const std::string& subject) {
  return "From: a@example.invalid\r\nSubject: " + subject +
         "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nA few words.\r\n";
}

/// What the one finding about a message that nobody could read says: its id and evidence.
std::string fate(const Report& report) {
  if (report.findings.size() != 1 || report.parts.size() != 1) return "was read";
  if (report.completeness() != Completeness::partial) return "called complete";
  if (decide(report, Circumstances{}, Policy::standard()).outcome == Outcome::clean) return "called clean";
  return std::string(report.findings[0].spec->id) + ": " + report.findings[0].evidence;
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST(Wall, SaysWhatScanSays) {
  auto wall = honest();
  int compared = 0;
  for (const auto& golden : goldens(source_root())) {
    auto options = golden.options;
    options.keep_text = true;
    options.keep_content = true;
    const auto here = scan(std::as_bytes(std::span(golden.input)), options);
    const auto there = behind(wall, golden.input, options);
    ASSERT_EQ(there.parts.size(), here.parts.size()) << golden.path;
    EXPECT_EQ(json(there), json(here)) << golden.path;
    for (std::size_t i = 0; i < here.parts.size(); ++i) {
      EXPECT_EQ(there.parts[i].text, here.parts[i].text) << golden.path;
      EXPECT_EQ(there.parts[i].content, here.parts[i].content) << golden.path;
      EXPECT_EQ(there.parts[i].depth, here.parts[i].depth) << golden.path;
      ASSERT_EQ(there.parts[i].fields.size(), here.parts[i].fields.size()) << golden.path;
      for (std::size_t k = 0; k < here.parts[i].fields.size(); ++k)
        EXPECT_EQ(there.parts[i].fields[k].decoded, here.parts[i].fields[k].decoded) << golden.path;
    }
    ++compared;
  }
  for (std::size_t i = 0; i < business_mail_count(); i += 7) {
    const auto mail = business_mail(i);
    const auto here = scan(std::as_bytes(std::span(mail.bytes)), as_message());
    EXPECT_EQ(json(behind(wall, mail.bytes, as_message())), json(here)) << mail.shape;
    ++compared;
  }
  EXPECT_GT(compared, 500);
}

TEST(Wall, SaysOnWhichSideItParsed) {
  auto wall = honest();
  EXPECT_EQ(behind(wall, letter("x"), as_message()).notes, std::vector<std::string>{"parsed behind the wall"});
}

TEST(Wall, ManyThreadsShareIt) {
  auto wall = honest();
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&wall, t] {
      for (std::size_t i = static_cast<std::size_t>(t); i < 400; i += 8) {
        const auto mail = business_mail(i);
        EXPECT_EQ(json(behind(wall, mail.bytes, as_message())),
                  json(scan(std::as_bytes(std::span(mail.bytes)), as_message())));
      }
    });
  for (auto& thread : threads) thread.join();
}

TEST(Wall, LeavesNoDescriptorsAndNoProcesses) {
  const auto before = open_descriptors();
  {
    auto wall = honest();
    for (const auto& sample : sample_mailbox()) (void)behind(wall, sample.bytes, as_message());
    EXPECT_LT(open_descriptors(), before + 8);
  }
  EXPECT_EQ(open_descriptors(), before);
}

TEST(Wall, AnEmptyMessageAndALargeOneAreRead) {
  auto wall = honest();
  EXPECT_EQ(behind(wall, "", {}).parts.size(), 1U);
  const auto large = letter("x") + std::string(40'000'000, 'a');
  EXPECT_EQ(behind(wall, large, as_message()).parts[0].size, large.size());
}

TEST(Wall, WhatIsWrongWithTheInstallationIsSaid) {
  const auto told = [](const std::string& worker) {
    WallOptions options;
    options.worker = worker;
    auto wall = Wall::start(options);
    const auto* error = std::get_if<WallError>(&wall);
    return error == nullptr ? std::string("started") : std::string(error->id);
  };
  EXPECT_EQ(told("/nowhere/fumiban-worker"), "wall.no-worker");
  EXPECT_EQ(told("/bin/true"), "wall.no-worker");
}

struct Deed {
  const char* word;
  const char* fate;
};

TEST(Wall, WhateverAWorkerDoesHarmsOneMessage) {
  auto wall = hostile({.cpu_seconds = 1, .memory = 256U << 20U});
  static constexpr Deed kDeeds[] = {
    {"connect", "engine.crashed: SIGSYS"},
    {"fork", "engine.crashed: SIGSYS"},
    {"clone", "engine.crashed: SIGSYS"},
    {"exec", "engine.crashed: SIGSYS"},
    {"ptrace", "engine.crashed: SIGSYS"},
    {"kill", "engine.crashed: SIGSYS"},
    {"tgkill", "engine.crashed: SIGSYS"},
    {"prlimit", "engine.crashed: SIGSYS"},
    {"pidfd", "engine.crashed: SIGSYS"},
    {"process-vm", "engine.crashed: SIGSYS"},
    {"executable-memory", "engine.crashed: SIGSYS"},
    {"make-executable", "engine.crashed: SIGSYS"},
    {"other-socket", "engine.crashed: SIGSYS"},
    {"nanosleep", "engine.crashed: SIGSYS"},
    {"io-uring", "engine.crashed: SIGSYS"},
    {"shared-memory", "engine.crashed: SIGSYS"},
    {"second-stack", "engine.crashed: SIGSYS"},
    {"descriptors", "engine.crashed: SIGSYS"},
    {"urgent", "engine.crashed: SIGSYS"},
    {"urgent-read", "engine.crashed: SIGSYS"},
    {"dup", "engine.crashed: SIGSYS"},
    {"ioctl", "engine.crashed: SIGSYS"},
    {"memfd", "engine.crashed: SIGSYS"},
    {"openat2", "engine.crashed: SIGSYS"},
    {"clone3", "engine.crashed: SIGSYS"},
    {"userfaultfd", "engine.crashed: SIGSYS"},
    {"personality", "engine.crashed: SIGSYS"},
    {"shmat", "engine.crashed: SIGSYS"},
    {"pkey-mprotect", "engine.crashed: SIGSYS"},
    {"x32", "engine.crashed: SIGSYS"},
    {"i386", "engine.crashed: SIGSYS"},
#if !defined(__SANITIZE_ADDRESS__) // which has no bound on data (its shadow takes terabytes) and answers SIGSEGV itself
    {"memory", "engine.crashed: out of memory"},
    {"segv", "engine.crashed: SIGSEGV"},
#endif
    {"abort", "engine.crashed: SIGABRT"},
    {"spin", "engine.timed-out: SIGKILL"},
    {"vanish", "engine.crashed: SIGKILL"},
    {"lie-garbage", "engine.crashed: refused answer: a number longer than it need be"},
    {"lie-nothing", "engine.crashed: refused answer: past the end"},
    {"lie-huge", "engine.crashed: a report larger than its worker"},
    {"lie-dead", "engine.crashed: refused answer: a worker that lives says that it died"},
    {"lie-late", "engine.crashed: refused answer: a worker that lives says that it died"},
    {"lie-more", "engine.crashed: refused answer: more than was announced"},
    {"lie-unknown", "engine.crashed: refused answer: a kind that nobody knows"},
  };
  for (const auto& deed : kDeeds) {
    const auto told = fate(behind(wall, letter(deed.word), as_message()));
    if (std::string_view(deed.word).starts_with("lie-garbage")) {
      EXPECT_TRUE(told.starts_with("engine.crashed: refused answer: ")) << told;
    } else {
      EXPECT_EQ(told, deed.fate) << deed.word;
    }
    EXPECT_EQ(fate(behind(wall, letter("peace"), as_message())), "was read") << "after " << deed.word;
  }
}

TEST(Wall, AnAnswerIsBoundedByWhoAsks) {
  auto wall = hostile({.answer = 500});
  EXPECT_EQ(fate(behind(wall, letter("lie-garbage"), as_message())), "engine.crashed: a report larger than its worker");
  EXPECT_EQ(fate(behind(wall, letter("peace"), as_message())), "was read");
}

TEST(Wall, AFileThatIsToBeOpenedIsRefusedAndCounted) {
  auto wall = hostile();
  EXPECT_EQ(fate(behind(wall, letter("open"), as_message())), "was read");
  EXPECT_GE(wall.refusals(), 3U);
}

TEST(Wall, AWorkerThatDoesNothingIsEndedByTheClock) {
  auto wall = hostile({.seconds = 1});
  EXPECT_EQ(fate(behind(wall, letter("wait"), as_message())), "engine.timed-out: SIGKILL");
  EXPECT_EQ(fate(behind(wall, letter("peace"), as_message())), "was read");
}

TEST(Wall, AnAnswerThatBreaksOffAnywhereIsNone) {
  auto wall = hostile();
  const auto whole = json(behind(wall, letter("peace"), as_message()));
  for (int bytes = 1; bytes < 160; ++bytes)
    EXPECT_EQ(fate(behind(wall, letter("half-" + std::to_string(bytes)), as_message())), "engine.crashed: exit 0")
        << bytes;
  EXPECT_EQ(json(behind(wall, letter("peace"), as_message())), whole);
}

/// The only child of this process.
pid_t child() {
  std::ifstream children("/proc/self/task/" + std::to_string(getpid()) + "/children");
  pid_t pid = 0;
  children >> pid;
  return pid;
}

/// The processes that a process has started.
std::set<pid_t> children_of(pid_t parent) {
  std::ifstream children("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children");
  return {std::istream_iterator<pid_t>(children), {}};
}

TEST(Wall, AnAnswerThatComesByteByByteIsEndedByTheClock) {
  auto wall = hostile({.seconds = 1});
  EXPECT_EQ(fate(behind(wall, letter("drip"), as_message())), "engine.timed-out: SIGKILL");
  EXPECT_EQ(fate(behind(wall, letter("pour"), as_message())), "engine.timed-out: SIGKILL");
  EXPECT_EQ(fate(behind(wall, letter("peace"), as_message())), "was read");
}

/// True if the worker that gets `bytes`, after another message, is one of those of before and ends.
bool ends_a_worker(Wall wall, const std::string& bytes) {
  (void)behind(wall, letter("peace"), as_message());
  const auto before = children_of(child());
  EXPECT_FALSE(before.empty());
  EXPECT_EQ(fate(behind(wall, bytes, {})), "was read");
  for (int tenths = 0; tenths < 30; ++tenths) {
    const auto now = children_of(child());
    if (!std::includes(now.begin(), now.end(), before.begin(), before.end())) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

TEST(Wall, AWorkerThatIsDoneDoesNotLinger) {
  EXPECT_TRUE(ends_a_worker(hostile(), letter("linger")));
  EXPECT_FALSE(ends_a_worker(hostile(), letter("peace")));
}

TEST(Wall, AWorkerThatHasBegunADocumentSeesNoOtherMessage) {
  EXPECT_TRUE(ends_a_worker(hostile(), letter("document")));
  const std::vector<ZipEntry> members = {{.name = "a.txt", .bytes = "A few words.\n"}};
  const std::string picture("GIF89a\x01\x00\x01\x00\x00\x00\x00;", 14);
  EXPECT_FALSE(ends_a_worker(honest(), picture + "A few words."));
  EXPECT_TRUE(ends_a_worker(honest(), write_zip(members)));
  EXPECT_TRUE(ends_a_worker(honest(), picture + write_zip(members))); // a picture by kind
}

TEST(Wall, AnAnswerThatCameBeforeItsMessageIsNone) {
  auto wall = hostile();
  (void)behind(wall, letter("foresight"), as_message());
  std::this_thread::sleep_for(std::chrono::milliseconds(100)); // the second answer is there
  const auto report = behind(wall, letter("peace"), as_message());
  ASSERT_NE(report.field("subject"), nullptr);
  EXPECT_EQ(report.field("subject")->decoded, "peace");
}

Edits rewritten(Wall& wall, const std::string& bytes, const Changes& changes) {
  auto result = wall.rewrite(std::as_bytes(std::span(bytes)), as_message(), changes);
  if (const auto* error = std::get_if<WallError>(&result)) {
    ADD_FAILURE() << error->id << " " << error->detail;
    return {};
  }
  return std::get<Edits>(std::move(result));
}

Changes banner_and_tag() {
  Changes out;
  out.banner = Outcome::suspicious;
  out.tag = "[注意] ";
  out.disarm = {2, 3};
  return out;
}

TEST(Wall, RewritesAsOneDoesWithoutIt) {
  auto wall = honest();
  for (std::size_t i = 0; i < business_mail_count(); i += 29) {
    const auto mail = business_mail(i);
    const auto report = scan(std::as_bytes(std::span(mail.bytes)), as_message());
    const auto here = rewrite::rewrite(ByteView(std::string_view(mail.bytes)), report, banner_and_tag());
    EXPECT_EQ(wire::encode(rewritten(wall, mail.bytes, banner_and_tag())), wire::encode(here)) << mail.shape;
  }
  EXPECT_EQ(wall.refusals(), 0U) << "nothing is loaded that was not loaded before";
}

TEST(Wall, AWorkerThatRewritesSeesNoOtherMessage) {
  auto wall = honest();
  (void)behind(wall, letter("peace"), as_message());
  std::set<pid_t> before;
  for (int tenths = 0; tenths < 50 && before.size() < 2; ++tenths) { // one is forked ahead, when there is time
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    before = children_of(child());
  }
  ASSERT_EQ(before.size(), 2U);
  EXPECT_EQ(rewritten(wall, letter("peace"), banner_and_tag()).obstacle, Obstacle::none);
  for (int tenths = 0; tenths < 30 && children_of(child()) != before; ++tenths)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(children_of(child()), before) << "those that were there live, the one that came for it is gone";
}

TEST(Wall, WhateverAWorkerThatRewritesDoesNothingIsRewritten) {
  auto wall = hostile({.cpu_seconds = 1, .memory = 256U << 20U});
  for (const auto* word : {"abort", "exec", "spin", "vanish", "lie-garbage", "lie-nothing", "lie-huge", "lie-from",
                           "peace", "half-10", "half-30"}) {
    const auto edits = rewritten(wall, letter(word), banner_and_tag());
    EXPECT_EQ(name_of(edits.obstacle), "crashed") << word;
    EXPECT_TRUE(edits.edits.empty()) << word;
  }
}

/// Somebody to ask: counts the questions, and takes its time.
struct Oracle {
  std::atomic<int> asked = 0;
  std::chrono::milliseconds pause{0};
  std::string record = "\4what";

  WallOptions options(WallOptions out = {}) {
    out.resolver = [this](const dns::Question& question, std::chrono::milliseconds most) -> dns::Answer {
      EXPECT_TRUE(dns::is_name(question.name)) << question.name;
      EXPECT_GT(most.count(), 0);
      ++asked;
      std::this_thread::sleep_for(std::min(pause, most));
      if (pause > most) return {.lookup = dns::Lookup::timed_out};
      return {.lookup = dns::Lookup::answered, .security = dns::Security::insecure, .ttl = 60, .records = {record}};
    };
    return out;
  }
};

std::vector<std::string> heard(Wall& wall, const std::string& questions) {
  auto notes = behind(wall, letter("ask " + questions), as_message()).notes;
  EXPECT_FALSE(notes.empty());
  notes.erase(notes.begin());
  return notes;
}

TEST(Wall, AWorkerMayAskForNames) {
  Oracle oracle;
  auto wall = hostile(oracle.options());
  const std::vector<std::string> expected = {"TXT a.example: answered 0 1 \\x04what",
                                             "TXT b.example: answered 0 1 \\x04what"};
  EXPECT_EQ(heard(wall, "TXT a.example TXT b.example"), expected);
  EXPECT_EQ(oracle.asked, 2);
  const std::vector<std::string> wrong = {"A a.example: failed 0 0"}; // no address has five bytes
  EXPECT_EQ(heard(wall, "A a.example"), wrong);
}

TEST(Wall, WhereNobodyResolvesNothingIsAsked) {
  auto wall = hostile();
  const std::vector<std::string> expected = {"TXT a.example: not-asked 0 0"};
  EXPECT_EQ(heard(wall, "TXT a.example"), expected);
  EXPECT_EQ(fate(behind(wall, letter("ask-unasked"), as_message())), "engine.crashed: more questions than it may ask");
}

TEST(Wall, OfOneMessageSoManyQuestionsAreAsked) {
  Oracle oracle;
  auto wall = hostile(oracle.options({.questions = 3}));
  const auto told = heard(wall, "TXT a.example TXT b.example TXT c.example TXT d.example");
  ASSERT_EQ(told.size(), 4U);
  EXPECT_TRUE(told[2].starts_with("TXT c.example: answered")) << told[2];
  EXPECT_EQ(told[3], "TXT d.example: not-asked 0 0");
  EXPECT_EQ(oracle.asked, 3);
  EXPECT_EQ(heard(wall, "TXT a.example").size(), 1U);
  EXPECT_EQ(oracle.asked, 4) << "the next message has its own";
}

TEST(Wall, AfterSoMuchTimeNothingIsAsked) {
  Oracle oracle;
  oracle.pause = std::chrono::milliseconds(700);
  auto wall = hostile(oracle.options({.dns_seconds = 1}));
  const auto begin = std::chrono::steady_clock::now();
  const auto told = heard(wall, "TXT a.example TXT b.example TXT c.example TXT d.example");
  ASSERT_EQ(told.size(), 4U);
  EXPECT_TRUE(told[0].starts_with("TXT a.example: answered")) << told[0];
  EXPECT_EQ(told[1], "TXT b.example: timed-out 0 0");
  EXPECT_EQ(told[3], "TXT d.example: timed-out 0 0");
  EXPECT_EQ(oracle.asked, 2);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
}

TEST(Wall, WhateverAWorkerAsksHarmsOneMessage) {
  Oracle oracle;
  while (oracle.record.size() < 60'000) oracle.record += "\xFF" + std::string(255, 'x');
  auto wall = hostile(oracle.options({.cpu_seconds = 1, .seconds = 2}));
  static constexpr Deed kDeeds[] = {
      {"ask-garbage", "engine.crashed: refused question: "},
      {"ask-dots", "engine.crashed: refused question: a name that cannot be asked for"},
      {"ask-nul", "engine.crashed: refused question: a name that cannot be asked for"},
      {"ask-type", "engine.crashed: refused question: a number above its bound"},
      {"ask-late", "engine.crashed: a question after it began a document"},
      {"ask-huge", "engine.crashed: a question longer than any is"},
      {"ask-half", "engine.timed-out: SIGKILL"},
  };
  for (const auto& deed : kDeeds) {
    const auto told = fate(behind(wall, letter(deed.word), as_message()));
    EXPECT_TRUE(told.starts_with(deed.fate)) << deed.word << ": " << told;
    EXPECT_EQ(fate(behind(wall, letter("peace"), as_message())), "was read") << "after " << deed.word;
  }
  EXPECT_EQ(oracle.asked, 0);
  EXPECT_NE(fate(behind(wall, letter("pester"), as_message())), "was read");
  EXPECT_LE(oracle.asked, 200);
  EXPECT_EQ(fate(behind(wall, letter("peace"), as_message())), "was read");
}

TEST(Wall, WhoChangesAMessageAsksNothing) {
  Oracle oracle;
  auto wall = hostile(oracle.options());
  EXPECT_EQ(name_of(rewritten(wall, letter("ask-unasked"), banner_and_tag()).obstacle), "crashed");
  EXPECT_EQ(oracle.asked, 0);
}

TEST(Wall, WorkersThatDiedMeanwhileAreNoFaultOfAMessage) {
  auto wall = hostile();
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(fate(behind(wall, letter("peace"), as_message())), "was read");
    for (const auto pid : children_of(child())) kill(pid, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

TEST(Wall, AWorkerThatDoesNotListenHoldsNobodyUp) {
  auto wall = hostile({.seconds = 1});
  EXPECT_EQ(fate(behind(wall, letter("deaf"), as_message())), "was read");
  auto options = as_message();
  options.passwords.assign(2000, std::string(1000, 'x')); // more than a socket takes
  EXPECT_EQ(fate(behind(wall, letter("peace"), options)), "engine.timed-out: SIGKILL");
  EXPECT_EQ(fate(behind(wall, letter("peace"), options)), "was read");
}

TEST(Wall, TheSecondTryIsInAWorkerThatHasSeenNothing) {
  auto wall = hostile();
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) threads.emplace_back([&] { (void)behind(wall, letter("grudge"), as_message()); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(fate(behind(wall, letter("peace"), as_message())), "was read");
}

TEST(Wall, SignalsThatItsProgramBlocksOrIgnoresDoNotReachIt) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  const auto handler = signal(SIGCHLD, SIG_IGN);
  auto wall = hostile();
  signal(SIGCHLD, handler);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(fate(behind(wall, letter("open"), as_message())), "was read");
  EXPECT_EQ(fate(behind(wall, letter("fork"), as_message())), "engine.crashed: SIGSYS");
}

TEST(Wall, WhereNoProcessCanBeStartedItSaysSoAndDoesNotWait) {
  auto wall = wall_of(given("FUMIBAN_CHILDLESS_WORKER"));
  const auto mail = letter("peace");
  const auto result = wall.scan(std::as_bytes(std::span(mail)), as_message());
  const auto* error = std::get_if<WallError>(&result);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->id, "wall.system");
}

TEST(Wall, DescriptorsThatNobodyAskedForAreClosed) {
  auto [here, there] = wall::socket_pair(SOCK_STREAM);
  const auto before = open_descriptors();
  for (std::size_t count = 1; count <= 3; ++count) {
    std::array<int, 3> descriptors = {0, 0, 0};
    char byte = 'x';
    iovec piece{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof descriptors)> control{};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    auto* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(count * sizeof(int));
    std::memcpy(CMSG_DATA(head), descriptors.data(), count * sizeof(int));
    ASSERT_EQ(sendmsg(here.get(), &message, 0), 1);
    EXPECT_TRUE(wall::receive(there.get(), 1).has_value());
    EXPECT_EQ(open_descriptors(), before) << count;
  }
}

TEST(Wall, WithoutTheZygoteItSaysSo) {
  auto wall = honest();
  const auto pid = child();
  ASSERT_GT(pid, 1);
  const auto workers = children_of(pid);
  ASSERT_EQ(kill(pid, SIGKILL), 0);
  const auto mail = letter("x");
  std::string_view told;
  for (int i = 0; i < 3 && told.empty(); ++i) { // workers that are alive may answer once more
    auto result = wall.scan(std::as_bytes(std::span(mail)), as_message());
    if (const auto* error = std::get_if<WallError>(&result)) told = error->id;
  }
  EXPECT_EQ(told, "wall.gone");
  for (const auto worker : workers)
    for (int tenths = 0; kill(worker, 0) == 0; ++tenths) {
      ASSERT_LT(tenths, 50) << "lives on";
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

} // namespace
} // namespace fumiban::test
