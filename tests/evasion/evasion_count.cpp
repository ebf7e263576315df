// SPDX-License-Identifier: Apache-2.0
#include "evasion_count.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <sstream>
#include <string_view>

#include "evasion_mail.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban::evasion {

namespace {

constexpr std::string_view kTestSignature = "test.eicar";
constexpr std::string_view kAmbiguous = "mime.ambiguous";

Report scanned(const std::string& message) {
  ScanOptions options;
  options.message = true;
  options.keep_content = true;
  return scan(std::as_bytes(std::span(message)), options);
}

bool has_finding(const Report& report, std::string_view id) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [id](const Finding& finding) { return finding.spec != nullptr && finding.spec->id == id; });
}

/// The last four bytes in lower case, without the blanks and dots that Windows drops at the end of a name.
std::string extension_of(std::string_view name) {
  while (!name.empty() && (name.back() == ' ' || name.back() == '.')) {
    name.remove_suffix(1);
  }
  std::string extension(name.substr(name.size() < 4 ? 0 : name.size() - 4));
  for (char& letter : extension) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return extension;
}

bool shows_name(const Report& report, const std::string& expected) {
  const auto fits = [&](const std::string& name) {
    return name == expected || extension_of(name) == extension_of(expected);
  };
  return std::any_of(report.parts.begin(), report.parts.end(), [&](const Part& part) {
    return fits(part.name) || std::any_of(part.other_names.begin(), part.other_names.end(), fits);
  });
}

void add(ClassCount& line, Answer answer, bool twin_flagged) {
  ++line.cases;
  ++(answer == Answer::found ? line.found : answer == Answer::flagged ? line.flagged : line.missed);
  line.twins_flagged += twin_flagged ? 1U : 0U;
}

std::array<std::size_t, 5> numbers_of(const ClassCount& line) {
  return {line.cases, line.found, line.flagged, line.missed, line.twins_flagged};
}

/// All classes and the sum.
std::vector<ClassCount> lines_of(const EvasionCount& count) {
  std::vector<ClassCount> lines = count.classes;
  lines.push_back(count.all);
  return lines;
}

} // namespace

Answer answer_to(const EvasionCase& evasion) {
  const Report report = scanned(evasion.attack);
  const bool found =
      evasion.name_case ? shows_name(report, evasion.expected_name) : has_finding(report, kTestSignature);
  if (found) {
    return Answer::found;
  }
  return has_finding(report, kAmbiguous) ? Answer::flagged : Answer::missed;
}

bool is_twin_flagged(const EvasionCase& evasion) {
  const Report report = scanned(evasion.twin);
  const Verdict verdict = decide(report, Circumstances{}, Policy::standard());
  return verdict.outcome == Outcome::suspicious || verdict.outcome == Outcome::malicious ||
         has_finding(report, kAmbiguous);
}

bool is_twin_read(const EvasionCase& evasion) {
  const Report report = scanned(evasion.twin);
  const std::string file = harmless();
  return std::any_of(report.parts.begin(), report.parts.end(), [&file](const Part& part) {
    std::string content;
    for (const std::byte byte : part.content) {
      content += static_cast<char>(byte);
    }
    return content.starts_with(file) && content.find_first_not_of(" \t\r\n", file.size()) == std::string::npos;
  });
}

EvasionCount count_evasions(const std::vector<EvasionCase>& cases) {
  EvasionCount count;
  count.all.klass = "all";
  for (const EvasionCase& evasion : cases) {
    auto line = std::find_if(count.classes.begin(), count.classes.end(),
                             [&](const ClassCount& known) { return known.klass == evasion.klass; });
    if (line == count.classes.end()) {
      line = count.classes.insert(line, ClassCount{.klass = evasion.klass});
    }
    const Answer answer = answer_to(evasion);
    const bool twin_flagged = is_twin_flagged(evasion);
    add(*line, answer, twin_flagged);
    add(count.all, answer, twin_flagged);
    if (answer != Answer::found) {
      (answer == Answer::flagged ? count.flagged : count.missed).push_back(evasion.name);
    }
    if (twin_flagged) {
      count.twins_flagged.push_back(evasion.name);
    }
    if (!evasion.name_case && !is_twin_read(evasion)) {
      count.twins_unread.push_back(evasion.name);
    }
  }
  return count;
}

std::string as_table(const EvasionCount& count) {
  constexpr std::size_t kClassWidth = 40;
  constexpr int kNumberWidth = 9;
  std::ostringstream out;
  const auto begin_line = [&out](const std::string& klass) {
    out << klass << std::string(klass.size() < kClassWidth ? kClassWidth - klass.size() : 1, ' ');
  };
  begin_line("class");
  for (const std::string_view title : {"cases", "found", "flagged", "missed", "twins"}) {
    out.width(kNumberWidth);
    out << title;
  }
  out << '\n';
  for (const ClassCount& line : lines_of(count)) {
    begin_line(line.klass);
    for (const std::size_t number : numbers_of(line)) {
      out.width(kNumberWidth);
      out << number;
    }
    out << '\n';
  }
  return out.str();
}

std::string as_markdown(const EvasionCount& count) {
  std::ostringstream out;
  out << "| class | cases | found | flagged | missed | twins flagged |\n|---|--:|--:|--:|--:|--:|\n";
  for (const ClassCount& line : lines_of(count)) {
    out << "| " << line.klass << " |";
    for (const std::size_t number : numbers_of(line)) {
      out << ' ' << number << " |";
    }
    out << '\n';
  }
  return out.str();
}

} // namespace fumiban::evasion
