// SPDX-License-Identifier: Apache-2.0
#include "golden/golden.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "builders/payload.hpp"
#include "builders/text.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban::test {
namespace {

/// "\r\n\t\0\xHH\\" undone.
std::string unescaped(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '\\' || i + 1 >= s.size()) {
      out += s[i];
      continue;
    }
    const char c = s[++i];
    if (c == 'r') out += '\r';
    else if (c == 'n') out += '\n';
    else if (c == 't') out += '\t';
    else if (c == '0') out += '\0';
    else if (c == 'x' && i + 2 < s.size()) {
      out += static_cast<char>(hex_value(s[i + 1]) * 16 + hex_value(s[i + 2]));
      i += 2;
    } else out += c;
  }
  return out;
}

std::string from_hex(std::string_view s) {
  std::string out;
  int high = -1;
  for (const char c : s.substr(0, s.find('#'))) {
    const int value = hex_value(c);
    if (value < 0) continue;
    if (high < 0) high = value;
    else {
      out += static_cast<char>(high * 16 + value);
      high = -1;
    }
  }
  return out;
}

void read_line(std::string_view line, Golden& out) {
  const auto blank = std::min(line.find(' '), line.size());
  const auto verb = line.substr(0, blank);
  const auto rest = line.substr(std::min(blank + 1, line.size()));
  if (verb.empty() || verb.front() == '#') return;
  if (verb == "text") out.input += unescaped(rest);
  else if (verb == "hex") out.input += from_hex(rest);
  else if (verb == "name") {
    out.options.name = rest;
    out.options.message = false;
  } else if (verb == "eicar") out.input += payload_bytes(Payload::eicar);
  else if (verb == "eicar-base64") out.input += base64(payload_bytes(Payload::eicar), 76);
  else if (verb == "repeat") {
    char* after = nullptr;
    const std::string copy(rest);
    const auto count = std::strtoul(copy.c_str(), &after, 10);
    const auto piece = from_hex(after);
    for (unsigned long i = 0; i < count; ++i) out.input += piece;
  } else out.error = "unknown line: " + std::string(line);
}

Golden read_golden(const std::filesystem::path& path) {
  Golden out;
  out.path = path.string();
  out.options.message = true;
  std::ifstream file(path, std::ios::binary);
  bool head = true;
  for (std::string line; std::getline(file, line);) {
    (head ? out.head : out.expected) += line + "\n";
    if (line == "---") head = false;
    else if (head) read_line(line, out);
  }
  if (head) out.error = "there is no line ---";
  return out;
}

} // namespace

std::string source_root() {
  const char* root = std::getenv("FUMIBAN_SOURCE");
  return root != nullptr ? root : std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().string();
}

std::vector<Golden> goldens(const std::string& source) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source + "/src"))
    if (entry.path().extension() == ".golden") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Golden> out;
  for (const auto& path : paths) out.push_back(read_golden(path));
  return out;
}

std::string told(const Report& report) {
  std::ostringstream out;
  const auto verdict = decide(report, Circumstances{}, Policy::standard());
  out << "verdict " << name_of(verdict.outcome) << " level " << verdict.level << " score " << verdict.score << "\n";
  for (std::size_t i = 0; i < report.parts.size(); ++i) {
    const auto& part = report.parts[i];
    out << "part " << i << " in " << (part.parent == kNoPart ? std::string("-") : std::to_string(part.parent)) << " "
        << part.type;
    if (!part.declared_type.empty()) out << " declared " << printable(part.declared_type);
    if (!part.name.empty()) out << " name \"" << printable(part.name) << "\"";
    for (const auto& name : part.other_names) out << " also \"" << printable(name) << "\"";
    out << " size " << part.size;
    for (const auto& reading : part.readings) out << " <" << reading << ">";
    out << "\n";
    if (!part.text.empty()) out << "  text \"" << printable(part.text, 40) << "\"\n";
  }
  for (const auto& finding : report.findings) {
    out << "finding " << finding.spec->id << " part " << finding.part << " at " << finding.offset << "+"
        << finding.length;
    if (!finding.evidence.empty()) out << " \"" << finding.evidence << "\"";
    out << "\n";
  }
  for (const auto& indicator : report.indicators)
    out << "indicator " << indicator.kind << " " << printable(indicator.value) << "\n";
  return out.str();
}

} // namespace fumiban::test
