// SPDX-License-Identifier: Apache-2.0
/// @file
/// Runs the real program as a person or a script would, and folders to do so in.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace fumiban::command {

/// How the program is run. Without anything said: nothing on standard input, output into pipes, LC_ALL=C.
struct How {
  std::string input{};       ///< standard input, through a pipe
  std::string input_file{};  ///< standard input from this file instead
  std::string output_file{}; ///< standard output into this file
  std::string folder{};      ///< working folder
  std::vector<std::string> environment{"LC_ALL=C"};
  bool output_is_terminal = false;
  bool errors_are_terminal = false;
  unsigned short columns = 120; ///< of the terminals
};

/// What came of it.
struct Ran {
  int code = -1; ///< exit code; -N: ended by signal N
  std::string output{};
  std::string errors{};
};

/// Runs fumiban (FUMIBAN_BIN). Ends it by force after two minutes.
[[nodiscard]] Ran run(std::vector<std::string> arguments, const How& how = {});
/// Runs another program, given by path or by a name to be found in PATH.
[[nodiscard]] Ran run_other(const std::string& program, std::vector<std::string> arguments, const How& how = {});

/// The value of an environment variable that ctest sets; fails the test where it is missing.
[[nodiscard]] std::string given(const char* variable);

/// A private folder that goes away with the test.
class Folder {
public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string at(std::string_view name) const { return (path_ / name).string(); }
  /// Writes a file, folders on the way included, and tells its path.
  std::string write(std::string_view name, std::string_view bytes) const;

private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);
/// One JSON value a line.
[[nodiscard]] std::vector<nlohmann::json> json_lines(std::string_view text);
/// `fumiban scan --format jsonl` of these arguments. Fails the test where a line is no JSON.
[[nodiscard]] std::vector<nlohmann::json> scanned(std::vector<std::string> arguments, const How& how = {});
/// The ids of all findings of a message.
[[nodiscard]] std::vector<std::string> ids_of(const nlohmann::json& message);
[[nodiscard]] bool has_id(const nlohmann::json& message, std::string_view id);
[[nodiscard]] bool has(std::string_view text, std::string_view piece);

} // namespace fumiban::command
