// SPDX-License-Identifier: Apache-2.0
// Days as letters write them, working hours, and the lines that a person ends letters with.
#include <array>

#include "letter.hpp"

namespace fumiban::test {

std::string day_text(std::int64_t seconds, Language language) {
  static const std::array<const char*, 7> kDays = {"日", "月", "火", "水", "木", "金", "土"};
  static const std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
  CivilTime day = civil_time(seconds);
  if (day.weekday == 0 || day.weekday == 6) day = civil_time(seconds + 2 * 86400); // nobody meets on Sundays
  const std::string number = std::to_string(day.day);
  if (language == Language::en) return number + " " + kMonths[static_cast<std::size_t>(day.month - 1)];
  return std::to_string(day.month) + "月" + number + "日(" + kDays[static_cast<std::size_t>(day.weekday)] + ")";
}

std::int64_t working_time(Dice& dice) {
  const std::int64_t monday = seconds_of(2023, 4, 3, 0, 0);
  const int day = dice.between(0, 70) * 7 + dice.between(0, 4);
  return monday + day * 86400 + dice.between(8 * 3600, 19 * 3600);
}

std::int64_t in_working_hours(std::int64_t time) {
  const CivilTime at = civil_time(time);
  if (at.hour >= 20) time += (33 - at.hour) * 3600; // the next morning
  if (at.hour < 8) time += 9 * 3600 - at.hour * 3600;
  const int weekday = civil_time(time).weekday;
  return time + (weekday == 6 ? 2 : weekday == 0 ? 1 : 0) * 86400;
}

std::string signature_of(const Contact& contact, Language language, Dice& dice) {
  const std::string name = contact.name();
  const std::string firm(contact.company.name);
  const std::string place(contact.company.address);
  const std::string post =
      std::string(contact.department) + (contact.title.empty() ? "" : " ") + std::string(contact.title);
  const std::string mail = contact.address();
  const std::string telephone = contact.telephone();
  if (language == Language::en) {
    switch (dice.below(3)) {
      case 0: return name + "\n" + post + ", " + firm + "\nTel. " + telephone + "\n";
      case 1: return name + "\n\n-- \n" + firm + "\n" + place + "\n" + mail + " | " + telephone + "\n";
      default: return std::string(contact.person.given) + "\n";
    }
  }
  const std::string rule =
      std::array<std::string, 4>{"----------------------------------------", "━━━━━━━━━━━━━━━━━━━━",
                                 "************************************", "========================"}[dice.below(4)];
  switch (dice.below(5)) {
    case 0: return "\n-- \n" + firm + " " + post + "\n" + name + " <" + mail + ">\nTEL " + telephone + "\n";
    case 1:
      return "\n" + rule + "\n" + firm + "\n" + post + "\n" + name + "\n" + place + "\nTEL：" + telephone +
             "\nE-mail：" + mail + "\n" + rule + "\n";
    case 2: return "\n" + rule + "\n" + name + "（" + mail + "）\n" + firm + " " + post + "\n" + rule + "\n";
    case 3:
      return "\n" + name + "\n" + firm + "\n" + place + "\nTel: " + telephone + " / https://www." +
             std::string(contact.company.domain) + "/\n";
    default: return "\n" + std::string(contact.person.family) + "\n";
  }
}

} // namespace fumiban::test
