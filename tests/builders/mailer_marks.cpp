// SPDX-License-Identifier: Apache-2.0
// The marks by which a mail program is known: its name, its Message-IDs, its boundaries, where file names go, the
// trace.
#include <array>

#include "mailers.hpp"

namespace fumiban::test {
namespace {

constexpr std::string_view kUpperHex = "0123456789ABCDEF";

} // namespace

std::string_view mailer_name(Mailer mailer) {
  switch (mailer) {
    case Mailer::outlook: return "outlook";
    case Mailer::outlook_old: return "outlook-old";
    case Mailer::thunderbird: return "thunderbird";
    case Mailer::becky: return "becky";
    case Mailer::apple_mail: return "apple-mail";
    case Mailer::gmail: return "gmail";
    case Mailer::notes: return "notes";
    case Mailer::live_mail: return "live-mail";
    case Mailer::phone: return "phone";
  }
  return "";
}

std::string message_id_of(Mailer mailer, const Contact& from, std::int64_t time, Dice& dice) {
  const std::string domain(from.company.domain);
  const CivilTime at = civil_time(time);
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const std::string day = std::to_string(at.year) + two(at.month) + two(at.day);
  const std::string clock = two(at.hour) + two(at.minute) + two(at.second);
  constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  switch (mailer) {
    case Mailer::outlook:
      return dice.letters(4, kUpper) + "PR01MB" + dice.letters(4, "0123456789") + dice.letters(30, kUpper) + "@" +
             dice.letters(4, kUpper) + "PR01MB.mail." + domain;
    case Mailer::outlook_old:
      return "00" + dice.letters(4) + "01d9" + dice.letters(4) + "$" + dice.letters(8) + "$" + dice.letters(8) + "$@" +
             domain;
    case Mailer::thunderbird:
      return dice.letters(8) + "-" + dice.letters(4) + "-" + dice.letters(4) + "-" + dice.letters(4) + "-" +
             dice.letters(12) + "@" + domain;
    case Mailer::becky:
      return day + clock + "." + dice.letters(4, "0123456789ABCDEF") + "." + dice.letters(8, "0123456789ABCDEF") + "@" +
             domain;
    case Mailer::apple_mail:
      return dice.letters(8, "0123456789ABCDEF") + "-" + dice.letters(4, "0123456789ABCDEF") + "-" +
             dice.letters(12, "0123456789ABCDEF") + "@" + domain;
    case Mailer::gmail:
      return "CA" + dice.letters(28, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") +
             "@mail.example.com";
    case Mailer::notes:
      return "OF" + dice.letters(8, "0123456789ABCDEF") + "." + dice.letters(8, "0123456789ABCDEF") + "-ON49258" +
             dice.letters(3, "0123456789ABCDEF") + "." + dice.letters(8, "0123456789ABCDEF") + "@" + domain;
    case Mailer::live_mail:
      return dice.letters(32, "0123456789ABCDEF") + "@" + std::string(from.person.family_latin) + "PC";
    case Mailer::phone: return day + clock + dice.letters(6, "0123456789") + "@" + domain;
  }
  return {};
}

std::string boundary_of(Mailer mailer, Dice& dice) {
  switch (mailer) {
    case Mailer::outlook:
      return "_00" + dice.letters(1, "0123456") + "_" + dice.letters(20, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") +
             "PR01MB_";
    case Mailer::outlook_old:
    case Mailer::live_mail:
      return "----=_NextPart_000_" + dice.letters(4, kUpperHex) + "_01D9" + dice.letters(4, kUpperHex) + "." +
             dice.letters(8, kUpperHex);
    case Mailer::thunderbird:
      return "------------" + dice.letters(24, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    case Mailer::becky:
      return "------_" + dice.letters(8, kUpperHex) + "00000000" + dice.letters(4, kUpperHex) + "_MULTIPART_MIXED_";
    case Mailer::apple_mail:
      return "Apple-Mail=_" + dice.letters(8, kUpperHex) + "-" + dice.letters(4, kUpperHex) + "-" +
             dice.letters(4, kUpperHex) + "-" + dice.letters(12, kUpperHex);
    case Mailer::gmail: return "000000000000" + dice.letters(16);
    case Mailer::notes: return "=_mixed " + dice.letters(8, kUpperHex) + "49258" + dice.letters(3, kUpperHex) + "_=";
    case Mailer::phone: return "_mb_" + dice.letters(18, "0123456789");
  }
  return {};
}

NameStyle name_style_of(Mailer mailer, Dice& dice) {
  switch (mailer) {
    case Mailer::outlook: return dice.chance(50) ? NameStyle::rfc2047 : NameStyle::both;
    case Mailer::outlook_old: return dice.chance(40) ? NameStyle::rfc2047_across_rfc2231 : NameStyle::rfc2047;
    case Mailer::thunderbird: return NameStyle::both;
    case Mailer::becky: return NameStyle::rfc2047;
    case Mailer::apple_mail: return dice.chance(50) ? NameStyle::both : NameStyle::rfc2231;
    case Mailer::gmail: return NameStyle::rfc2047;
    case Mailer::notes: return NameStyle::rfc2047;
    case Mailer::live_mail: return NameStyle::rfc2047_folded;
    case Mailer::phone: return NameStyle::rfc2047;
  }
  return NameStyle::rfc2231;
}

std::vector<Field> trace_fields(const std::string& sender, const std::string& sender_domain, const std::string& reader,
                                std::int64_t time, Dice& dice) {
  static const std::array<const char*, 3> kNets = {"192.0.2.", "198.51.100.", "203.0.113."};
  const std::string address = dice.pick(kNets) + std::to_string(dice.between(5, 250));
  const std::string host = (dice.chance(50) ? "mail." : "smtp-out.") + sender_domain;
  const std::string id = dice.letters(11, "0123456789ABCDEF");
  return {
      {"Return-Path", "<" + sender + ">"},
      {"Received", "from " + host + " (" + host + " [" + address +
                       "])\r\n\tby mx1.example.co.jp (Postfix) with ESMTPS id " + id + "\r\n\tfor <" + reader + ">; " +
                       mail_date(time + dice.between(2, 9))},
      {"Received", "from [10.0." + std::to_string(dice.between(0, 40)) + "." + std::to_string(dice.between(2, 250)) +
                       "] (pc" + dice.letters(3, "0123456789") + "." + sender_domain + ")\r\n\tby " + host +
                       " with ESMTPSA id " + dice.letters(10, "0123456789abcdef") + ";\r\n\t" + mail_date(time + 1)}};
}

} // namespace fumiban::test
