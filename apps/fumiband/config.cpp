// SPDX-License-Identifier: Apache-2.0
#include "config.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <tuple>

#include "base/ascii.hpp"
#include "deliver_values.hpp"
#include "http_config.hpp"
#include "toml_values.hpp"

namespace fumiban::gateway {
namespace {

using action::Act;
using values::Known;
using values::Read;

Read endpoints(std::vector<Endpoint>& out, const std::string& file) {
  return [&out, file](const toml::node& node) {
    const auto take = [&](std::string_view text) {
      Endpoint endpoint;
      endpoint.place = values::place(node, file);
      auto error = Endpoint::read(text, endpoint);
      if (error.empty()) out.push_back(std::move(endpoint));
      return error;
    };
    return values::texts(take, "unix:/run/fumiban/milter.sock")(node);
  };
}

Read next_hop(Config& config, const std::string& file) {
  return [&config, file](const toml::node& node) -> std::string {
    auto text = node.value_or(std::string_view());
    config.next_hop_lmtp = text.starts_with("lmtp:");
    if (config.next_hop_lmtp) text.remove_prefix(5);
    Endpoint out;
    out.place = values::place(node, file);
    if (!Endpoint::read(text, out).empty())
      return "write \"127.0.0.1:10026\", or \"lmtp:\" and where, as in \"lmtp:unix:/run/dovecot/lmtp\"";
    config.next_hop = std::move(out);
    return "";
  };
}

Read networks(std::vector<action::Network>& out) {
  return values::texts(
      [&out](std::string_view text) -> std::string {
        const auto network = action::Network::parse(text);
        if (!network) return "write \"192.0.2.0/24\" or \"2001:db8::/32\", without bits behind the prefix";
        out.push_back(*network);
        return "";
      },
      "192.0.2.0/24");
}

/// Addresses and domains, or domains alone, in small letters.
Read people(std::vector<std::string>& out, bool domains = false) {
  return values::texts(
      [&out, domains](std::string_view text) -> std::string {
        if (text.starts_with('@')) text.remove_prefix(1);
        const bool odd = has_any(text, [](char c) { return is_space(c) || is_control(c) || c == '*'; }) ||
                         text.find("://") != std::string_view::npos;
        const auto domain = text.substr(text.rfind('@') + 1); // all of it where there is no @
        if (odd || domain.empty() || domain.find('/') != std::string_view::npos || domain.front() == '.' ||
            (domains && domain.size() < text.size()))
          return std::string("write ") + (domains ? "" : "\"taro@example.com\" or ") +
                 "\"example.com\", which means those below it too";
        out.push_back(to_lower(text));
        return "";
      },
      "example.com");
}

Read ids(std::vector<std::string>& out) {
  return values::texts(
      [&out](std::string_view text) -> std::string {
        if (text.empty() || has_any(text, [](char c) { return is_space(c) || is_control(c) || c == ';'; }))
          return "write a name without blanks, as in \"mx.example.com\"";
        out.emplace_back(text);
        return "";
      },
      "mx.example.com");
}

Read digests(std::vector<std::string>& out) {
  return values::texts(
      [&out](std::string_view text) -> std::string {
        auto small = to_lower(text);
        if (small.size() != 64 || small.find_first_not_of("0123456789abcdef") != std::string::npos)
          return "write the 64 hexadecimal digits of a SHA-256";
        out.push_back(std::move(small));
        return "";
      },
      std::string(64, 'a'));
}

Read words(std::vector<std::string>& out, std::vector<std::string_view> known) {
  return values::texts(
      [&out, known](std::string_view text) -> std::string {
        if (std::find(known.begin(), known.end(), text) == known.end()) {
          std::string names;
          for (const auto one : known) names += (names.empty() ? "" : ", ") + std::string(one);
          return "there are " + names;
        }
        out.emplace_back(text);
        return "";
      },
      std::string(known.front()));
}

Read act(Act& out, std::vector<std::string_view> known = {"deliver", "hold", "tempfail", "reject", "discard"}) {
  return values::word(std::move(known), [&out](std::string_view name) { out = *action::act_named(name); });
}

Known acts(action::Actions& out) {
  Known known;
  const action::Actions all;
  for (const auto& [outcome, standard] : all.by_outcome)
    known[std::string(name_of(outcome))] = [&out, outcome = outcome](const toml::node& node) {
      return act(out.by_outcome[outcome])(node);
    };
  for (const auto& [unread, standard] : all.by_unread)
    known[std::string(name_of(unread))] = [&out, unread = unread](const toml::node& node) {
      return act(out.by_unread[unread])(node);
    };
  return known;
}

/// What a site that hands mail on needs, with the place.
std::string wrong_hop(const Config& config) {
  const auto& place = (config.smtp.empty() ? config.lmtp : config.smtp).front().place;
  if (!config.next_hop)
    return place + "[listen] smtp and lmtp hand mail on: write next-hop = \"127.0.0.1:10026\" below [smtp]";
  if (!config.spool)
    return place +
           "[listen] smtp and lmtp have no mail server to hold mail for them: write where = \"spool\" below [hold]";
  if (config.next_hop_lmtp && !config.smtp.empty())
    return config.next_hop->place +
           "next-hop: LMTP answers for each recipient, which [listen] smtp cannot: write lmtp there";
  for (const auto& endpoint : config.listening())
    if (endpoint.covers(*config.next_hop))
      return config.next_hop->place + "next-hop: we listen there ourselves: write where the next server does";
  return "";
}

/// A place at which two listen.
std::string wrong_twice(const Config& config) {
  const auto all = config.listening();
  for (auto one = all.begin(); one != all.end(); ++one)
    for (auto other = all.begin(); other != one; ++other)
      if (one->covers(*other) || other->covers(*one))
        return one->place + "listen: \"" + one->text() + "\": we listen there already, by " +
               other->place.substr(0, other->place.size() - 2) + ": write another one";
  return "";
}

/// "192.0.2.1", "2001:db8::1@5353"
bool is_server(std::string_view text) {
  const auto at = std::min(text.find('@'), text.size());
  const auto host = text.substr(0, at);
  if (host.find('/') != std::string_view::npos || !action::Network::parse(host)) return false;
  if (at == text.size()) return true;
  const auto digits = text.substr(at + 1);
  unsigned port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc() && end == digits.data() + digits.size() && port > 0 && port < 65536;
}

/// That there is such a table is to resolve names.
Read dns(std::optional<Dns>& out, const std::string& file) {
  return [&out, file](const toml::node& node) {
    auto& all = out ? *out : out.emplace();
    const auto server = [&all](std::string_view text) -> std::string {
      if (!is_server(text)) return "write \"192.0.2.1\" or \"192.0.2.1@5353\"";
      all.servers.emplace_back(text);
      return "";
    };
    return values::table({{"servers", values::texts(server, "127.0.0.1@53")},
                          {"timeout-ms", values::number(all.timeout_ms, 1, 60'000)},
                          {"trust-anchor", values::text(all.trust_anchor)}},
                         "dns", file)(node);
  };
}

Read relay(std::string& out) {
  return [&out](const toml::node& node) -> std::string {
    out = node.value_or("");
    Endpoint endpoint;
    auto error = Endpoint::read(out, endpoint);
    if (endpoint.unix_socket || out.find(':') == std::string::npos)
      return "write \"address:port\", as in \"127.0.0.1:10026\"";
    return error;
  };
}

/// True if we take mail there ourselves.
bool is_own(const Config& config, std::string_view relay) {
  Endpoint there;
  if (!Endpoint::read(relay, there).empty()) return false;
  const auto takes = [&](const Endpoint& one) { return one.covers(there); };
  return std::any_of(config.smtp.begin(), config.smtp.end(), takes) ||
         std::any_of(config.lmtp.begin(), config.lmtp.end(), takes);
}

class Parser {
public:
  std::string read(const toml::table& document, const std::string& file);
  /// What needs to know all files.
  std::string finish();
  Config config;

private:
  void note_places(const toml::table& document, const std::string& file);
  Read groups(const std::string& file);
  Read allowances(const std::string& file);

  std::size_t allowances_ = 0;         ///< of all files
  std::vector<action::Actions> named_; ///< what each group says itself
  /// What each group says of delivery, to be read once it is known what all get.
  std::vector<std::pair<std::shared_ptr<const toml::table>, std::string>> named_deliver_;
};

Read Parser::groups(const std::string& file) {
  return values::tables(
      [this, file]() -> Known {
        auto& group = config.site.groups.emplace_back();
        auto& named = named_.emplace_back();
        named.by_outcome.clear();
        named.by_unread.clear();
        auto& own = named_deliver_.emplace_back(nullptr, file);
        return {{"name", values::text(group.name)},
                {"recipients", people(group.recipients)},
                {"senders", people(group.senders)},
                {"directions", words(group.directions, {"inbound", "outbound", "internal", "unknown"})},
                {"actions", values::table(acts(named), "group.actions", file)},
                {"deliver",
                 [&own, file](const toml::node& node) {
                   action::Deliver scratch;
                   auto error = values::deliver(scratch, "group.deliver", file)(node);
                   if (error.empty()) own.first = std::make_shared<toml::table>(*node.as_table());
                   return error;
                 }},
                {"test", values::boolean(group.test)}};
      },
      [this]() -> std::string { return config.site.groups.back().name.empty() ? "give it a name" : ""; }, "group",
      file);
}

Read Parser::allowances(const std::string& file) {
  return values::tables(
      [this]() -> Known {
        auto& one = config.site.allowances.emplace_back();
        return {{"findings", values::texts(
                                 [&one](std::string_view id) {
                                   one.findings.emplace_back(id);
                                   return "";
                                 },
                                 "vba.autoexec")},
                {"clients", networks(one.clients)},
                {"senders", people(one.senders)},
                {"sha256", digests(one.sha256)},
                {"until", values::day(one.until)},
                {"reason", values::text(one.reason)}};
      },
      [this]() -> std::string {
        const auto& one = config.site.allowances.back();
        if (one.findings.empty()) return "name the findings that are of no account: findings = [\"vba.autoexec\"]";
        if (one.reason.empty()) return "say why: reason = \"..\"";
        if (one.until == 0) return "say until when: until = 2027-01-31";
        if (one.clients.empty() && one.sha256.empty())
          return "name clients = [\"192.0.2.0/24\"] or sha256 = [..]: anybody can write a sender's address";
        return "";
      },
      "allow", file);
}

void Parser::note_places(const toml::table& document, const std::string& file) {
  config.places.try_emplace("", file + ": ");
  for (const auto& [key, node] : document) {
    const std::string name(key.str());
    config.places[name] = values::place(node, file);
    if (const auto* table = node.as_table())
      for (const auto& [inner, value] : *table)
        config.places[name + "." + std::string(inner.str())] = values::place(value, file);
    if (const auto* list = node.as_array(); list != nullptr && name == "allow")
      for (const auto& one : *list)
        config.places[name + "." + std::to_string(allowances_++)] = values::place(one, file);
  }
}

std::string Parser::read(const toml::table& document, const std::string& file) {
  note_places(document, file);
  static const std::vector<std::string_view> kAfterFailure = {"tempfail", "hold", "deliver"};
  const Known top = {
      {"listen", values::table({{"milter", endpoints(config.milter, file)},
                                {"clamd", endpoints(config.clamd, file)},
                                {"smtp", endpoints(config.smtp, file)},
                                {"lmtp", endpoints(config.lmtp, file)},
                                {"http", endpoints(config.web, file)},
                                {"https", endpoints(config.web_tls, file)},
                                {"page", endpoints(config.page.listen, file)},
                                {"page-tls", endpoints(config.page.listen_tls, file)}},
                               "listen", file)},
      {"limits", values::table({{"workers", values::number(config.workers, 1, 1024)},
                                {"waiting", values::number(config.waiting, 0, 1000000)},
                                {"connections", values::number(config.connections, 1, 100000)},
                                {"message", values::number(config.message, 1, std::int64_t{1} << 32U)},
                                {"idle-seconds", values::number(config.idle_seconds, 1, 86400)}},
                               "limits", file)},
      {"site", values::table({{"domains", people(config.site.domains, true)},
                              {"networks", networks(config.site.networks)},
                              {"authserv-ids", ids(config.site.authserv_ids)},
                              {"test", values::boolean(config.site.test)}},
                             "site", file)},
      {"actions", values::table(acts(config.site.actions), "actions", file)},
      {"deliver", values::deliver(config.site.deliver, "deliver", file, {{"split", relay(config.split)}})},
      {"failure", values::table({{"overload", act(config.on_overload, kAfterFailure)},
                                 {"worker", act(config.on_worker, kAfterFailure)},
                                 {"spool", act(config.on_spool, kAfterFailure)}},
                                "failure", file)},
      {"hold", values::table({{"where", values::word({"mail-server", "spool"},
                                                     [&](std::string_view name) { config.spool = name == "spool"; })}},
                             "hold", file)},
      {"group", groups(file)},
      {"allow", allowances(file)},
      {"page", values::table({{"url", values::text(config.page.url)},
                              {"from", values::text(config.page.from)},
                              {"relay", relay(config.page.relay)},
                              {"days", values::number(config.page.days, 1, 365)}},
                             "page", file)},
      {"dns", dns(config.dns, file)},
      {"policy", values::text(config.policy)},
      {"state", values::text(config.state)},
      {"sandbox",
       values::word({"full", "degraded"}, [&](std::string_view name) { config.degraded = name == "degraded"; })},
      {"http", values::table(http_values(config.door, file), "http", file)},
      {"clamd", values::table({{"errors", values::boolean(config.clamd_errors)}}, "clamd", file)},
      {"smtp", values::table({{"next-hop", next_hop(config, file)}, {"xforward-from", networks(config.xforward_from)}},
                             "smtp", file)},
  };
  return values::read_table(document, top, "the file", file);
}

/// What the page for recipients lacks.
std::string wrong_page(const Config& config) {
  const auto& page = config.page;
  const bool listens = !page.listen.empty() || !page.listen_tls.empty();
  if (page.url.empty() && page.from.empty() && page.relay.empty() && !listens) return "";
  if (!listens) return "nobody can reach it: write page = [\"127.0.0.1:11381\"] below [listen]";
  if (!(page.url.starts_with("https://") || page.url.starts_with("http://")) || !page.url.ends_with("/"))
    return "write url = \"https://mail.example.com/held/\", with a slash at the end";
  if (action::domain_of(page.from).empty()) return "write from = \"postmaster@example.com\"";
  if (page.relay.empty()) return "write relay = \"127.0.0.1:10026\", a mail server that does not ask the gateway again";
  if (!config.spool) return "what is held has to lie in the spool: write where = \"spool\" below [hold]";
  if (config.site.domains.empty()) return "only our own people are told: name domains below [site]";
  return "";
}

std::string place_of_page(const Config& config) {
  for (const auto* name : {"page", "listen.page", "listen.page-tls"})
    if (config.places.contains(name)) return config.place_of(name);
  return config.place_of("");
}

std::string Parser::finish() {
  if (auto wrong = http_wrong(config); !wrong.empty()) return wrong;
  if (config.listening().size() == config.page.listen.size() + config.page.listen_tls.size())
    return config.place_of("") + "[listen] names nothing: write milter = [\"unix:/run/fumiban/milter.sock\"]";
  if (config.spool && config.state.empty())
    return config.place_of("hold.where") +
           "hold: where = \"spool\" needs a folder: write state = \"/var/lib/fumiban\" at the top";
  if (!config.smtp.empty() || !config.lmtp.empty())
    if (auto error = wrong_hop(config); !error.empty()) return error;
  if (!config.split.empty() && !config.spool)
    return config.place_of("deliver.split") +
           "deliver: split keeps copies until they are sent: write where = \"spool\" below [hold]";
  if (is_own(config, config.split))
    return config.place_of("deliver.split") + "deliver: split: we listen there ourselves, and would split copies again";
  if (auto error = wrong_twice(config); !error.empty()) return error;
  if (auto error = wrong_page(config); !error.empty()) return place_of_page(config) + "page: " + error;
  if (config.site.networks.empty())
    for (const auto* ours : {"127.0.0.0/8", "::1"}) config.site.networks.push_back(*action::Network::parse(ours));
  for (std::size_t i = 0; i < named_.size(); ++i) {
    auto& actions = config.site.groups[i].actions = config.site.actions;
    for (const auto& [outcome, chosen] : named_[i].by_outcome) actions.by_outcome[outcome] = chosen;
    for (const auto& [unread, chosen] : named_[i].by_unread) actions.by_unread[unread] = chosen;
    auto& own = config.site.groups[i].deliver = config.site.deliver;
    if (const auto& [table, where] = named_deliver_[i]; table != nullptr)
      (void)values::deliver(own, "group.deliver", where)(*table);
  }
  return "";
}

} // namespace

std::string Config::place_of(std::string_view name) const {
  auto found = places.find(name);
  if (found == places.end()) found = places.find("");
  return found == places.end() ? "" : found->second;
}

std::vector<Endpoint> Config::listening() const {
  std::vector<Endpoint> out;
  for (const auto* list : {&milter, &clamd, &smtp, &lmtp, &web, &web_tls, &page.listen, &page.listen_tls})
    out.insert(out.end(), list->begin(), list->end());
  return out;
}

bool Config::needs_restart(const Config& other) const {
  const auto fixed = [](const Config& one) {
    return std::tie(one.milter, one.clamd, one.smtp, one.lmtp, one.web, one.web_tls, one.page.listen,
                    one.page.listen_tls, one.next_hop, one.next_hop_lmtp, one.xforward_from, one.door.certificate,
                    one.door.key, one.workers, one.waiting, one.connections, one.state, one.spool, one.degraded,
                    one.dns);
  };
  const bool unlocks = door.tokens.empty() && !other.door.tokens.empty(); // listeners go on demanding one
  return unlocks || fixed(*this) != fixed(other);
}

std::variant<Config, std::string> parse_config(const std::vector<ConfigText>& files) {
  Parser parser;
  for (const auto& file : files) {
    try {
      const auto document = toml::parse(file.toml, file.name);
      if (auto error = parser.read(document, file.name); !error.empty()) return error;
    } catch (const toml::parse_error& error) {
      const auto& begin = error.source().begin;
      return file.name + ":" + std::to_string(begin.line) + ":" + std::to_string(begin.column) + ": " +
             std::string(error.description());
    }
  }
  if (auto error = parser.finish(); !error.empty()) return error;
  return std::move(parser.config);
}

std::variant<std::vector<ConfigText>, std::string> read_config_files(const std::string& path) {
  namespace fs = std::filesystem;
  std::vector<std::string> names = {path};
  std::error_code error;
  const auto folder = fs::path(path).parent_path() / "conf.d";
  const fs::directory_iterator end;
  for (fs::directory_iterator at(folder, error); !error && at != end; at.increment(error))
    if (at->path().extension() == ".toml") names.push_back(at->path());
  // Without it the daemon would go on as if nothing were written there.
  if (error && error != std::errc::no_such_file_or_directory)
    return folder.string() + ": " + error.message() + ": let the user of the daemon list it";
  std::sort(names.begin() + 1, names.end());
  std::vector<ConfigText> out;
  for (const auto& name : names) {
    std::ifstream file(name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return name + ": cannot be read";
    out.push_back({name, text.str()});
  }
  return out;
}

} // namespace fumiban::gateway
