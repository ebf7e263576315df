// SPDX-License-Identifier: Apache-2.0
// Shell completion, written from the command line's own description.
#include <cstdio>

#include "commands/commands.hpp"
#include "fumiban/scan.hpp"

namespace fumiban::app {
namespace {

/// Every option of `app` with its dashes, blank-separated.
std::string options_of(const CLI::App& app) {
  std::string out;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) out += (out.empty() ? "--" : " --") + name;
  return out;
}

/// The function that completes, for bash and (through bashcompinit) for zsh.
void print_function(const CLI::App& root, const char* name) {
  std::string commands;
  std::string cases;
  const auto common = options_of(root);
  for (const auto* command : root.get_subcommands({})) {
    commands += (commands.empty() ? "" : " ") + command->get_name();
    cases += "    " + command->get_name() + ") words='" + options_of(*command) + " " + common + "' ;;\n";
  }
  std::string ids;
  for (const auto* spec : finding_specs()) ids += (ids.empty() ? "" : " ") + std::string(spec->id);
  std::printf(R"(%s() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= words= word
  local commands='%s'
  for word in "${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do
    case " $commands " in *" $word "*) command=$word; break ;; esac
  done
  case $previous in
    --format) COMPREPLY=($(compgen -W 'table json jsonl' -- "$current")); return ;;
    --fail-on) COMPREPLY=($(compgen -W 'clean unscanned suspicious malicious 1 2 3 4 5' -- "$current")); return ;;
    --lang) COMPREPLY=($(compgen -W 'en ja' -- "$current")); return ;;
    --colour|--color) COMPREPLY=($(compgen -W 'auto always never' -- "$current")); return ;;
    explain) COMPREPLY=($(compgen -W '%s' -- "$current")); return ;;
    completion) COMPREPLY=($(compgen -W 'bash zsh' -- "$current")); return ;;
  esac
  case $command in
    '') words="$commands %s" ;;
%s  esac
  if [[ $current == -* || -z $command ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    local IFS=$'\n'
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
)",
              name, commands.c_str(), ids.c_str(), common.c_str(), cases.c_str());
}

int print_bash(const CLI::App& root) {
  std::printf("# bash completion for fumiban\n");
  print_function(root, "_fumiban");
  std::printf("complete -o filenames -F _fumiban fumiban\n");
  return kExitNothing;
}

int print_zsh(const CLI::App& root) {
  std::printf("#compdef fumiban\nautoload -U +X bashcompinit && bashcompinit\n");
  print_function(root, "_fumiban_complete"); // _fumiban is this file's own function
  std::printf("complete -o filenames -F _fumiban_complete fumiban\n");
  std::printf("_bash_complete -o filenames -F _fumiban_complete\n"); // for the first Tab, which loads this file
  return kExitNothing;
}

} // namespace

void add_completion(CLI::App& app, const Common& common, Run& run) {
  auto shell = std::make_shared<std::string>();
  auto* command = app.add_subcommand("completion", common.messages().say("help.completion"));
  command->add_option("SHELL", *shell, "bash, zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
  command->callback(
      [&app, shell, &run] { run = [&app, shell] { return *shell == "zsh" ? print_zsh(app) : print_bash(app); }; });
}

} // namespace fumiban::app
