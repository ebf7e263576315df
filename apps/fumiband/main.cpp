// SPDX-License-Identifier: Apache-2.0
// The gateway: listens to mail servers and to clients of clamd, reads nothing itself.
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>

#include "check.hpp"
#include "clamd_connection.hpp"
#include "fumiban/scan.hpp"
#include "http_config.hpp"
#include "http_server.hpp"
#include "milter_connection.hpp"
#include "places.hpp"
#include "resolver.hpp"
#include "smtp_connection.hpp"
#include "systemd.hpp"

namespace fumiban::gateway {
namespace {

constexpr int kUsage = 64; // as sysexits.h has it
constexpr int kConfig = 78;
constexpr int kUnavailable = 69;

void complain(const std::string& text) { std::fprintf(stderr, "fumiband: %s\n", text.c_str()); }

void tell_notes(const Config& config) {
  for (const auto& note : notes_of(config, std::time(nullptr))) complain("note: " + note);
}

struct Options {
  std::string config = "/etc/fumiban/fumiband.toml";
  std::string worker;
  bool check = false;
};

void print_usage(std::FILE* out) {
  std::fprintf(out,
               "usage: fumiband [--config FILE] [--worker PROGRAM] [--check] | --new-token scan|metrics\n"
               "  --config FILE     what to listen at and what to do (%s)\n"
               "  --check           read the file, say what is wrong with it, and stop\n"
               "  --new-token       make a token for HTTP, say what the file keeps of it, and stop\n"
               "  --worker PROGRAM  what parses, where it is not installed beside this program\n"
               "  --version         which one this is\n"
               "  --help            this\n",
               Options().config.c_str());
}

/// Nothing, or an exit code.
std::optional<int> read_options(int argc, char** argv, Options& out) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word(argv[i]);
    if (word == "--check") out.check = true;
    else if (word == "--config" && i + 1 < argc) out.config = argv[++i];
    else if (word == "--new-token" && i + 1 < argc) return print_new_token(argv[i + 1]);
    else if (word == "--worker" && i + 1 < argc) out.worker = argv[++i];
    else if (word == "--version") {
      std::printf("fumiband %s\n", std::string(version()).c_str());
      return 0;
    } else if (word == "--help") {
      print_usage(stdout);
      return 0;
    } else {
      const bool lacks = word == "--config" || word == "--new-token" || word == "--worker";
      complain(std::string(word) + (lacks ? ": say what, behind it" : ": there is no such option"));
      print_usage(stderr);
      return kUsage;
    }
  }
  return std::nullopt;
}

/// What the files say, or what is wrong with them.
std::variant<Config, std::string> read_config(const std::string& path) {
  auto files = read_config_files(path);
  if (auto* wrong = std::get_if<std::string>(&files)) return std::move(*wrong);
  return parse_config(std::get<0>(files));
}

/// The same with the policy that they name. `knows`: whether there is a finding of that id.
std::variant<std::shared_ptr<const Setup>, std::string> with_policy(Config config, const Wall& wall) {
  auto setup = std::make_shared<Setup>(Setup{std::move(config), Policy::standard()});
  for (const auto& allowance : setup->config.site.allowances)
    for (const auto& id : allowance.findings) {
      const auto* spec = wall.finding(id);
      if (spec == nullptr) return "allow: there is no finding '" + id + "'; 'fumiban findings' lists all";
      if (spec->unread != Unread::no)
        return "allow: '" + id + "' says that something was not read, which no reason changes; a [[group]] with " +
               "actions = { locked = \"deliver\" } or the like delivers it, marked";
    }
  if (const auto& file = setup->config.policy; !file.empty()) {
    std::ifstream rules(file, std::ios::binary);
    std::ostringstream text;
    text << rules.rdbuf();
    if (!rules) return file + ": cannot be read";
    auto read = Policy::parse(text.str(), file, [&](std::string_view id) { return wall.finding(id) != nullptr; });
    if (auto* wrong = std::get_if<std::string>(&read)) return std::move(*wrong);
    setup->policy = std::get<Policy>(std::move(read));
  }
  return setup;
}

/// Reads the configuration again; what is wrong with it is told, and the old one stays.
void reload(const std::string& path, Gateway& gateway) {
  auto config = read_config(path);
  const auto* wrong = std::get_if<std::string>(&config);
  std::variant<std::shared_ptr<const Setup>, std::string> setup;
  if (wrong == nullptr) {
    setup = with_policy(std::get<Config>(std::move(config)), *gateway.findings());
    wrong = std::get_if<std::string>(&setup);
  }
  gateway.metrics().add("fumiban_reloads", wrong == nullptr ? "result=\"read\"" : "result=\"refused\"");
  if (wrong != nullptr) {
    complain(*wrong + " (the configuration from before stays)");
    log_event("reload", {{"error", *wrong}});
    return;
  }
  const auto& fresh = std::get<0>(setup);
  tell_notes(fresh->config);
  log_event("reload", {{"needs_restart", fresh->config.needs_restart(gateway.setup()->config)}});
  gateway.replace(fresh);
}

int serve(const std::string& path, Gateway& gateway, Unlocker* unlocker, boost::asio::io_context& io) {
  const auto setup = gateway.setup();
  const auto& config = setup->config;
  std::vector<Listener> listeners;
  std::string error;
  /// `serve`: takes a socket, and a place that it keeps while it does.
  const auto listen = [&](const Endpoint& endpoint, const std::shared_ptr<Places>& places, auto serve) {
    if (!error.empty()) return;
    listeners.emplace_back(
        io, endpoint,
        [places, serve](Connection::Socket socket) {
          if (auto place = places->take()) serve(std::move(socket), std::move(place));
        },
        error);
  };
  const auto places = [&](const char* interface) {
    return std::make_shared<Places>(interface, config.connections, gateway.metrics());
  };
  const auto begin = [](Connection* made, std::shared_ptr<void> place) {
    std::shared_ptr<Connection>(made, [place = std::move(place)](Connection* done) { delete done; })->start();
  };
  for (const auto milters = places("milter"); const auto& endpoint : config.milter)
    listen(endpoint, milters, [&gateway, begin](Connection::Socket socket, std::shared_ptr<void> place) {
      begin(new MilterConnection(std::move(socket), gateway), std::move(place));
    });
  for (const auto clients = places("clamd"); const auto& endpoint : config.clamd)
    listen(endpoint, clients, [&gateway, begin](Connection::Socket socket, std::shared_ptr<void> place) {
      begin(new ClamdConnection(std::move(socket), gateway), std::move(place));
    });
  const auto servers = places("smtp");
  for (const auto protocol : {smtp::Protocol::smtp, smtp::Protocol::lmtp})
    for (const auto& endpoint : protocol == smtp::Protocol::smtp ? config.smtp : config.lmtp)
      listen(endpoint, servers,
             [&gateway, begin, protocol, setup](Connection::Socket socket, std::shared_ptr<void> place) {
               begin(new SmtpConnection(std::move(socket), gateway, protocol, setup), std::move(place));
             });
  HttpServer web(gateway, unlocker);
  const bool by_tls = !config.web_tls.empty() || !config.page.listen_tls.empty();
  if (error.empty() && by_tls) error = web.use_tls(config.door);
  const auto programs = places("http");
  const auto recipients = places("page");
  const auto serve_http = [&](const std::vector<Endpoint>& endpoints, Door door, bool tls) {
    for (const auto& endpoint : endpoints)
      listen(endpoint, door == Door::programs ? programs : recipients,
             [&web, door, tls](Connection::Socket socket, std::shared_ptr<void> place) {
               web.accept(std::move(socket), std::move(place), door, tls);
             });
  };
  serve_http(config.web, Door::programs, false);
  serve_http(config.web_tls, Door::programs, true);
  serve_http(config.page.listen, Door::recipients, false);
  serve_http(config.page.listen_tls, Door::recipients, true);
  if (!error.empty()) {
    complain(error);
    return kUnavailable;
  }
  boost::asio::signal_set stop(io, SIGTERM, SIGINT);
  stop.async_wait([&](const boost::system::error_code& failed, int) {
    if (!failed) io.stop();
  });
  boost::asio::signal_set again(io, SIGHUP);
  std::function<void()> wait_for_reload = [&] {
    again.async_wait([&](const boost::system::error_code& failed, int) {
      if (failed) return;
      notify("RELOADING=1");
      reload(path, gateway);
      notify("READY=1");
      wait_for_reload();
    });
  };
  wait_for_reload();
  log_event("ready", nlohmann::ordered_json::object());
  notify("READY=1");
  const Watchdog watchdog(io);
  io.run();
  notify("STOPPING=1");
  listeners.clear();
  gateway.drain(); // what is being read is answered
  if (unlocker != nullptr) unlocker->drain();
  return 0;
}

int run(int argc, char** argv) {
  // A log that nobody reads, or a file that may not grow, is no reason to stop.
  for (const int number : {SIGPIPE, SIGXFSZ}) (void)std::signal(number, SIG_IGN);
  Options options;
  if (const auto code = read_options(argc, argv, options)) return *code;
  const auto refuse = [](const std::string& wrong, int code) {
    complain(wrong);
    return code;
  };
  auto config = read_config(options.config);
  if (const auto* wrong = std::get_if<std::string>(&config)) return refuse(*wrong, kConfig);
  std::unique_ptr<Resolver> resolver;
  dns::Resolver resolve;
  if (const auto& settings = std::get<Config>(config).dns) {
    auto started = Resolver::start(*settings);
    if (const auto* wrong = std::get_if<std::string>(&started)) return refuse(*wrong, kUnavailable);
    resolver = std::get<0>(std::move(started));
    resolve = [&resolver](const auto& question, auto most) { return resolver->ask(question, most); };
  }
  constexpr std::uint64_t kAnswer = 64U << 20U; // a worker that tells no more takes no more of the daemon's memory
  auto wall = Wall::start({.worker = options.worker,
                           .answer = kAnswer,
                           .degraded = std::get<Config>(config).degraded,
                           .resolver = std::move(resolve)});
  if (const auto* wrong = std::get_if<WallError>(&wall))
    return refuse(std::string(wrong->id) + ": " + wrong->detail, kUnavailable);
  auto setup = with_policy(std::get<Config>(std::move(config)), std::get<Wall>(wall));
  if (const auto* wrong = std::get_if<std::string>(&setup)) return refuse(*wrong, kConfig);
  const auto& read = std::get<0>(setup);
  tell_notes(read->config);
  if (options.check) {
    const auto wrong = missing(read->config);
    return wrong.empty() ? 0 : refuse(wrong, kConfig);
  }
  if (const auto wrong = make_state_folder(read->config); !wrong.empty()) return refuse(wrong, kUnavailable);
  std::optional<spool::Spool> spool;
  if (read->config.spool) {
    auto opened = spool::Spool::open(read->config.state + "/held");
    if (const auto* wrong = std::get_if<std::string>(&opened)) return refuse(*wrong, kUnavailable);
    spool = std::get<spool::Spool>(std::move(opened));
    spool->tidy();
  }
  std::shared_ptr<Sender> sender; // connections, which end with the io_context, give it their copies
  if (spool) {
    auto opened = spool::Outbox::open(read->config.state, std::time(nullptr));
    if (const auto* wrong = std::get_if<std::string>(&opened)) return refuse(*wrong, kUnavailable);
    sender = std::make_shared<Sender>(std::get<spool::Outbox>(std::move(opened)), *spool);
  }
  std::string key;
  if (!read->config.page.url.empty()) {
    std::string wrong;
    key = read_key(read->config.state + "/page.key", wrong);
    if (!wrong.empty()) return refuse(wrong, kUnavailable);
  }
  boost::asio::io_context io(1);
  Gateway gateway(read, std::get<Wall>(std::move(wall)), spool, io);
  if (resolver)
    resolver->on_answer([&](const dns::Answer& answer) {
      const auto rcode = answer.lookup == dns::Lookup::answered ? std::to_string(answer.rcode) : "";
      gateway.metrics().add("fumiban_questions",
                            "outcome=\"" + std::string(dns::name_of(answer.lookup)) + "\",rcode=\"" + rcode + "\"");
    });
  gateway.split_by(sender);
  std::optional<Unlocker> unlocker;
  if (!key.empty()) {
    unlocker.emplace(gateway, *spool, sender, key);
    gateway.on_stored([&](const auto& id, const auto& job, const auto& judged) { unlocker->tell(id, job, judged); });
  }
  if (sender)
    sender->start([&](bool notice) {
      const auto now = gateway.setup();
      return notice ? now->config.page.relay : now->config.split;
    });
  const auto code = serve(options.config, gateway, unlocker ? &*unlocker : nullptr, io);
  if (sender) sender->stop();
  return code;
}

} // namespace
} // namespace fumiban::gateway

int main(int argc, char** argv) { return fumiban::gateway::run(argc, argv); }
