// SPDX-License-Identifier: Apache-2.0
#include "program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace fumiban::command {
namespace {

/// The two ends of a pipe or a terminal; -1: closed or none.
struct Ends {
  int ours = -1;
  int theirs = -1;
};

void close_end(int& file) {
  if (file >= 0) close(file);
  file = -1;
}

Ends reading_pipe() {
  std::array<int, 2> both{};
  if (pipe2(both.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  return {both[0], both[1]};
}

Ends terminal(unsigned short columns) {
  Ends out;
  winsize size{};
  size.ws_row = 40;
  size.ws_col = columns;
  if (openpty(&out.ours, &out.theirs, nullptr, nullptr, &size) != 0) throw std::runtime_error("openpty");
  termios mode{};
  tcgetattr(out.theirs, &mode);
  mode.c_oflag &= ~static_cast<tcflag_t>(OPOST); // line ends as they were written
  tcsetattr(out.theirs, TCSANOW, &mode);
  fcntl(out.ours, F_SETFD, FD_CLOEXEC);
  fcntl(out.theirs, F_SETFD, FD_CLOEXEC);
  return out;
}

/// Reads what is there. False at the end.
bool take(int file, std::string& into) {
  std::array<char, 65536> buffer{};
  const auto got = read(file, buffer.data(), buffer.size());
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  into.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (auto& one : strings) out.push_back(one.data());
  out.push_back(nullptr);
  return out;
}

[[noreturn]] void become(const std::string& program, std::vector<std::string>& arguments,
                         std::vector<std::string>& environment, const How& how, int input, int output, int errors) {
  const auto argv = pointers(arguments);
  const auto envp = pointers(environment);
  if (!how.folder.empty() && chdir(how.folder.c_str()) != 0) _exit(126);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(errors, STDERR_FILENO);
  signal(SIGPIPE, SIG_DFL);
  execvpe(program.c_str(), argv.data(), envp.data());
  _exit(127);
}

/// Feeds and drains the program until it has closed its ends.
void converse(pid_t child, const How& how, int& input, int& output, int& errors, Ran& ran) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  std::size_t fed = 0;
  while (output >= 0 || errors >= 0) {
    if (input >= 0 && fed == how.input.size()) close_end(input);
    std::array<pollfd, 3> files{pollfd{output, POLLIN, 0}, pollfd{errors, POLLIN, 0}, pollfd{input, POLLOUT, 0}};
    poll(files.data(), files.size(), 1000);
    if (std::chrono::steady_clock::now() > deadline) {
      kill(child, SIGKILL);
      ran.errors += "\n[ended after two minutes]";
      break;
    }
    if (output >= 0 && files[0].revents != 0 && !take(output, ran.output)) close_end(output);
    if (errors >= 0 && files[1].revents != 0 && !take(errors, ran.errors)) close_end(errors);
    if (input >= 0 && files[2].revents != 0) {
      const auto put = write(input, how.input.data() + fed, std::min<std::size_t>(how.input.size() - fed, 4096));
      if (put > 0) fed += static_cast<std::size_t>(put);
      else if (errno != EINTR) close_end(input);
    }
  }
}

} // namespace

Ran run_other(const std::string& program, std::vector<std::string> arguments, const How& how) {
  signal(SIGPIPE, SIG_IGN);
  arguments.insert(arguments.begin(), program);
  auto environment = how.environment;
  for (const char* kept : {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE"})
    if (const char* value = std::getenv(kept)) environment.push_back(std::string(kept) + "=" + value);

  Ends input = reading_pipe();
  std::swap(input.ours, input.theirs);
  if (!how.input_file.empty()) {
    close_end(input.ours);
    close_end(input.theirs);
    input.theirs = open(how.input_file.c_str(), O_RDONLY | O_CLOEXEC);
  }
  Ends output;
  if (how.output_is_terminal) output = terminal(how.columns);
  else if (!how.output_file.empty())
    output.theirs = open(how.output_file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  else output = reading_pipe();
  Ends errors = how.errors_are_terminal ? terminal(how.columns) : reading_pipe();

  Ran ran;
  const auto child = fork();
  if (child < 0) throw std::runtime_error("fork");
  if (child == 0) become(program, arguments, environment, how, input.theirs, output.theirs, errors.theirs);
  close_end(input.theirs);
  close_end(output.theirs);
  close_end(errors.theirs);
  converse(child, how, input.ours, output.ours, errors.ours, ran);
  close_end(input.ours);
  close_end(output.ours);
  close_end(errors.ours);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return ran;
}

Ran run(std::vector<std::string> arguments, const How& how) {
  return run_other(given("FUMIBAN_BIN"), std::move(arguments), how);
}

std::string given(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr) throw std::runtime_error(std::string(variable) + " is not set: run this through ctest");
  return value;
}

Folder::Folder() {
  auto name = (std::filesystem::temp_directory_path() / "fumiban-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::write(std::string_view name, std::string_view bytes) const {
  const auto path = path_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
  return path.string();
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::vector<nlohmann::json> json_lines(std::string_view text) {
  std::vector<nlohmann::json> out;
  for (const auto& line : lines_of(text)) {
    auto value = nlohmann::json::parse(line, nullptr, false);
    EXPECT_FALSE(value.is_discarded()) << "not JSON: " << line.substr(0, 200);
    if (!value.is_discarded()) out.push_back(std::move(value));
  }
  return out;
}

std::vector<nlohmann::json> scanned(std::vector<std::string> arguments, const How& how) {
  arguments.insert(arguments.begin(), {"scan", "--format", "jsonl"});
  const auto ran = run(std::move(arguments), how);
  EXPECT_GE(ran.code, 0) << ran.errors;
  EXPECT_LE(ran.code, 2) << ran.errors;
  return json_lines(ran.output);
}

std::vector<std::string> ids_of(const nlohmann::json& message) {
  std::vector<std::string> out;
  for (const auto& finding : message.at("findings")) out.push_back(finding.at("id").get<std::string>());
  return out;
}

bool has_id(const nlohmann::json& message, std::string_view id) {
  const auto ids = ids_of(message);
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool has(std::string_view text, std::string_view piece) { return text.find(piece) != std::string_view::npos; }

} // namespace fumiban::command
