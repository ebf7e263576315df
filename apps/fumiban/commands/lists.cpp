// SPDX-License-Identifier: Apache-2.0
// What this version knows: formats, findings, the policy. Written from the tables.
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "commands/commands.hpp"
#include "fumiban/scan.hpp"
#include "render.hpp"
#include "rules/embedded.hpp"

namespace fumiban::app {
namespace {

Style style_of(const Common& common) { return {colours(common, STDOUT_FILENO), terminal_width(), &common.messages()}; }

std::string cell(std::string_view text, std::size_t width) {
  std::string out(text);
  const auto used = columns(out);
  out.append(width > used ? width - used : 1, ' ');
  return out;
}

int print_formats(const Common& common, bool json) {
  const auto& m = common.messages();
  auto all = nlohmann::ordered_json::array();
  for (const auto& format : formats()) {
    if (json) {
      all.push_back({{"id", format.id},
                     {"media", format.media},
                     {"family", format.family},
                     {"extensions", trim(format.extensions)},
                     {"read", format.read}});
      continue;
    }
    const auto line = cell(format.id, 14) + cell(format.family, 12) +
                      cell(m.say(format.opened ? "ui.format-read"
                                 : format.read ? "ui.format-leaf"
                                               : "ui.format-unread"),
                           22) +
                      std::string(trim(format.extensions));
    std::printf("%s\n", line.substr(0, line.find_last_not_of(' ') + 1).c_str());
  }
  if (json) std::printf("%s\n", all.dump(2).c_str());
  return kExitNothing;
}

int print_findings(const Common& common, bool json) {
  const auto& m = common.messages();
  auto all = nlohmann::ordered_json::array();
  for (const auto* spec : finding_specs()) {
    const auto title = m.say("finding." + std::string(spec->id) + ".title");
    if (json) {
      all.push_back({{"id", spec->id},
                     {"severity", name_of(spec->severity)},
                     {"topic", name_of(spec->topic)},
                     {"unread", name_of(spec->unread)},
                     {"technique", spec->technique},
                     {"title", title},
                     {"meaning", m.say("finding." + std::string(spec->id) + ".meaning")}});
      continue;
    }
    std::printf("%s%s%s%s\n", cell(spec->id, 28).c_str(),
                cell(m.say("severity." + std::string(name_of(spec->severity))), 10).c_str(),
                cell(spec->technique, 11).c_str(), title.c_str());
  }
  if (json) std::printf("%s\n", all.dump(2).c_str());
  return kExitNothing;
}

int print_explanation(const Common& common, const std::string& id) {
  for (const auto* spec : finding_specs())
    if (spec->id == id) {
      std::fputs(explained(*spec, style_of(common)).c_str(), stdout);
      return kExitNothing;
    }
  complain(common.messages().say("ui.no-such-finding", {{"id", id}}));
  return kExitError;
}

} // namespace

void add_formats(CLI::App& app, const Common& common, Run& run) {
  auto json = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("formats", common.messages().say("help.formats"));
  command->add_flag("--json", *json, common.messages().say("help.json"));
  command->callback([&common, json, &run] { run = [&common, json] { return print_formats(common, *json); }; });
}

void add_findings(CLI::App& app, const Common& common, Run& run) {
  auto json = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("findings", common.messages().say("help.findings"));
  command->add_flag("--json", *json, common.messages().say("help.json"));
  command->callback([&common, json, &run] { run = [&common, json] { return print_findings(common, *json); }; });
}

void add_explain(CLI::App& app, const Common& common, Run& run) {
  auto id = std::make_shared<std::string>();
  auto* command = app.add_subcommand("explain", common.messages().say("help.explain"));
  command->add_option("ID", *id, common.messages().say("help.explain.id"))->required();
  command->callback([&common, id, &run] { run = [&common, id] { return print_explanation(common, *id); }; });
}

void add_policy(CLI::App& app, const Common& common, Run& run) {
  auto* command = app.add_subcommand("policy", common.messages().say("help.policy"));
  command->callback([&run] {
    run = [] {
      std::fwrite(rules::kPolicy.data(), 1, rules::kPolicy.size(), stdout);
      return static_cast<int>(kExitNothing);
    };
  });
}

} // namespace fumiban::app
