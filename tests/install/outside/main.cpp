// SPDX-License-Identifier: Apache-2.0
#include <fumiban/json.hpp>
#include <fumiban/scan.hpp>
#include <fumiban/verdict.hpp>

#include <iostream>
#include <span>
#include <string_view>

int main() {
  constexpr std::string_view mail =
      "From: a@example.invalid\r\nSubject: Invoice\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\n"
      "Content-Disposition: attachment; filename=\"invoice.pdf.exe\"\r\n\r\nMZ and words\r\n--b--\r\n";
  const auto report = fumiban::scan(std::as_bytes(std::span(mail.data(), mail.size())));
  const auto verdict = fumiban::decide(report, fumiban::Circumstances{}, fumiban::Policy::standard());
  std::cout << fumiban::version() << ' ' << fumiban::name_of(verdict.outcome) << ' ' << verdict.level << '\n';
  for (const auto& finding : report.findings) std::cout << finding.spec->id << '\n';
  std::cout << fumiban::to_json(report, verdict, "mail") << '\n';
  return fumiban::formats().empty() || fumiban::finding_specs().empty() || fumiban::limits().empty() ? 1 : 0;
}
