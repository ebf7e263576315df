// SPDX-License-Identifier: Apache-2.0
#include "evasion_mail.hpp"

#include <cstdint>

namespace fumiban::evasion {

namespace {

/// Names of the file in the mails whose name does not matter.
constexpr std::string_view kFileName = "report.txt";

} // namespace

std::string eicar() {
  std::string text = "X5O!P%@AP[4";
  for (const std::string_view piece : {"\\PZX54(P^)", "7CC)7}$", "EIC", "AR-STAND", "ARD-ANTI", "VIRUS-TE", "ST-FI"}) {
    text += piece;
  }
  return text + "LE!$H" + "+H*";
}

std::string harmless() { return "The minutes of our last meeting are here, please read them by Friday"; }

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8U | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= group.size() ? kDigits[bits >> (18U - 6U * i) & 63U] : '=';
    }
  }
  return text;
}

std::string in_lines(std::string_view text, std::size_t width, std::string_view line_end) {
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += width) {
    lines.append(text.substr(at, width)).append(line_end);
  }
  return lines;
}

std::string base64_lines(std::string_view bytes) { return in_lines(base64(bytes), 76); }

std::string qp_byte(char byte, bool lower_case) {
  const std::string_view digits = lower_case ? "0123456789abcdef" : "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  return {'=', digits[value >> 4U], digits[value & 15U]};
}

std::string quoted_printable(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += i % 3 == 0 ? qp_byte(bytes[i]) : std::string(1, bytes[i]);
    if (i % 24 == 23) {
      text += "=\r\n";
    }
  }
  return text + "\r\n";
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string envelope() {
  return "From: Hanako Suzuki <hanako@example.com>\r\nTo: Taro Sato <taro@example.com>\r\n"
         "Subject: Minutes of the meeting\r\nDate: Mon, 05 Feb 2024 10:00:00 +0900\r\n"
         "Message-ID: <20240205100000.1@example.com>\r\n";
}

std::string note() { return "Content-Type: text/plain; charset=us-ascii\r\n\r\nPlease see the attached file.\r\n"; }

std::string file_fields() {
  const std::string name(kFileName);
  return "Content-Type: application/octet-stream; name=\"" + name + "\"\r\n" +
         "Content-Disposition: attachment; filename=\"" + name + "\"\r\n";
}

std::string file_part(std::string_view fields, std::string_view body) {
  return file_fields().append(fields).append("\r\n").append(body);
}

std::string plain_file_part(std::string_view file) { return file_part(cte("base64"), base64_lines(file)); }

std::string multipart(std::string_view mark, const std::vector<std::string>& parts) {
  const std::string line = "--" + std::string(mark);
  std::string body;
  for (const std::string& part : parts) {
    body += line + "\r\n" + part;
    if (!part.ends_with("\n")) {
      body += "\r\n";
    }
  }
  return body + line + "--\r\n";
}

std::string mail(std::string_view type_fields, std::string_view body) {
  return envelope().append("MIME-Version: 1.0\r\n").append(type_fields).append("\r\n").append(body);
}

std::string mail_with_part(std::string_view part) {
  return mail(mixed("; boundary=\"sep\""), multipart("sep", {note(), std::string(part)}));
}

std::string mail_with_boundary(std::string_view type_fields, std::string_view mark, std::string_view file) {
  return mail(type_fields, multipart(mark, {note(), plain_file_part(file)}));
}

std::string cte(std::string_view value) { return "Content-Transfer-Encoding: " + std::string(value) + "\r\n"; }

std::string mixed(std::string_view parameters) {
  return "Content-Type: multipart/mixed" + std::string(parameters) + "\r\n";
}

void CaseList::content(std::string_view klass, std::string_view name, const Build& build) {
  cases_.push_back({std::string(klass), std::string(name), build(eicar()), build(harmless()), false, {}});
}

void CaseList::named(std::string_view klass, std::string_view name, std::string_view extension,
                     const BuildNamed& build) {
  const std::string hidden = "payload." + std::string(extension);
  cases_.push_back(
      {std::string(klass), std::string(name), build(hidden, eicar()), build("meeting.txt", harmless()), true, hidden});
}

void CaseList::cte_rows(std::string_view klass, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    content(klass, row.name,
            [&](std::string_view file) { return mail_with_part(file_part(row.text, base64_lines(file))); });
  }
}

void CaseList::type_rows(std::string_view klass, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    content(klass, row.name, [&](std::string_view file) { return mail_with_boundary(row.text, "sep", file); });
  }
}

void CaseList::parameter_rows(std::string_view klass, std::string_view mark, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    content(klass, row.name, [&](std::string_view file) { return mail_with_boundary(mixed(row.text), mark, file); });
  }
}

} // namespace fumiban::evasion
