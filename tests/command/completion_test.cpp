// SPDX-License-Identifier: Apache-2.0
// `fumiban completion bash|zsh`.
#include <gtest/gtest.h>

#include <algorithm>

#include "program.hpp"

namespace fumiban::command {
namespace {

/// What bash offers for the last of `words`.
std::vector<std::string> offered(const Folder& folder, const std::vector<std::string>& words) {
  folder.write("completion.bash", run({"completion", "bash"}).output);
  std::string script = "source ./completion.bash\nCOMP_WORDS=(";
  for (const auto& word : words) script += "'" + word + "' ";
  script += ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) + "\nCOMPREPLY=()\n_fumiban fumiban '" + words.back() +
            "' '" + words[words.size() - 2] + "'\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  How how;
  how.folder = folder.path().string();
  const auto ran = run_other("bash", {"--norc", "-c", script}, how);
  EXPECT_EQ(ran.code, 0) << ran.errors;
  EXPECT_EQ(ran.errors, "");
  auto out = lines_of(ran.output);
  for (auto& line : out)
    while (line.ends_with(' ')) line.pop_back();
  std::sort(out.begin(), out.end());
  std::erase(out, "");
  return out;
}

using Words = std::vector<std::string>;

TEST(Bash, TheScriptIsSound) {
  const Folder folder;
  const auto ran = run({"completion", "bash"});
  EXPECT_EQ(ran.code, 0);
  const auto check = run_other("bash", {"-n", folder.write("completion.bash", ran.output)});
  EXPECT_EQ(check.code, 0) << check.errors;
  EXPECT_EQ(check.errors, "");
}

TEST(Bash, CompletesCommands) {
  const Folder folder;
  EXPECT_EQ(offered(folder, {"fumiban", "sc"}), (Words{"scan"}));
  EXPECT_EQ(offered(folder, {"fumiban", "fo"}), (Words{"formats"}));
  const auto all = offered(folder, {"fumiban", ""});
  for (const char* name : {"scan", "formats", "findings", "explain", "policy", "completion"})
    EXPECT_NE(std::find(all.begin(), all.end(), name), all.end()) << name;
}

TEST(Bash, CompletesOptionsAndTheirValues) {
  const Folder folder;
  EXPECT_EQ(offered(folder, {"fumiban", "scan", "--form"}), (Words{"--format"}));
  EXPECT_EQ(offered(folder, {"fumiban", "scan", "--format", "js"}), (Words{"json", "jsonl"}));
  EXPECT_EQ(offered(folder, {"fumiban", "scan", "--fail-on", "s"}), (Words{"suspicious"}));
  EXPECT_EQ(offered(folder, {"fumiban", "scan", "--max-par"}), (Words{"--max-parameters", "--max-parts"}));
  EXPECT_EQ(offered(folder, {"fumiban", "--lang", "j"}), (Words{"ja"}));
  EXPECT_EQ(offered(folder, {"fumiban", "--colour", "n"}), (Words{"never"}));
  EXPECT_EQ(offered(folder, {"fumiban", "--color", "n"}), (Words{"never"}));
  EXPECT_EQ(offered(folder, {"fumiban", "findings", "--js"}), (Words{"--json"}));
}

TEST(Bash, CompletesBehindAGeneralOption) {
  const Folder folder;
  EXPECT_EQ(offered(folder, {"fumiban", "--lang", "ja", "sc"}), (Words{"scan"}));
  EXPECT_EQ(offered(folder, {"fumiban", "--lang", "ja", "scan", "--form"}), (Words{"--format"}));
  EXPECT_EQ(offered(folder, {"fumiban", "scan", "--lan"}), (Words{"--lang"})); // it may stand behind the command too
}

TEST(Bash, CompletesFindings) {
  const Folder folder;
  const auto found = offered(folder, {"fumiban", "explain", "mime."});
  EXPECT_GE(found.size(), 2U);
  for (const auto& id : found) EXPECT_TRUE(id.starts_with("mime.")) << id;
  EXPECT_NE(std::find(found.begin(), found.end(), "mime.ambiguous"), found.end());
  EXPECT_EQ(offered(folder, {"fumiban", "--lang", "ja", "explain", "test.e"}), (Words{"test.eicar"}));
  EXPECT_EQ(offered(folder, {"fumiban", "completion", ""}), (Words{"bash", "zsh"}));
}

TEST(Bash, CompletesFilesWithBlanks) {
  const Folder folder;
  folder.write("mail one.eml", "x");
  EXPECT_EQ(offered(folder, {"fumiban", "scan", "mail"}), (Words{"mail one.eml"}));
  EXPECT_EQ(offered(folder, {"fumiban", "scan", "--policy", "mail"}), (Words{"mail one.eml"}));
}

TEST(Bash, IsTheSameInEveryLanguage) {
  EXPECT_EQ(run({"--lang", "ja", "completion", "bash"}).output, run({"completion", "bash"}).output);
}

class Zsh : public testing::Test {
protected:
  void SetUp() override {
    script = run({"completion", "zsh"}).output;
    EXPECT_TRUE(script.starts_with("#compdef fumiban\n")) << script.substr(0, 40);
    if (run_other("zsh", {"--version"}).code != 0)
      GTEST_SKIP() << "SKIPPED: zsh is not installed; its completion was not tried";
    folder.write("_fumiban", script);
  }
  Ran zsh(const std::string& commands) const {
    return run_other("zsh", {"-f", "-c",
                             "fpath=('" + folder.path().string() +
                                 "' $fpath); autoload -U compinit && compinit -u -D; " + commands});
  }
  Folder folder;
  std::string script;
};

TEST_F(Zsh, TheScriptIsSound) {
  const auto check = run_other("zsh", {"-f", "-n", folder.at("_fumiban")});
  EXPECT_EQ(check.code, 0) << check.errors;
  EXPECT_EQ(check.errors, "");
  const auto loaded = zsh("autoload -U +X _fumiban && whence -w _fumiban && print ${_comps[fumiban]}");
  EXPECT_EQ(loaded.code, 0) << loaded.errors;
  EXPECT_EQ(loaded.output, "_fumiban: function\n_fumiban\n");
}

/// Through zsh's own bridge for scripts of bash, which names the function behind -F. There zsh, not the script, leaves
/// out what does not fit the beginning of the word.
TEST_F(Zsh, Completes) {
  const auto offered_by_zsh = [&](const std::string& words, int last) {
    const auto ran = zsh("source '" + folder.at("_fumiban") +
                         "' 2>/dev/null; by=${_comps[fumiban]##*-F }; by=${by%% *}; COMP_WORDS=(" + words +
                         "); COMP_CWORD=" + std::to_string(last) +
                         "; COMPREPLY=(); setopt KSH_ARRAYS; $by; print -l -- \"${COMPREPLY[@]}\"");
    EXPECT_EQ(ran.errors, "");
    auto out = lines_of(ran.output);
    std::erase(out, "");
    return out;
  };
  const auto offers = [](const Words& offers_of, std::string_view word) {
    return std::find(offers_of.begin(), offers_of.end(), word) != offers_of.end();
  };
  const auto commands = offered_by_zsh("fumiban sc", 1);
  EXPECT_TRUE(offers(commands, "scan"));
  EXPECT_FALSE(offers(commands, "--format"));
  const auto options = offered_by_zsh("fumiban scan --form", 2);
  EXPECT_TRUE(offers(options, "--format"));
  EXPECT_FALSE(offers(options, "scan"));
  const auto ids = offered_by_zsh("fumiban explain mime.amb", 2);
  EXPECT_TRUE(offers(ids, "mime.ambiguous"));
  EXPECT_FALSE(offers(ids, "scan"));
}

} // namespace
} // namespace fumiban::command
