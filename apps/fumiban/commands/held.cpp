// SPDX-License-Identifier: Apache-2.0
// What the gateway holds: to be looked at, sent on, deleted.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "action/marked.hpp"
#include "action/network.hpp"
#include "base/text.hpp"
#include "commands/commands.hpp"
#include "spool/envelope.hpp"
#include "spool/spool.hpp"
#include "spool/submit.hpp"

namespace fumiban::app {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string folder = "/var/lib/fumiban/held";
  std::string relay = "127.0.0.1:10026";
  std::vector<std::string> ids;
  bool json = false;
};

/// What a text of the file says; what a terminal would act on is shown as \xNN.
std::string text(const Json& json, const char* key) { return printable(spool::text_of(json, key)); }

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + printable(word);
  return out;
}

/// Runs over what was asked for: every id, or those that were named.
template <class Each>
int with_each(const Common& common, const Options& options, Each each) {
  const auto opened = spool::Spool::open(options.folder, false);
  if (const auto* wrong = std::get_if<std::string>(&opened)) {
    complain(common.messages().say("held.no-folder", {{"reason", *wrong}}));
    return kExitError;
  }
  const auto& spool = std::get<spool::Spool>(opened);
  int code = kExitNothing;
  for (const auto& id : options.ids.empty() ? spool.ids() : options.ids) {
    const auto held = spool.read(id);
    const auto json = held ? Json::parse(held->json, nullptr, false) : Json();
    if (json.is_object()) {
      const auto wrong = each(spool, id, *held, json);
      if (wrong.empty()) continue;
      complain(wrong);
    } else {
      complain(common.messages().say("held.no-such", {{"id", id}}));
    }
    code = kExitError;
  }
  return code;
}

int list(const Common& common, const Options& options) {
  auto all = Json::array();
  const auto code = with_each(common, options, [&](const auto&, const auto& id, const auto& held, const auto& json) {
    if (options.json) {
      auto row = json;
      row["id"] = id;
      all.push_back(std::move(row));
    } else {
      std::printf("%s  %s  %s\n  %s -> %s\n  %s\n  %s\n", id.c_str(), text(json, "time").c_str(),
                  common.messages().say("held.bytes", {{"bytes", std::to_string(held.message.size())}}).c_str(),
                  text(json, "sender").c_str(), joined(spool::envelope_of(json).recipients).c_str(),
                  text(json, "subject").c_str(), text(json, "verdict").c_str());
    }
    return std::string();
  });
  if (options.json) std::printf("%s\n", all.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
  return code;
}

int show(const Common& common, const Options& options) {
  return with_each(common, options, [&](const auto&, const auto&, const auto& held, const auto&) {
    std::fwrite(held.message.data(), 1, held.message.size(), stdout);
    return std::string();
  });
}

int release(const Common& common, const Options& options) {
  const auto& m = common.messages();
  const auto relay = spool::relay_of(options.relay);
  if (relay.port.empty() || !action::Network::parse(relay.host)) { // names are not looked up
    complain(m.say("held.no-relay", {{"relay", options.relay}}));
    return kExitError;
  }
  return with_each(common, options, [&](const auto& spool, const auto& id, const auto& held, const auto& json) {
    const auto envelope = spool::envelope_of(json);
    if (envelope.recipients.empty()) return m.say("held.no-recipients", {{"id", id}});
    auto wrong =
        spool::submit(relay, envelope.sender, envelope.recipients,
                      action::marked(held.message, text(json, "verdict"), {}, spool::texts_of(json, "forged-ids")))
            .error;
    if (wrong.empty()) wrong = spool.remove(id);
    if (!wrong.empty()) return m.say("held.not-released", {{"id", id}, {"reason", wrong}});
    std::printf("%s\n", m.say("held.released", {{"id", id}, {"recipients", joined(envelope.recipients)}}).c_str());
    return std::string();
  });
}

int remove(const Common& common, const Options& options) {
  const auto& m = common.messages();
  return with_each(common, options, [&](const auto& spool, const auto& id, const auto&, const auto&) {
    auto wrong = spool.remove(id);
    if (wrong.empty()) std::printf("%s\n", m.say("held.deleted", {{"id", id}}).c_str());
    return wrong;
  });
}

} // namespace

void add_held(CLI::App& app, const Common& common, Run& run) {
  const auto& m = common.messages();
  auto options = std::make_shared<Options>();
  auto* held = app.add_subcommand("held", m.say("help.held"));
  held->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*act)(const Common&, const Options&), bool ids) {
    auto* command = held->add_subcommand(name, m.say(help));
    command->add_option("--folder", options->folder, m.say("help.held.folder"))->capture_default_str();
    if (ids) command->add_option("ID", options->ids, m.say("help.held.id"))->required();
    command->callback(
        [&common, options, act, &run] { run = [&common, options, act] { return act(common, *options); }; });
    return command;
  };
  add("list", "help.held.list", &list, false)->add_flag("--json", options->json, m.say("help.json"));
  add("show", "help.held.show", &show, true);
  add("release", "help.held.release", &release, true)
      ->add_option("--to", options->relay, m.say("help.held.to"))
      ->capture_default_str();
  add("delete", "help.held.delete", &remove, true);
}

} // namespace fumiban::app
