// SPDX-License-Identifier: Apache-2.0
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "base/text.hpp"
#include "commands/commands.hpp"
#include "fumiban/scan.hpp"

namespace fumiban::app {

const Messages& Common::messages() const {
  return Messages::in(language == "ja" ? Language::ja : language == "en" ? Language::en : Messages::of_locale());
}

void complain(std::string_view text) { std::fprintf(stderr, "fumiban: %s\n", printable(text, 4000).c_str()); }

bool colours(const Common& common, int file) {
  if (common.colour != "auto") return common.colour == "always";
  const char* terminal = std::getenv("TERM");
  const char* refusal = std::getenv("NO_COLOR");
  const bool no_colour = refusal != nullptr && *refusal != '\0';
  return isatty(file) != 0 && !no_colour && terminal != nullptr && std::string_view(terminal) != "dumb";
}

std::size_t terminal_width() {
  winsize size{};
  return isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

namespace {

/// --lang is needed before the options are described, since the descriptions are in that language.
std::string language_of(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word(argv[i]);
    if (word == "--lang" && i + 1 < argc) return argv[i + 1];
    if (word.starts_with("--lang=")) return std::string(word.substr(7));
  }
  return {};
}

int run_command_line(int argc, const char* const* argv) {
  Common common;
  common.language = language_of(argc, argv);
  const auto& m = common.messages();
  CLI::App app(m.say("help.program"), "fumiban");
  app.set_version_flag("--version", std::string(version()), m.say("help.version"));
  app.set_help_flag("-h,--help", m.say("help.help"));
  app.add_option("--lang", common.language, m.say("help.lang"))->check(CLI::IsMember({"en", "ja"}));
  app.add_option("--colour,--color", common.colour, m.say("help.colour"))
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(m.say("help.footer"));
  Run run;
  add_scan(app, common, run);
  add_formats(app, common, run);
  add_findings(app, common, run);
  add_explain(app, common, run);
  add_policy(app, common, run);
  add_held(app, common, run);
  add_audit(app, common, run);
  add_completion(app, common, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error); // --help, --version
    complain(m.say("ui.usage", {{"reason", error.what()}}));
    complain(m.say("ui.see-help"));
    return kExitError;
  }
  return run ? run() : static_cast<int>(kExitError);
}

} // namespace

int run_fumiban(int argc, const char* const* argv) {
  try {
    const int code = run_command_line(argc, argv);
    std::cout.flush();
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good()) return code;
    Common common;
    common.language = language_of(argc, argv);
    complain(common.messages().say("ui.cannot-write"));
    return code == kExitFound ? kExitFound : kExitError;
  } catch (const std::exception& error) {
    complain(error.what());
    return kExitError;
  }
}

} // namespace fumiban::app
