// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the daemon is told: a TOML file, and further ones in a folder beside it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "action/site.hpp"
#include "endpoint.hpp"
#include "http/door.hpp"

namespace fumiban::gateway {

/// The page on which recipients open locked attachments.
struct Page {
  std::vector<Endpoint> listen;
  std::vector<Endpoint> listen_tls;
  std::string url;         ///< of the page as recipients reach it: "https://mail.example.com/held/"
  std::string from;        ///< the address that tells them
  std::string relay;       ///< "127.0.0.1:10026": takes notices and opened mail, and does not ask us again
  std::uint32_t days = 14; ///< that a link works
};

/// Who resolves names for those who ask.
struct Dns {
  std::vector<std::string> servers; ///< "192.0.2.1" or "192.0.2.1@5353"; none: those of /etc/resolv.conf
  std::uint32_t timeout_ms = 5000;  ///< of one question
  std::string trust_anchor;         ///< a file; empty: DNSSEC is not looked at
  bool operator==(const Dns&) const = default;
};

struct Config {
  std::vector<Endpoint> milter;
  std::vector<Endpoint> clamd;
  std::vector<Endpoint> smtp;
  std::vector<Endpoint> lmtp;
  std::optional<Endpoint> next_hop;           ///< where mail goes that came by SMTP or LMTP
  bool next_hop_lmtp = false;                 ///< it speaks LMTP
  std::vector<action::Network> xforward_from; ///< of clients whose XFORWARD is believed
  std::vector<Endpoint> web;                  ///< HTTP
  std::vector<Endpoint> web_tls;              ///< HTTP with TLS
  unsigned workers = 0;                       ///< messages that are read at once; 0: one a processor
  std::uint32_t waiting = 200;                ///< messages that may wait for a worker; beyond, there is overload
  std::uint32_t connections = 1000;           ///< at once
  std::uint64_t message = 64U << 20U;
  std::uint32_t idle_seconds = 600; ///< of a connection on which nothing comes
  std::string policy;               ///< a file, read over the standard policy
  std::string state;                ///< a folder that outlives the daemon; empty: nothing does
  bool spool = false;               ///< what is held goes to the folder "held" there instead of the mail server's own
  bool degraded = false;            ///< go on where the kernel lacks a part of the wall
  action::Site site;
  /// When nobody could read a message, or keep it: tempfail, hold, or deliver with a header that says so.
  action::Act on_overload = action::Act::tempfail;
  action::Act on_worker = action::Act::tempfail;
  action::Act on_spool = action::Act::tempfail;
  std::string split; ///< "127.0.0.1:10026": takes copies where recipients get different things; empty: all get the same
  Page page;
  std::optional<Dns> dns;    ///< nothing: no name is resolved
  http::Settings door;       ///< who may ask by HTTP
  bool clamd_errors = false; ///< what is unscanned is answered to clamd's clients by ERROR instead of FOUND
  /// Where the last value of a name is written: "hold.where" -> "/etc/fumiban/fumiban.toml:60:9: ". A list of tables
  /// has a place for each, "allow.0".
  std::map<std::string, std::string, std::less<>> places;

  /// Of that name, or of the first file.
  [[nodiscard]] std::string place_of(std::string_view name) const;
  /// Everybody who is listened to.
  [[nodiscard]] std::vector<Endpoint> listening() const;
  /// True if a daemon that runs by `other` cannot become one that runs by this without starting anew.
  [[nodiscard]] bool needs_restart(const Config& other) const;
};

struct ConfigText {
  std::string name; ///< of the file
  std::string toml;
};

/// The files in their order: a later one's values replace, its lists, groups and allowances are added. The second
/// alternative names file, line, column, what is wrong with the text and what to write instead.
[[nodiscard]] std::variant<Config, std::string> parse_config(const std::vector<ConfigText>& files);

/// What is at `path`, then the "*.toml" of the folder "conf.d" beside it in the order of their names.
/// That the folder is not there is no error; that it cannot be listed is one.
[[nodiscard]] std::variant<std::vector<ConfigText>, std::string> read_config_files(const std::string& path);

} // namespace fumiban::gateway
