// SPDX-License-Identifier: Apache-2.0
/// @file
/// C3: base64 that decoders treat differently: characters that are no base64, padding in the middle, odd lines.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

using namespace std::string_literals;

namespace {

/// Adds a case whose file part is declared base64 and whose body is what `write` makes of the file.
void add_body(CaseList& cases, std::string_view klass, std::string_view name, const Build& write) {
  cases.content(klass, name,
                [&](std::string_view file) { return mail_with_part(file_part(cte("base64"), write(file))); });
}

/// The file in pieces of `size` bytes, each encoded on its own and thus padded, with `between` after each.
std::string padded_pieces(std::string_view file, std::size_t size, std::string_view between) {
  std::string text;
  for (std::size_t at = 0; at < file.size(); at += size) {
    text.append(base64(file.substr(at, size))).append(between);
  }
  return text + "\r\n";
}

void add_lines(CaseList& cases) {
  constexpr std::string_view kClass = "C3 base64 lines";
  for (const std::size_t width : {1U, 4U, 6U, 7U, 1000U}) {
    add_body(cases, kClass, "base64-lines-of-" + std::to_string(width),
             [&](std::string_view file) { return in_lines(base64(file), width); });
  }
  for (const Row& row :
       {Row{"cr", "\r"}, Row{"lf", "\n"}, Row{"lfcr", "\n\r"}, Row{"crcrlf", "\r\r\n"}, Row{"crlflf", "\r\n\n"},
        Row{"blank-lines-between", "\r\n\r\n"}, Row{"trailing-blanks", "   \r\n"}, Row{"leading-blanks", "\r\n   "},
        Row{"blank-only-lines-between", "\r\n \r\n"}, Row{"leading-tabs", "\r\n\t"}}) {
    add_body(cases, kClass, "base64-line-end-" + row.name,
             [&](std::string_view file) { return in_lines(base64(file), 20, row.text) + "\r\n"; });
  }
  add_body(cases, kClass, "base64-many-blank-lines-first",
           [](std::string_view file) { return replaced(std::string(300, '+'), "+", "\r\n") + base64_lines(file); });
  add_body(cases, kClass, "base64-two-streams-blank-line-between", [](std::string_view file) {
    return base64(file.substr(0, 33)) + "\r\n\r\n" + base64_lines(file.substr(33));
  });
}

void add_junk(CaseList& cases) {
  constexpr std::string_view kClass = "C3 base64 foreign characters";
  const std::vector<Row> junk{{"dot", "."},     {"dash", "-"},    {"blank", " "},      {"hash", "#"},
                              {"bang", "!"},    {"star", "*"},    {"nul", "\0"s},      {"vertical-tab", "\v"},
                              {"8bit", "\xff"}, {"nbsp", "\xa0"}, {"underscore", "_"}, {"control", "\x01"}};
  for (const Row& row : junk) {
    add_body(cases, kClass, "base64-" + row.name + "-after-every-fourth",
             [&](std::string_view file) { return in_lines(base64(file), 4, row.text) + "\r\n"; });
  }
  for (std::size_t i = 0; i < 5; ++i) {
    add_body(cases, kClass, "base64-" + junk[i].name + "-as-every-fourth",
             [&](std::string_view file) { return in_lines(base64(file), 3, junk[i].text) + "\r\n"; });
  }
  add_body(cases, kClass, "base64-junk-everywhere",
           [](std::string_view file) { return in_lines(base64(file), 1, ".#!-") + "\r\n"; });
  add_body(cases, kClass, "base64-junk-line-first",
           [](std::string_view file) { return "..........\r\n" + base64_lines(file); });
  add_body(cases, kClass, "base64-dashes-line-first",
           [](std::string_view file) { return "-----\r\n" + base64_lines(file); });
  add_body(cases, kClass, "base64-junk-line-between",
           [](std::string_view file) { return in_lines(base64(file), 40, "\r\n########\r\n"); });
  add_body(cases, kClass, "base64-byte-order-mark-first",
           [](std::string_view file) { return "\xef\xbb\xbf" + base64_lines(file); });
  add_body(cases, kClass, "base64-fifty-thousand-dots-first",
           [](std::string_view file) { return in_lines(std::string(50000, '.'), 76) + base64_lines(file); });
}

void add_padding(CaseList& cases) {
  constexpr std::string_view kClass = "C3 base64 padding";
  for (const std::size_t size : {1U, 2U, 4U, 34U}) {
    const std::string label = std::to_string(size);
    add_body(cases, kClass, "base64-padded-after-every-" + label,
             [&](std::string_view file) { return padded_pieces(file, size, ""); });
    add_body(cases, kClass, "base64-padded-after-every-" + label + "-in-lines",
             [&](std::string_view file) { return padded_pieces(file, size, "\r\n"); });
  }
  add_body(cases, kClass, "base64-equals-at-line-ends",
           [](std::string_view file) { return in_lines(base64(file), 20, "=\r\n"); });
  add_body(cases, kClass, "base64-two-equals-at-line-ends",
           [](std::string_view file) { return in_lines(base64(file), 20, "==\r\n"); });
  add_body(cases, kClass, "base64-four-equals-between",
           [](std::string_view file) { return in_lines(base64(file), 20, "====\r\n"); });
  add_body(cases, kClass, "base64-four-equals-first",
           [](std::string_view file) { return "====" + base64_lines(file); });
  add_body(cases, kClass, "base64-equals-in-group",
           [](std::string_view file) { return in_lines(base64(file), 2, "=") + "\r\n"; });
  add_body(cases, kClass, "base64-without-padding",
           [](std::string_view file) { return in_lines(replaced(base64(file), "=", ""), 76); });
  add_body(cases, kClass, "base64-too-much-padding", [](std::string_view file) { return base64(file) + "=====\r\n"; });
  add_body(cases, kClass, "base64-padding-on-own-line",
           [](std::string_view file) { return replaced(base64(file), "=", "\r\n=") + "\r\n"; });
  add_body(cases, kClass, "base64-unused-bits-set", [](std::string_view file) {
    std::string text = base64(file);
    text[text.size() - 2] = static_cast<char>(text[text.size() - 2] + 1);
    return text + "\r\n";
  });
  add_body(cases, kClass, "base64-text-after-padding",
           [](std::string_view file) { return base64(file) + "\r\n.\r\n-- \r\nThe end.\r\n"; });
}

} // namespace

void add_base64(CaseList& cases) {
  add_lines(cases);
  add_junk(cases);
  add_padding(cases);
}

} // namespace fumiban::evasion
