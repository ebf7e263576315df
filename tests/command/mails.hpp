// SPDX-License-Identifier: Apache-2.0
/// @file
/// The smallest mails of each verdict. All harmless.
#pragma once

#include <string>
#include <string_view>

#include "builders/payload.hpp"

namespace fumiban::command {

/// A header with these lines added (each with its line end), then the body.
inline std::string mail(std::string_view further_fields, std::string_view body) {
  return "From: Sender <sender@example.invalid>\r\nTo: reader@example.invalid\r\nDate: Mon, 02 Jan 2023 03:04:05 "
         "+0900\r\n"
         "MIME-Version: 1.0\r\n" +
         std::string(further_fields) + "\r\n" + std::string(body);
}

/// Verdict clean, level 1.
inline std::string clean_mail(std::string_view subject = "Minutes") {
  return mail("Subject: " + std::string(subject) +
                  "\r\nMessage-ID: <1@example.invalid>\r\nContent-Type: text/plain; charset=us-ascii\r\n",
              "The minutes of Monday.\r\n");
}

/// A multipart of these parts, each a header, an empty line and a body.
template <class... Parts>
std::string multipart_mail(const Parts&... parts) {
  std::string body;
  ((body += "--=_frontier\r\n" + std::string(parts) + "\r\n"), ...);
  return mail(
      "Subject: Parts\r\nMessage-ID: <2@example.invalid>\r\nContent-Type: multipart/mixed; boundary=\"=_frontier\"\r\n",
      body + "--=_frontier--\r\n");
}

/// A part that is an attachment of this name.
inline std::string attachment(std::string_view name, std::string_view content) {
  return "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"" + std::string(name) +
         "\"\r\n\r\n" + std::string(content);
}

/// Verdict suspicious, level 3: a shortcut's name.
inline std::string suspicious_mail() { return multipart_mail(attachment("tool.lnk", "words")); }

/// Verdict malicious, level 5: the standard test of spam filters.
inline std::string malicious_mail() {
  return mail("Subject: Test\r\nMessage-ID: <3@example.invalid>\r\nContent-Type: text/plain\r\n",
              test::gtube() + "\r\n");
}

/// Verdict unscanned: bytes of no known kind.
inline std::string unscanned_mail() {
  return multipart_mail(
      "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
      "Content-Disposition: attachment; filename=\"measurements.bin\"\r\n\r\nAQKf/gECn/4BAp/+AQKf/gECn/4BAp/+\r\n");
}

} // namespace fumiban::command
