// SPDX-License-Identifier: Apache-2.0
// Sendmail's own libmilter as an oracle: a filter made with it and our session are told the same and are to read the
// same and to say the same, byte by byte.
#include <gtest/gtest.h>
#include <libmilter/mfapi.h>
#include <libmilter/mfdef.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "milter/session.hpp"
#include "wall/descriptor.hpp"

namespace fumiban::milter {
namespace {

using namespace std::string_literals;

constexpr unsigned long kSilent = SMFIP_NR_HDR | SMFIP_NOUNKNOWN | SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL |
                                  SMFIP_NR_RCPT | SMFIP_NR_DATA | SMFIP_NR_EOH | SMFIP_NR_BODY;
constexpr unsigned long kActs =
    SMFIF_ADDHDRS | SMFIF_CHGBODY | SMFIF_ADDRCPT | SMFIF_DELRCPT | SMFIF_CHGHDRS | SMFIF_QUARANTINE;

// --- the filter: one conversation at a time, in a process of its own
// --------------------------------------------------

unsigned long g_agreed = 0;
std::string g_read; ///< what was told, as we write it
std::string g_sender;
std::string g_folder;

sfsistat go_on(unsigned long silent) { return (g_agreed & silent) != 0 ? SMFIS_NOREPLY : SMFIS_CONTINUE; }

sfsistat on_negotiate(SMFICTX*, unsigned long f0, unsigned long f1, unsigned long, unsigned long, unsigned long* pf0,
                      unsigned long* pf1, unsigned long* pf2, unsigned long* pf3) {
  *pf0 = f0 & kActs;
  *pf1 = g_agreed = f1 & (kSilent | SMFIP_HDR_LEADSPC);
  *pf2 = *pf3 = 0;
  return SMFIS_CONTINUE;
}
sfsistat on_connect(SMFICTX*, char* name, _SOCK_ADDR*) {
  g_read += "client "s + name + "\n";
  return go_on(SMFIP_NR_CONN);
}
sfsistat on_helo(SMFICTX*, char* name) {
  g_read += "helo "s + name + "\n";
  return go_on(SMFIP_NR_HELO);
}
sfsistat on_sender(SMFICTX*, char** words) {
  g_sender = words[0];
  g_read += "sender " + g_sender + "\n";
  return go_on(SMFIP_NR_MAIL);
}
sfsistat on_recipient(SMFICTX*, char** words) {
  g_read += "recipient "s + words[0] + "\n";
  return go_on(SMFIP_NR_RCPT);
}
sfsistat on_data(SMFICTX*) { return go_on(SMFIP_NR_DATA); }
sfsistat on_header(SMFICTX*, char* name, char* value) {
  g_read += name + ((g_agreed & SMFIP_HDR_LEADSPC) != 0 ? ":"s : ": "s);
  for (const char* c = value; *c != '\0'; ++c) g_read += *c == '\n' ? "\r\n"s : std::string(1, *c);
  g_read += "\r\n";
  return go_on(SMFIP_NR_HDR);
}
sfsistat on_header_end(SMFICTX*) {
  g_read += "\r\n";
  return go_on(SMFIP_NR_EOH);
}
sfsistat on_body(SMFICTX*, unsigned char* bytes, std::size_t count) {
  g_read.append(reinterpret_cast<const char*>(bytes), count);
  return go_on(SMFIP_NR_BODY);
}
sfsistat on_end(SMFICTX* context) {
  const char* queue = smfi_getsymval(context, const_cast<char*>("i"));
  std::ofstream(g_folder + "/read", std::ios::binary) << "queue " << (queue != nullptr ? queue : "") << "\n" << g_read;
  g_read.clear();
  const std::string blank = (g_agreed & SMFIP_HDR_LEADSPC) != 0 ? " " : "";
  const auto text = [](const char* words) { return const_cast<char*>(words); };
  if (g_sender == "<reject>") {
    smfi_setreply(context, text("550"), text("5.7.1"), text("Message refused: Malicious.x"));
    return SMFIS_REJECT;
  }
  if (g_sender == "<again>") {
    smfi_setreply(context, text("451"), text("4.7.1"), text("not now"));
    return SMFIS_TEMPFAIL;
  }
  if (g_sender == "<reject-plainly>") return SMFIS_REJECT;
  if (g_sender == "<again-plainly>") return SMFIS_TEMPFAIL;
  if (g_sender == "<discard>") return SMFIS_DISCARD;
  if (g_sender == "<slow>") smfi_progress(context);
  smfi_chgheader(context, text("X-Fumiban-Verdict"), 2, nullptr);
  smfi_chgheader(context, text("x-fumiban-verdict"), 1, nullptr);
  smfi_insheader(context, 0, text("X-Fumiban-Verdict"), text((blank + "clean; level=1").c_str()));
  if (g_sender == "<hold>") smfi_quarantine(context, text("Fumiban: malicious"));
  return SMFIS_CONTINUE;
}

[[noreturn]] void be_a_filter(const std::string& folder) {
  g_folder = folder;
  smfiDesc filter{};
  filter.xxfi_name = const_cast<char*>("oracle");
  filter.xxfi_version = SMFI_VERSION;
  filter.xxfi_flags = kActs;
  filter.xxfi_connect = on_connect;
  filter.xxfi_helo = on_helo;
  filter.xxfi_envfrom = on_sender;
  filter.xxfi_envrcpt = on_recipient;
  filter.xxfi_header = on_header;
  filter.xxfi_eoh = on_header_end;
  filter.xxfi_body = on_body;
  filter.xxfi_eom = on_end;
  filter.xxfi_data = on_data;
  filter.xxfi_negotiate = on_negotiate;
  const auto where = "unix:" + folder + "/socket";
  if (smfi_setconn(const_cast<char*>(where.c_str())) != MI_SUCCESS || smfi_register(filter) != MI_SUCCESS) _exit(1);
  _exit(smfi_main());
}

// --- both
// ---------------------------------------------------------------------------------------------------------------

class LibMilter : public ::testing::Test {
protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "fumiban-milter-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    filter_ = fork();
    if (filter_ == 0) be_a_filter(folder_);
  }
  void TearDown() override {
    kill(filter_, SIGKILL);
    waitpid(filter_, nullptr, 0);
    std::filesystem::remove_all(folder_);
  }

  /// What the filter answers to all that is said: all up to the answer about the message.
  std::string ask_filter(const std::string& said) {
    const wall::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    const auto path = folder_ + "/socket";
    path.copy(where.sun_path, sizeof where.sun_path - 1);
    int connected = -1;
    for (int i = 0; i < 200 && connected != 0; ++i) {
      connected = connect(socket.get(), reinterpret_cast<sockaddr*>(&where), sizeof where);
      if (connected != 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_EQ(connected, 0);
    EXPECT_TRUE(wall::send_all(socket.get(), said));
    shutdown(socket.get(), SHUT_WR);
    std::string out;
    while (const auto more = wall::receive(socket.get(), 65536)) out += more->bytes;
    return out;
  }
  std::string filter_read() const {
    std::ifstream file(folder_ + "/read", std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
  }

  std::string folder_;
  pid_t filter_ = 0;
};

std::string told(const std::string& sender, const Options& offered) {
  const auto field = [](const std::string& name, const std::string& value) {
    return packet('L', name + '\0' + value + '\0');
  };
  return packet('O', encoded(offered)) +
         packet('C',
                "client.example.invalid\0004\x1F\x90"
                "192.0.2.7\0"s) +
         packet('H', "client\0"s) + packet('M', sender + '\0') + packet('R', "<b@example.invalid>\0"s) +
         packet('R', "<c@example.invalid>\0"s) + packet('D', "Ti\0004F1K2x3\0"s) + packet('T') +
         field("From", " a@example.invalid") + field("Subject", "  two\n\twords") + field("X-None", "") +
         field("X-Odd", "\t\xE6\x97\xA5\n ") + field("X-Fumiban-Verdict", " forged") +
         field("x-fumiban-verdict", " forged again") + packet('N') + packet('B', "one\r\nt\0wo\r\n"s) +
         packet('B', "three") + packet('E');
}

struct Ours {
  std::string said;
  std::string read;
};

Ours ask_ours(const std::string& bytes, const std::string& sender) {
  Ours out;
  Session session({});
  session.take(bytes);
  while (auto event = session.next()) {
    if (auto* send = std::get_if<Session::Send>(&*event)) {
      out.said += send->bytes;
    } else if (auto* message = std::get_if<Message>(&*event)) {
      const auto& envelope = message->envelope;
      out.read = "queue " + std::string(envelope.macro("i")) + "\nclient " + envelope.client_name + "\nhelo " +
                 envelope.helo + "\nsender " + envelope.sender + "\n";
      for (const auto& recipient : envelope.recipients) out.read += "recipient " + recipient + "\n";
      out.read += message->bytes;
      Answer answer;
      answer.remove = {{"X-Fumiban-Verdict", 2}, {"x-fumiban-verdict", 1}};
      answer.insert = {{"X-Fumiban-Verdict", "clean; level=1"}};
      if (sender.starts_with("<reject")) answer.fate = Answer::Fate::reject;
      if (sender.starts_with("<again")) answer.fate = Answer::Fate::tempfail;
      if (sender == "<reject>") answer.reply = "550 5.7.1 Message refused: Malicious.x";
      if (sender == "<again>") answer.reply = "451 4.7.1 not now";
      if (sender == "<discard>") answer.fate = Answer::Fate::discard;
      if (sender == "<hold>") answer.hold = "Fumiban: malicious";
      if (sender == "<slow>") out.said += Session::progress();
      out.said += session.answer(answer);
    }
  }
  return out;
}

TEST_F(LibMilter, ReadsAndSaysWhatWeDo) {
  // As Postfix and as a new and an old Sendmail offer it.
  for (const Options offered :
       {Options{6, 0x1FF, 0x1FFFFF}, Options{6, 0x1FF, 0x0FFFFF}, Options{6, 0x3F, 0x7F}, Options{2, 0x3F, 0x7F}})
    for (const auto* sender :
         {"<deliver>", "<hold>", "<reject>", "<again>", "<reject-plainly>", "<again-plainly>", "<discard>", "<slow>"}) {
      const auto said = told(sender, offered);
      const auto ours = ask_ours(said, sender);
      const auto theirs = ask_filter(said);
      EXPECT_EQ(ours.said, theirs) << sender << " version " << offered.version << " protocol " << offered.protocol;
      EXPECT_EQ(ours.read, filter_read()) << sender;
      std::filesystem::remove(folder_ + "/read");
    }
}

} // namespace
} // namespace fumiban::milter
