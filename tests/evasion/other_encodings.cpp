// SPDX-License-Identifier: Apache-2.0
/// @file
/// Encodings from before MIME: uuencode (POSIX), yEnc 1.3 and BinHex 4.0 (RFC 1741), declared or only in the text.
#include <cstdint>
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

namespace {

/// One uuencoded line for at most 45 bytes, without line end; `zero` is what stands for six zero bits.
std::string uu_line(std::string_view bytes, char zero) {
  const auto digit = [zero](std::size_t bits) { return bits == 0 ? zero : static_cast<char>(32U + bits); };
  std::string line(1, digit(bytes.size()));
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (const unsigned shift : {18U, 12U, 6U, 0U}) {
      line += digit(group >> shift & 63U);
    }
  }
  return line;
}

/// How a uuencoded file is written.
struct UuStyle {
  std::string begin = "begin 644 report.txt\r\n";
  std::string end = "`\r\nend\r\n";
  std::string line_end = "\r\n";
  std::size_t width = 45;
  char zero = '`';
};

std::string uuencoded(std::string_view file, const UuStyle& style = {}) {
  std::string text = style.begin;
  for (std::size_t at = 0; at < file.size(); at += style.width) {
    text += uu_line(file.substr(at, style.width), style.zero) + style.line_end;
  }
  return text + style.end;
}

/// yEnc of bytes that need no escape.
std::string yencoded(std::string_view file) {
  std::string data;
  for (const char byte : file) {
    data += static_cast<char>(static_cast<unsigned char>(byte) + 42U);
  }
  return "=ybegin line=128 size=" + std::to_string(file.size()) + " name=report.txt\r\n" + data +
         "\r\n=yend size=" + std::to_string(file.size()) + "\r\n";
}

/// CRC-16 with polynomial 0x1021 from zero, as BinHex has it.
std::string binhex_crc(std::string_view bytes) {
  std::uint32_t crc = 0;
  for (const char byte : bytes) {
    crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << 8U;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 0x8000U) != 0 ? (crc << 1U ^ 0x1021U) & 0xffffU : crc << 1U;
    }
  }
  return {static_cast<char>(crc >> 8U), static_cast<char>(crc & 255U)};
}

/// BinHex 4.0 of a data fork (without byte 0x90, which would be a run) and no resource fork.
std::string binhexed(std::string_view file) {
  constexpr std::string_view kDigits = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
  std::string head = std::string(1, '\x0a') + "report.txt" + std::string(1, '\0') + "TEXTttxt" + std::string(2, '\0');
  head += std::string(3, '\0') + static_cast<char>(file.size()) + std::string(4, '\0');
  std::string bytes = head + binhex_crc(head) + std::string(file) + binhex_crc(file) + binhex_crc("");
  bytes = replaced(bytes, "\x90", std::string("\x90\0", 2));
  std::string digits = ":";
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4 && at + i <= bytes.size(); ++i) {
      digits += kDigits[group >> (18U - 6U * i) & 63U];
    }
  }
  return "(This file must be converted with BinHex 4.0)\r\n\r\n" + in_lines(digits + ":", 64);
}

void add_declared(CaseList& cases) {
  constexpr std::string_view kClass = "uuencode declared";
  for (const std::string value : {"x-uuencode", "uuencode", "x-uue", "uue"}) {
    cases.content(kClass, "cte-" + value,
                  [&](std::string_view file) { return mail_with_part(file_part(cte(value), uuencoded(file))); });
  }
  cases.content(kClass, "cte-x-uuencode-top-level",
                [](std::string_view file) { return mail(file_fields() + cte("x-uuencode"), uuencoded(file)); });
  cases.content(kClass, "cte-x-uuencode-text-before-begin", [](std::string_view file) {
    return mail_with_part(file_part(cte("x-uuencode"), "Here it is:\r\n\r\n" + uuencoded(file)));
  });
}

void add_uu_styles(CaseList& cases) {
  constexpr std::string_view kClass = "uuencode in text";
  const auto styled = [&](std::string_view name, const UuStyle& style) {
    cases.content(kClass, name, [&](std::string_view file) {
      return mail("Content-Type: text/plain; charset=us-ascii\r\n", "Here it is:\r\n\r\n" + uuencoded(file, style));
    });
  };
  styled("uu-plain", {});
  styled("uu-blank-for-zero", {.end = " \r\nend\r\n", .zero = ' '});
  styled("uu-no-zero-line", {.end = "end\r\n"});
  styled("uu-no-end", {.end = ""});
  styled("uu-short-lines", {.width = 3});
  styled("uu-line-ends-lf", {.begin = "begin 644 report.txt\n", .end = "`\nend\n", .line_end = "\n"});
  styled("uu-mode-four-digits", {.begin = "begin 0644 report.txt\r\n"});
  styled("uu-name-with-blanks", {.begin = "begin 644 my report.txt\r\n"});
  styled("uu-trailing-blanks", {.line_end = "  \r\n"});
  styled("uu-checksum-character", {.line_end = "A\r\n"});
  cases.content(kClass, "uu-without-any-mime",
                [](std::string_view file) { return envelope() + "\r\nHere it is:\r\n\r\n" + uuencoded(file); });
  cases.content(kClass, "uu-in-first-part-of-multipart", [](std::string_view file) {
    const std::string text = "Content-Type: text/plain\r\n\r\nHere:\r\n\r\n" + uuencoded(file);
    return mail(mixed("; boundary=\"sep\""), multipart("sep", {text, note()}));
  });
  cases.content(kClass, "uu-second-after-harmless-first", [](std::string_view file) {
    return mail("Content-Type: text/plain\r\n", uuencoded("nothing here") + "\r\nand\r\n\r\n" + uuencoded(file));
  });
  cases.content(kClass, "uu-text-in-base64-part", [](std::string_view file) {
    return mail_with_part("Content-Type: text/plain\r\n" + cte("base64") + "\r\n" +
                          base64_lines("Here:\r\n\r\n" + uuencoded(file)));
  });
  cases.content(kClass, "uu-text-in-quoted-printable-part", [](std::string_view file) {
    return mail_with_part("Content-Type: text/plain\r\n" + cte("quoted-printable") + "\r\n" +
                          replaced(uuencoded(file), "=", "=3D"));
  });
}

void add_others(CaseList& cases) {
  constexpr std::string_view kClass = "yEnc and BinHex";
  cases.content(kClass, "yenc-in-text", [](std::string_view file) {
    return mail("Content-Type: text/plain\r\n" + cte("8bit"), "Here it is:\r\n\r\n" + yencoded(file));
  });
  cases.content(kClass, "yenc-without-any-mime",
                [](std::string_view file) { return envelope() + "\r\n" + yencoded(file); });
  for (const std::string value : {"x-yencode", "yenc", "x-yenc"}) {
    cases.content(kClass, "cte-" + value,
                  [&](std::string_view file) { return mail_with_part(file_part(cte(value), yencoded(file))); });
  }
  cases.content(kClass, "binhex-as-its-own-type", [](std::string_view file) {
    return mail_with_part("Content-Type: application/mac-binhex40; name=\"report.txt\"\r\n\r\n" + binhexed(file));
  });
  cases.content(kClass, "binhex-without-any-mime",
                [](std::string_view file) { return envelope() + "\r\n" + binhexed(file); });
}

} // namespace

void add_other_encodings(CaseList& cases) {
  add_declared(cases);
  add_uu_styles(cases);
  add_others(cases);
}

} // namespace fumiban::evasion
