// SPDX-License-Identifier: Apache-2.0
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <thread>

#include "base/ascii.hpp"
#include "commands/commands.hpp"
#include "extract.hpp"
#include "fumiban/json.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/wall.hpp"
#include "input.hpp"
#include "ordered.hpp"
#include "progress.hpp"
#include "render.hpp"

namespace fumiban::app {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::string format = "table";
  bool explain = false;
  unsigned jobs = 0;
  std::vector<std::string> passwords;
  std::string passwords_file;
  bool show_passwords = false;
  bool no_sandbox = false;
  std::string extract;
  std::string fail_on = "suspicious";
  std::string policy;
  Limits limits;
};

/// A verdict's name or a level of 1-5, as --fail-on takes it.
struct FailOn {
  std::optional<Outcome> outcome;
  int level = 6;
  [[nodiscard]] bool met(const Verdict& verdict) const {
    return outcome ? verdict.outcome >= *outcome : verdict.level >= level;
  }
};

std::optional<FailOn> parse_fail_on(const std::string& text) {
  if (text.size() == 1 && text[0] >= '1' && text[0] <= '5') return FailOn{std::nullopt, text[0] - '0'};
  for (const auto outcome : {Outcome::clean, Outcome::unscanned, Outcome::suspicious, Outcome::malicious})
    if (text == name_of(outcome)) return FailOn{outcome, 6};
  return std::nullopt;
}

/// A count with an optional K, M or G (powers of 1,024).
std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t unit = 1;
  if (!text.empty() && !is_digit(text.back())) {
    const auto power = std::string_view("kmg").find(lower(text.back()));
    if (power == std::string_view::npos) return std::nullopt;
    unit = std::uint64_t{1} << (10 * (power + 1));
    text.remove_suffix(1);
  }
  std::uint64_t count = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  if (text.empty() || error != std::errc() || stop != end || count > UINT64_MAX / unit) return std::nullopt;
  return count * unit;
}

/// One scanned input, rendered by the thread that scanned it.
struct Scanned {
  std::string text;
  std::string error; ///< errno text, if it could not be opened
  std::uint64_t bytes = 0;
  Outcome outcome = Outcome::clean;
  bool found = false;
  bool complete = true;
  Report report; ///< kept only for --extract
};

class Scan {
public:
  Scan(const Options& options, const Common& common, Policy policy, FailOn fail_on)
      : options_(options), common_(common), policy_(std::move(policy)), fail_on_(fail_on) {
    style_.colour = colours(common, STDOUT_FILENO);
    style_.width = terminal_width();
    style_.messages = &common.messages();
    scan_options_.limits = options.limits;
    scan_options_.passwords = options.passwords;
    scan_options_.keep_content = !options.extract.empty();
  }

  int run() {
    const auto& m = common_.messages();
    std::optional<ExtractFolder> folder;
    if (!options_.extract.empty()) {
      std::string error;
      folder.emplace(ExtractFolder::open(options_.extract, error));
      if (!error.empty()) {
        complain(m.say(error, {{"path", options_.extract}}));
        return kExitError;
      }
    }
    if (!options_.no_sandbox) {
      auto wall = Wall::start();
      if (const auto* error = std::get_if<WallError>(&wall)) {
        complain(m.say(error->id, {{"detail", error->detail}}));
        return kExitError;
      }
      wall_.emplace(std::get<Wall>(std::move(wall)));
    }
    bool failed = false;
    const auto fail = [&](const std::string& path, const std::string& reason) {
      complain(m.say("ui.unreadable", {{"path", path}, {"reason", reason}}));
      failed = true;
    };
    const auto inputs = inputs_under(options_.paths, fail);
    const bool table = options_.format == "table";
    Progress progress(inputs.size(), m, isatty(STDERR_FILENO) != 0);
    if (options_.format == "json") std::fputs("{\"messages\":[", stdout);
    if (table && !options_.explain && !inputs.empty()) std::fputs(table_head(style_).c_str(), stdout);
    std::uint64_t bytes = 0;
    std::array<std::uint64_t, 4> outcomes{};
    bool found = false;
    std::uint64_t partial = 0;
    bool first = true;
    const auto jobs = options_.jobs != 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
    in_order(
        inputs.size(), static_cast<unsigned>(std::min<std::size_t>(jobs, inputs.size())),
        [&](std::size_t i) { return scan_one(inputs[i]); },
        [&](std::size_t i, Scanned&& scanned) {
          if (!scanned.error.empty()) {
            progress.clear();
            fail(inputs[i].label, scanned.error);
            return;
          }
          if (isatty(STDOUT_FILENO) != 0) progress.clear();
          if (options_.format == "json" && !first) std::fputs(",\n", stdout);
          first = false;
          std::fwrite(scanned.text.data(), 1, scanned.text.size(), stdout);
          bytes += scanned.bytes;
          ++outcomes[static_cast<std::size_t>(scanned.outcome)];
          found = found || scanned.found;
          if (!scanned.complete) ++partial;
          if (folder && !folder->write(scanned.report, inputs[i].label)) {
            complain(m.say("ui.extract-failed", {{"path", options_.extract}}));
            failed = true;
          }
          progress.done(1, scanned.bytes);
        });
    progress.clear();
    if (options_.format == "json")
      std::printf("],\"summary\":%s}\n", nlohmann::ordered_json{{"clean", outcomes[0]},
                                                                {"unscanned", outcomes[1]},
                                                                {"suspicious", outcomes[2]},
                                                                {"malicious", outcomes[3]},
                                                                {"bytes", bytes}}
                                             .dump()
                                             .c_str());
    if (table) summarise(outcomes, partial, bytes, progress.seconds());
    if (found) return kExitFound;
    return failed || partial > 0 ? kExitError : kExitNothing;
  }

private:
  Report read(std::span<const std::byte> bytes, const ScanOptions& options, std::string& error) {
    if (!wall_) return scan(bytes, options);
    auto result = wall_->scan(bytes, options);
    if (auto* report = std::get_if<Report>(&result)) return std::move(*report);
    const auto& wall = std::get<WallError>(result);
    error = common_.messages().say(wall.id, {{"detail", wall.detail}});
    return {};
  }

  Scanned scan_one(const Input& input) try {
    Scanned out;
    auto file = input.mailbox ? input.mailbox : FileBytes::open(input.path, out.error);
    if (!file) return out;
    auto bytes = file->bytes();
    const auto end = std::min(input.end, bytes.size());
    bytes = bytes.subspan(std::min(input.begin, end), end - std::min(input.begin, end));
    auto options = scan_options_;
    options.name = input.name;
    options.message = input.message;
    auto report = read(bytes, options, out.error);
    if (!out.error.empty()) return out;
    const auto verdict = decide(report, Circumstances{}, policy_);
    out.bytes = bytes.size();
    out.outcome = verdict.outcome;
    out.found = fail_on_.met(verdict);
    out.complete = report.completeness() == Completeness::complete;
    if (options_.format == "table") {
      out.text = table_row(report, verdict, input.label, style_);
      if (options_.explain) out.text += explanation(report, verdict, style_);
    } else {
      out.text = to_json(report, verdict, input.label, {.show_passwords = options_.show_passwords});
      if (options_.format == "jsonl") out.text += '\n';
    }
    if (scan_options_.keep_content) out.report = std::move(report);
    return out;
  } catch (const std::bad_alloc&) { // one mail must not stop the rest
    Scanned out;
    out.error = std::generic_category().message(ENOMEM);
    return out;
  }

  void summarise(const std::array<std::uint64_t, 4>& outcomes, std::uint64_t partial, std::uint64_t bytes,
                 double seconds) const {
    char time[32];
    std::snprintf(time, sizeof time, "%.2f", seconds);
    const auto total = outcomes[0] + outcomes[1] + outcomes[2] + outcomes[3];
    const auto line = common_.messages().say("ui.summary", {{"total", std::to_string(total)},
                                                            {"clean", std::to_string(outcomes[0])},
                                                            {"unscanned", std::to_string(outcomes[1])},
                                                            {"suspicious", std::to_string(outcomes[2])},
                                                            {"malicious", std::to_string(outcomes[3])},
                                                            {"bytes", human_size(bytes)},
                                                            {"seconds", time}});
    std::printf("\n");
    if (partial > 0)
      std::printf("%s\n", common_.messages().say("ui.summary-partial", {{"count", std::to_string(partial)}}).c_str());
    std::printf("%s\n", line.c_str());
  }

  const Options& options_;
  const Common& common_;
  Policy policy_;
  FailOn fail_on_;
  Style style_;
  ScanOptions scan_options_;
  std::optional<Wall> wall_;
};

std::optional<std::string> slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

int run_scan(Options options, const Common& common) {
  const auto& m = common.messages();
  const auto stop = [](const std::string& text) {
    complain(text);
    return static_cast<int>(kExitError);
  };
  const auto fail_on = parse_fail_on(options.fail_on);
  if (!fail_on) return stop(m.say("ui.bad-level", {{"value", options.fail_on}}));
  Policy policy = Policy::standard();
  if (!options.policy.empty()) {
    const auto text = slurp(options.policy);
    if (!text) return stop(m.say("ui.unreadable", {{"path", options.policy}, {"reason", m.say("ui.cannot-open")}}));
    auto parsed = Policy::parse(*text, options.policy);
    if (const auto* error = std::get_if<std::string>(&parsed)) return stop(*error);
    policy = std::get<Policy>(std::move(parsed));
  }
  if (!options.passwords_file.empty()) {
    const auto text = slurp(options.passwords_file);
    if (!text)
      return stop(m.say("ui.unreadable", {{"path", options.passwords_file}, {"reason", m.say("ui.cannot-open")}}));
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (!line.empty()) options.passwords.push_back(line);
    }
  }
  return Scan(options, common, std::move(policy), *fail_on).run();
}

} // namespace

void add_scan(CLI::App& app, const Common& common, Run& run) {
  const auto& m = common.messages();
  auto options = std::make_shared<Options>();
  auto* scan = app.add_subcommand("scan", m.say("help.scan"));
  scan->add_option("PATH", options->paths, m.say("help.scan.path"))->required();
  scan->add_option("--format", options->format, m.say("help.scan.format"))
      ->check(CLI::IsMember({"table", "json", "jsonl"}))
      ->capture_default_str();
  scan->add_flag("--explain", options->explain, m.say("help.scan.explain"));
  scan->add_option("--jobs,-j", options->jobs, m.say("help.scan.jobs"))->check(CLI::Range(1, 1024));
  scan->add_option("--fail-on", options->fail_on, m.say("help.scan.fail-on"))->capture_default_str();
  scan->add_option("--policy", options->policy, m.say("help.scan.policy"));
  scan->add_option("--password", options->passwords, m.say("help.scan.password"))->allow_extra_args(false);
  scan->add_option("--passwords-file", options->passwords_file, m.say("help.scan.passwords-file"));
  scan->add_flag("--show-passwords", options->show_passwords, m.say("help.scan.show-passwords"));
  scan->add_flag("--no-sandbox", options->no_sandbox, m.say("help.scan.no-sandbox"));
  scan->add_option("--extract", options->extract, m.say("help.scan.extract"));
  for (const auto& limit : limits()) {
    const auto name = std::string(limit.id.substr(std::string_view("limit.").size()));
    const auto value = limit.value;
    scan->add_option_function<std::string>(
            "--max-" + name,
            [options, value, name](const std::string& text) {
              const auto count = parse_count(text);
              if (!count)
                throw CLI::ValidationError("--max-" + name, "a count such as 5000, 64K, 16M or 2G, not '" + text + "'");
              options->limits.*value = *count;
            },
            m.say("finding." + std::string(limit.id) + ".title"))
        ->type_name("UINT")
        ->default_str(std::to_string(options->limits.*value))
        ->group(m.say("help.limits"));
  }
  scan->callback([options, &common, &run] { run = [options, &common] { return run_scan(*options, common); }; });
}

} // namespace fumiban::app
