// SPDX-License-Identifier: Apache-2.0
#include "measured_scan.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "measured.hpp"

namespace fumiban::test {
namespace {

namespace fs = std::filesystem;

/// A folder that goes when it is no longer needed.
class Folder {
public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "fumiban-bomb-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

private:
  fs::path path_;
};

[[noreturn]] void become(const std::string& program, const std::string& file, const std::string& output) {
  const int out = open(output.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  dup2(out, STDOUT_FILENO);
  // In that process, since it is the one that is measured.
  execl(program.c_str(), program.c_str(), "scan", "--no-sandbox", "--format", "jsonl", file.c_str(),
        static_cast<char*>(nullptr));
  _exit(127);
}

} // namespace

MeasuredScan measured_scan(const std::string& bytes, const std::string& name) {
  const char* program = std::getenv("FUMIBAN_BIN");
  if (program == nullptr) throw std::runtime_error("FUMIBAN_BIN is not set: run this through ctest");
  const Folder folder;
  const auto file = (folder.path() / name).string();
  const auto output = (folder.path() / "report").string();
  std::ofstream(file, std::ios::binary) << bytes;
  // A new process begins with what its parent has resident, and that counts.
  malloc_trim(0);
  MeasuredScan out;
  rusage used{};
  const auto child = fork();
  if (child < 0) throw std::runtime_error("fork");
  if (child == 0) become(program, file, output);
  while (wait4(child, &out.status, 0, &used) < 0 && errno == EINTR) {}
  // Of the processor: other tests run at the same time.
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  out.seconds = of(used.ru_utime) + of(used.ru_stime);
  out.megabytes = static_cast<double>(used.ru_maxrss) / 1024;
  std::ifstream in(output);
  out.report = nlohmann::json::parse(in, nullptr, false);
  return out;
}

} // namespace fumiban::test
