// SPDX-License-Identifier: Apache-2.0
#include "check.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "http_server.hpp"
#include "spool/spool.hpp"

namespace fumiban::gateway {
namespace {

std::string system_words(int error) { return std::generic_category().message(error); }

bool is_folder(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

/// The folder, or one that can be made: systemd makes those of the unit when it starts the daemon.
std::string wrong_folder(const std::string& path) {
  if (is_folder(path))
    return access(path.c_str(), R_OK | W_OK | X_OK) == 0
               ? ""
               : path + ": " + system_words(errno) + ": let the user of the daemon write there";
  struct stat info {};
  if (stat(path.c_str(), &info) == 0) return path + ": is no folder: write another one";
  const auto above = std::filesystem::path(path).parent_path().string();
  return is_folder(above) ? "" : path + ": there is no folder " + above + ": make it, or write another one";
}

std::string wrong_tls(const Config& config) {
  if (config.web_tls.empty() && config.page.listen_tls.empty()) return "";
  boost::asio::ssl::context tls(boost::asio::ssl::context::tls_server);
  const auto wrong = HttpServer::read_tls(config.door, tls);
  if (wrong.empty()) return "";
  const bool key = wrong.starts_with(config.door.key + ": not the key");
  return config.place_of(key ? "http.tls-key" : "http.tls-certificate") + "http: " + wrong +
         ": name a file in PEM that the daemon may read";
}

} // namespace

std::string make_state_folder(const Config& config) {
  if (config.state.empty() || mkdir(config.state.c_str(), 0700) == 0 || errno == EEXIST) return "";
  return config.place_of("state") + "state: " + config.state + ": " + system_words(errno);
}

std::string missing(const Config& config) {
  if (!config.state.empty())
    if (const auto wrong = wrong_folder(config.state); !wrong.empty())
      return config.place_of("state") + "state: " + wrong;
  if (const auto held = config.state + "/held"; config.spool && is_folder(held)) {
    const auto opened = spool::Spool::open(held, false);
    if (const auto* wrong = std::get_if<std::string>(&opened))
      return config.place_of("hold.where") + "hold: " + *wrong +
             ": let the user of the daemon, and nobody else, use it";
  }
  for (const auto& endpoint : config.listening())
    if (const auto folder = std::filesystem::path(endpoint.path).parent_path().string(); endpoint.unix_socket)
      if (const auto wrong = wrong_folder(folder); !wrong.empty()) return endpoint.place + "listen: " + wrong;
  return wrong_tls(config);
}

std::vector<std::string> notes_of(const Config& config, std::int64_t clock) {
  std::vector<std::string> out;
  const bool hands_on = !config.smtp.empty() || !config.lmtp.empty();
  if (hands_on && config.xforward_from.empty() && !config.site.domains.empty())
    out.push_back(
        config.place_of("smtp") +
        "smtp: without xforward-from = [\"127.0.0.0/8\"] below [smtp], and a mail server that sends XFORWARD, "
        "nobody knows whose mail it is: what a server on this host brings counts as a stranger's");
  for (const auto* open : {&config.milter, &config.clamd, &config.smtp, &config.lmtp})
    for (const auto& endpoint : *open)
      if (!endpoint.is_near())
        out.push_back(endpoint.place + "listen: \"" + endpoint.text() +
                      "\" is open to other machines, and nobody is asked who he is" +
                      (open == &config.smtp || open == &config.lmtp ? ": whoever reaches it sends through the next hop"
                                                                    : ": let a firewall name those that may"));
  for (std::size_t i = 0; i < config.site.allowances.size(); ++i)
    if (clock >= config.site.allowances[i].until)
      out.push_back(config.place_of("allow." + std::to_string(i)) +
                    "allow: its day is over, so it does nothing: take it out, or write a later one");
  return out;
}

} // namespace fumiban::gateway
