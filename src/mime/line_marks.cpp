// SPDX-License-Identifier: Apache-2.0
#include "mime/line_marks.hpp"

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "mime/delimiters.hpp"
#include "mime/encodings.hpp"

namespace fumiban::mime {
namespace {

constexpr std::size_t kShortestRun = 60;

/// True if `line` begins with base64 of some length, and goes on with nothing but '=' and blanks.
bool is_base64_line(std::string_view line, std::size_t shortest) {
  std::size_t count = 0;
  while (count < line.size() && is_base64(line[count])) ++count;
  if (count < shortest) return false;
  for (auto rest = line.substr(count); !rest.empty(); rest.remove_prefix(1))
    if (rest.front() != '=' && !is_space(rest.front())) return false;
  return true;
}

class Marking {
public:
  explicit Marking(std::string_view text) : text_(text) {}

  LineMarks run() {
    const bool any_cr = text_.find('\r') != std::string_view::npos;
    for (std::size_t at = 0; at < text_.size();) {
      const auto feed = text_.find('\n', at);
      const auto end = feed == std::string_view::npos ? text_.size() : feed + 1;
      const auto line = text_.substr(at, end - at);
      look_at(at);
      if (any_cr)
        for (auto cr = line.find('\r'); cr != std::string_view::npos; cr = line.find('\r', cr + 1))
          if (cr + 1 < line.size() && line[cr + 1] != '\n') look_at(at + cr + 1);
      add_to_run(line, at);
      at = end;
    }
    end_run(text_.size());
    return std::move(out_);
  }

private:
  void look_at(std::size_t begin) {
    const auto rest = text_.substr(begin);
    switch (rest.front()) {
      case 'b':
      case '=':
      case '(':
        if (may_begin_file(rest)) out_.files.push_back(begin);
        break;
      case '-':
      case ' ':
      case '\t':
        if (out_.boundary.data() == nullptr) out_.boundary = boundary_at(text_, begin);
        break;
      default: break;
    }
  }

  void add_to_run(std::string_view line, std::size_t at) {
    if (!is_base64_line(line, in_run_ ? 1 : 20)) return end_run(at);
    if (!in_run_) run_ = at;
    in_run_ = true;
  }
  void end_run(std::size_t at) {
    if (in_run_ && at - run_ >= kShortestRun) out_.base64.emplace_back(run_, at);
    in_run_ = false;
  }

  std::string_view text_;
  LineMarks out_;
  std::size_t run_ = 0;
  bool in_run_ = false;
};

} // namespace

LineMarks line_marks(std::string_view text) { return Marking(text).run(); }

} // namespace fumiban::mime
