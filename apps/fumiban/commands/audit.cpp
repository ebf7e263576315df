// SPDX-License-Identifier: Apache-2.0
// The audit log, for those who read it and those who check it. Nothing here writes to it or needs its key.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "audit/event.hpp"
#include "audit/packing.hpp"
#include "audit/store.hpp"
#include "audit/verify.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"
#include "commands/commands.hpp"

namespace fumiban::app {
namespace {

using Json = nlohmann::ordered_json;
using audit::Failed;

struct Options {
  std::string folder;
  std::string key;
  std::vector<std::string> checkpoints;
  std::vector<std::uint64_t> numbers;
  bool json = false;
};

/// The key that was given, as text or in a file; else the one that lies in the folder. Nothing: it was complained of.
std::optional<audit::PublicKey> key_of(const Common& common, const Options& options) {
  audit::Disk disk;
  if (options.key.empty()) {
    auto key = audit::public_key_in(disk, options.folder);
    if (auto* got = std::get_if<audit::PublicKey>(&key)) return std::move(*got);
    complain(common.messages().say("audit.no-log", {{"reason", std::get<Failed>(key).why}}));
    return std::nullopt;
  }
  if (auto key = audit::PublicKey::parse(options.key)) return key;
  const auto text = disk.read(options.key);
  if (const auto* got = std::get_if<std::string>(&text))
    if (auto key = audit::PublicKey::parse(got->substr(0, got->find('\n')))) return key;
  complain(common.messages().say("audit.no-key", {{"key", options.key}}));
  return std::nullopt;
}

std::string base64_of(const audit::Hash& hash) {
  return encode_base64({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

/// The checkpoints that were kept elsewhere; nothing: one is none, and it was complained of.
std::optional<std::vector<audit::Checkpoint>> outside_of(const Common& common, const Options& options,
                                                         const audit::PublicKey& key) {
  const auto& m = common.messages();
  audit::Disk disk;
  std::vector<audit::Checkpoint> out;
  for (const auto& path : options.checkpoints) {
    const auto note = disk.read(path);
    if (const auto* wrong = std::get_if<Failed>(&note)) {
      complain(wrong->why);
      return std::nullopt;
    }
    const auto read = audit::read_checkpoint(std::get<std::string>(note), key);
    if (const auto* problem = std::get_if<audit::NoteProblem>(&read)) {
      complain(*problem == audit::NoteProblem::form ? m.say("audit.note.form", {{"path", path}})
               : *problem == audit::NoteProblem::stranger
                   ? m.say("audit.note.stranger", {{"path", path}, {"key", key.text()}})
                   : m.say("audit.note.signature", {{"path", path}, {"key", key.text()}}));
      return std::nullopt;
    }
    out.push_back(std::get<audit::SignedCheckpoint>(read).checkpoint);
  }
  return out;
}

std::string told(const Messages& m, const audit::Trouble& trouble) {
  using audit::Wrong;
  const auto first = std::to_string(trouble.first);
  const auto last = std::to_string(trouble.last);
  const auto& path = trouble.path;
  switch (trouble.wrong) {
    case Wrong::damaged:
      return m.say("audit.wrong.damaged", {{"first", first}, {"path", path}, {"byte", std::to_string(trouble.byte)}});
    case Wrong::changed: return m.say("audit.wrong.changed", {{"first", first}, {"path", path}});
    case Wrong::among: return m.say("audit.wrong.among", {{"first", first}, {"last", last}, {"path", path}});
    case Wrong::missing: return m.say("audit.wrong.missing", {{"first", first}, {"last", last}});
    case Wrong::cut: return m.say("audit.wrong.cut", {{"first", first}, {"last", last}});
    case Wrong::unsigned_: return m.say("audit.wrong.unsigned", {{"first", first}, {"last", last}, {"path", path}});
    case Wrong::outside: return m.say("audit.wrong.outside", {{"first", first}, {"last", last}});
    case Wrong::tile: return m.say("audit.wrong.tile", {{"path", path}});
    case Wrong::checkpoint: return m.say("audit.wrong.checkpoint", {{"path", path}});
    case Wrong::unreadable: break;
  }
  return m.say("audit.wrong.unreadable", {{"reason", path}});
}

void print_json(const audit::Verification& found, const audit::PublicKey& key) {
  Json out = {{"sound", !found.trouble},
              {"events", found.events},
              {"root", base64_of(found.root)},
              {"key", key.text()},
              {"checkpoints_compared", found.compared},
              {"unfinished_bytes", found.unfinished},
              {"trouble", nullptr}};
  if (found.trouble)
    out["trouble"] = {{"what", audit::name_of(found.trouble->wrong)},
                      {"first", found.trouble->first},
                      {"last", found.trouble->last},
                      {"path", found.trouble->path},
                      {"byte", found.trouble->byte}};
  std::printf("%s\n", out.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
}

int verify(const Common& common, const Options& options) {
  const auto& m = common.messages();
  const auto key = key_of(common, options);
  const auto outside = key ? outside_of(common, options, *key) : std::nullopt;
  if (!outside) return kExitError;
  audit::Disk disk;
  const auto found = audit::verify(disk, options.folder, *key, *outside);
  const bool unreadable = found.trouble && found.trouble->wrong == audit::Wrong::unreadable;
  const int code = unreadable ? kExitError : found.trouble ? kExitFound : kExitNothing;
  if (options.json) {
    print_json(found, *key);
    return code;
  }
  const auto say = [](const std::string& text) { std::printf("%s\n", printable(text, 4000).c_str()); };
  if (found.trouble) say(told(m, *found.trouble));
  say(m.say("audit.hold", {{"events", std::to_string(found.events)}, {"root", base64_of(found.root)}}));
  if (found.unfinished > 0) say(m.say("audit.unfinished", {{"bytes", std::to_string(found.unfinished)}}));
  if (options.key.empty()) say(m.say("audit.own-key", {{"key", key->text()}}));
  if (outside->empty()) say(m.say("audit.no-outside"));
  else
    say(m.say("audit.compared", {{"count", std::to_string(found.compared)}, {"of", std::to_string(outside->size())}}));
  return code;
}

int print_key(const Common& common, const Options& options) {
  const auto key = key_of(common, options);
  if (!key) return kExitError;
  std::printf("%s\n", key->text().c_str());
  return kExitNothing;
}

int print_checkpoint(const Common& common, const Options& options) {
  const auto key = key_of(common, options);
  if (!key) return kExitError;
  audit::Disk disk;
  const auto newest = audit::newest_checkpoint(disk, options.folder, *key);
  const auto* got = std::get_if<audit::SignedCheckpoint>(&newest);
  if (got == nullptr) {
    complain(common.messages().say("audit.no-log", {{"reason", std::get<Failed>(newest).why}}));
    return kExitError;
  }
  std::printf("%s", got->note(*key).c_str());
  return kExitNothing;
}

/// Values that an event holds, one a line under the names that its JSON has.
void print_table(const Json& json, const std::string& indent) {
  for (const auto& [name, value] : json.items()) {
    if (value.is_object()) {
      std::printf("%s%s\n", indent.c_str(), printable(name).c_str());
      for (const auto& [inner, text] : value.items())
        std::printf("%s  %s  %s\n", indent.c_str(), printable(inner).c_str(),
                    printable(text.is_string() ? text.get<std::string>() : text.dump(), 4000).c_str());
    } else {
      std::printf("%s%s  %s\n", indent.c_str(), printable(name).c_str(),
                  printable(value.is_string() ? value.get<std::string>() : value.dump(), 4000).c_str());
    }
  }
}

void print_event(const audit::Events::One& one, bool json) {
  constexpr std::int64_t kJapan = std::int64_t{9} * 3'600'000;
  const auto number = std::to_string(one.number);
  const auto text = audit::unpacked(one.bytes).value_or(std::string(one.bytes));
  const auto read = audit::event_from_json(text);
  if (json) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::printf("\n");
  } else if (const auto* event = std::get_if<audit::Event>(&read)) {
    auto japan = audit::utc(event->time + kJapan).substr(0, 19);
    japan[10] = ' ';
    std::printf("%s  %s JST\n", number.c_str(), japan.c_str());
    print_table(Json::parse(text, nullptr, false), "  ");
  } else {
    std::printf("%s\n  %s\n", number.c_str(), printable(text, 4000).c_str()); // of another program: as it is
  }
}

int show(const Common& common, const Options& options) {
  const auto& m = common.messages();
  const auto key = key_of(common, options);
  if (!key) return kExitError;
  audit::Disk disk;
  int code = kExitNothing;
  for (const auto number : options.numbers) {
    audit::Events events(disk, options.folder, *key, number);
    const auto next = events.next();
    if (const auto* wrong = std::get_if<Failed>(&next)) {
      complain(m.say("audit.no-log", {{"reason", wrong->why}}));
      return kExitError;
    }
    if (const auto& one = std::get<std::optional<audit::Events::One>>(next)) {
      print_event(*one, options.json);
    } else {
      complain(m.say("audit.no-event", {{"number", std::to_string(number)}}));
      code = kExitError;
    }
  }
  return code;
}

} // namespace

void add_audit(CLI::App& app, const Common& common, Run& run) {
  const auto& m = common.messages();
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("audit", m.say("help.audit"));
  command->require_subcommand(1);
  const auto add = [&](const char* name, const std::string& help, int (*act)(const Common&, const Options&)) {
    auto* one = command->add_subcommand(name, help);
    one->add_option("DIR", options->folder, m.say("help.audit.folder"))->required();
    one->add_option("--key", options->key, m.say("help.audit.key"));
    one->callback([&common, options, act, &run] { run = [&common, options, act] { return act(common, *options); }; });
    return one;
  };
  auto* checks = add("verify", m.say("help.audit.verify"), &verify);
  checks->add_option("--checkpoint", options->checkpoints, m.say("help.audit.kept"))->allow_extra_args(false);
  checks->add_flag("--json", options->json, m.say("help.json"));
  add("checkpoint", m.say("help.audit.checkpoint"), &print_checkpoint);
  auto* shows = add("show", m.say("help.audit.show"), &show);
  shows->add_option("N", options->numbers, m.say("help.audit.number"))->required();
  shows->add_flag("--json", options->json, m.say("help.json"));
  add("key", m.say("help.audit.print-key"), &print_key);
}

} // namespace fumiban::app
