// SPDX-License-Identifier: Apache-2.0
#include "letter.hpp"

#include <stdexcept>

namespace fumiban::test {
namespace {

using Strings = std::vector<std::string_view>;

std::string with_commas(int number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string clock_text(int hour, bool half) { return std::to_string(hour) + (half ? ":30" : ":00"); }

Circumstance circumstance_of(Language language, std::int64_t time, Dice& dice) {
  const Vocabulary& words = vocabulary(language);
  const CivilTime day = civil_time(time);
  const int hour = dice.between(9, 15);
  Circumstance out;
  out["project"] = dice.pick(words.projects);
  out["product"] = dice.pick(words.products);
  out["place"] = dice.pick(words.places);
  out["system"] = dice.pick(words.systems);
  out["dept"] = dice.pick(words.departments);
  out["third"] = any_person(language, dice).family;
  out["outside"] = words.companies[1 + dice.below(words.companies.size() - 1)].short_name;
  out["count"] = std::to_string(dice.between(2, 40) * (dice.chance(50) ? 1 : 10));
  out["amount"] = with_commas(dice.between(12, 2400) * (language == Language::ja ? 500 : 10));
  out["percent"] = std::to_string(dice.between(4, 19) * 5);
  out["number"] = dice.letters(1, "QMKSTA") + std::to_string(day.year % 100) + "-" + dice.letters(4, "0123456789");
  out["year"] = std::to_string(day.year);
  out["month"] = std::to_string(day.month);
  out["past2"] = day_text(time - dice.between(9, 12) * 86400, language);
  out["past"] = day_text(time - dice.between(4, 6) * 86400, language);
  out["day1"] = day_text(time + dice.between(1, 3) * 86400, language);
  out["day2"] = day_text(time + dice.between(6, 9) * 86400, language);
  out["day3"] = day_text(time + dice.between(12, 20) * 86400, language);
  out["time1"] = clock_text(hour, dice.chance(40));
  out["time2"] = clock_text(hour + dice.between(1, 3), dice.chance(40));
  return out;
}

void set_people(Letter& letter) {
  letter.circumstance["me"] = letter.from.person.family;
  letter.circumstance["you"] = letter.to.person.family;
  letter.circumstance["me_given"] = letter.from.person.given;
  letter.circumstance["you_given"] = letter.to.person.given;
  letter.circumstance["my_company"] = letter.from.company.short_name;
  letter.circumstance["your_company"] = letter.to.company.name;
  letter.circumstance["my_dept"] = letter.from.department;
  letter.circumstance["your_dept"] = letter.to.department;
}

/// The lines before the matter: whom it is for, a greeting, who writes.
std::string greeting(const Letter& letter, bool answer, Dice& dice) {
  static const Strings kOutside = {
      "{your_company}\n{your_dept} {you}様\n\nいつもお世話になっております。\n{my_company}の{me}です。\n\n",
      "{your_company}\n{you}様\n\nお世話になっております。\n{my_company} {my_dept}の{me}でございます。\n\n",
      "{you}様\n\n平素より大変お世話になっております。{my_company}の{me}です。\n\n",
      "{your_company} {your_dept}\n{you} {you_given} "
      "様\n\nいつも大変お世話になっております。\n{my_company}の{me}と申します。\n\n"};
  static const Strings kOutsideAnswer = {"{you}様\n\nお世話になっております。{my_company}の{me}です。\n\n",
                                         "{your_company} {you}様\n\nいつもお世話になっております。{me}です。\n\n",
                                         "{you}様\n\nお世話になっております。\n{my_company} {my_dept}の{me}です。\n\n"};
  static const Strings kInside = {
      "{you}さん\n\nお疲れ様です。{me}です。\n\n", "各位\n\nお疲れさまです。{my_dept}の{me}です。\n\n",
      "{your_dept} {you}様\n\nお疲れ様です。\n{my_dept} {me}です。\n\n", "関係者各位\n\n{my_dept}の{me}です。\n\n"};
  static const Strings kInsideAnswer = {"{you}さん\n\nお疲れ様です。{me}です。\n\n", "お疲れさまです。\n\n",
                                        "{me}です。\n\n"};
  static const Strings kEnglish = {"Dear {you_given},\n\n", "Hello {you_given},\n\n", "Dear {you_given} {you},\n\n"};
  static const Strings kEnglishInside = {"Hi {you_given},\n\n", "Hello all,\n\n", "Hi team,\n\n"};
  static const Strings kEnglishAnswer = {"Hi {you_given},\n\n", "{you_given},\n\n", "Dear {you_given},\n\n"};
  const bool inside = letter.topic->inside;
  if (letter.language == Language::en) {
    return filled(dice.pick(answer ? kEnglishAnswer : inside ? kEnglishInside : kEnglish), letter.circumstance);
  }
  if (inside) return filled(dice.pick(answer ? kInsideAnswer : kInside), letter.circumstance);
  return filled(dice.pick(answer ? kOutsideAnswer : kOutside), letter.circumstance);
}

std::string farewell(const Letter& letter, Dice& dice) {
  static const Strings kJapanese = {"以上、よろしくお願いいたします。\n",
                                    "何卒よろしくお願い申し上げます。\n",
                                    "引き続きよろしくお願いいたします。\n",
                                    "お手数をおかけしますが、よろしくお願いいたします。\n",
                                    "取り急ぎご連絡まで。\n",
                                    ""};
  static const Strings kEnglish = {"Best regards,\n", "Kind regards,\n", "Thanks,\n", "With best wishes,\n"};
  return std::string(dice.pick(letter.language == Language::ja ? kJapanese : kEnglish));
}

Mailer any_mailer(Language language, Dice& dice) {
  static const std::vector<Mailer> kJapanese = {
      Mailer::outlook, Mailer::outlook,    Mailer::outlook_old, Mailer::thunderbird, Mailer::becky, Mailer::gmail,
      Mailer::gmail,   Mailer::apple_mail, Mailer::notes,       Mailer::live_mail,   Mailer::phone};
  static const std::vector<Mailer> kEnglish = {Mailer::outlook,     Mailer::outlook, Mailer::outlook_old,
                                               Mailer::thunderbird, Mailer::gmail,   Mailer::apple_mail,
                                               Mailer::notes};
  return dice.pick(language == Language::ja ? kJapanese : kEnglish);
}

void add_carbon_copies(Letter& letter, Dice& dice) {
  if (dice.chance(70)) return;
  letter.cc.push_back(colleague_of(letter.from, letter.language, dice));
  if (dice.chance(40)) letter.cc.push_back(colleague_of(letter.to, letter.language, dice));
}

} // namespace

std::string filled(std::string_view pattern, const Circumstance& circumstance) {
  std::string out;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    out.append(pattern.substr(0, open));
    if (open == std::string_view::npos) break;
    const std::size_t close = pattern.find('}', open);
    if (close == std::string_view::npos) throw std::invalid_argument("no closing brace: " + std::string(pattern));
    const auto value = circumstance.find(pattern.substr(open + 1, close - open - 1));
    if (value == circumstance.end()) throw std::invalid_argument("unknown name: " + std::string(pattern));
    out += value->second;
    pattern.remove_prefix(close + 1);
  }
  return out;
}

Letter first_letter(Language language, Dice& dice, const LetterWish& wish) {
  Letter letter;
  letter.language = language;
  letter.mailer = wish.mailer ? *wish.mailer : any_mailer(language, dice);
  const std::vector<Topic>& all = topics(language);
  do {
    letter.topic = &dice.pick(all);
  } while (wish.inside && letter.topic->inside != *wish.inside);
  letter.to = home_contact(language, dice);
  letter.from = letter.topic->inside ? colleague_of(letter.to, language, dice) : outside_contact(language, dice);
  if (wish.rare_letters) letter.from.person = any_person(language, dice, true);
  if (!letter.topic->inside && dice.chance(25)) std::swap(letter.from, letter.to);
  add_carbon_copies(letter, dice);
  letter.time = working_time(dice);
  letter.circumstance = circumstance_of(language, letter.time, dice);
  set_people(letter);
  letter.subject = filled(dice.pick(letter.topic->subjects), letter.circumstance);
  letter.message_id = message_id_of(letter.mailer, letter.from, letter.time, dice);
  letter.text = greeting(letter, false, dice) + filled(dice.pick(letter.topic->openings), letter.circumstance) +
                "\n\n" + filled(dice.pick(letter.topic->details), letter.circumstance) + "\n\n" +
                filled(dice.pick(letter.topic->requests), letter.circumstance) + "\n";
  if (wish.rare_letters) {
    letter.text += filled("\n※ﾌﾘｶﾞﾅ：" + std::string(letter.from.person.family_kana) +
                              "　№{count}　㈱・℡・㎡の表記は①～③のとおりです（Ⅳ章参照）。\n",
                          letter.circumstance);
  }
  letter.text += farewell(letter, dice) + signature_of(letter.from, language, dice);
  return letter;
}

Letter answer_to(std::shared_ptr<const Letter> parent, Dice& dice) {
  Letter letter;
  letter.language = parent->language;
  letter.mailer = parent->parent ? parent->parent->mailer : any_mailer(letter.language, dice);
  letter.from = parent->to;
  letter.to = parent->from;
  letter.cc = parent->cc;
  letter.topic = parent->topic;
  letter.circumstance = parent->circumstance;
  set_people(letter);
  letter.time = in_working_hours(parent->time + dice.between(600, 80000));
  letter.message_id = message_id_of(letter.mailer, letter.from, letter.time, dice);
  const bool upper = letter.mailer == Mailer::outlook || letter.mailer == Mailer::outlook_old;
  const std::string prefix = upper ? "RE: " : "Re: ";
  std::string subject = parent->subject;
  if (subject.starts_with("Re: ") || subject.starts_with("RE: ")) subject.erase(0, 4);
  letter.subject = prefix + subject;
  letter.with_references = dice.chance(97);
  const auto& answers = parent->parent ? letter.topic->thanks : letter.topic->answers;
  letter.text = greeting(letter, true, dice) + filled(dice.pick(answers), letter.circumstance) + "\n\n" +
                farewell(letter, dice) + signature_of(letter.from, letter.language, dice);
  letter.parent = std::move(parent);
  return letter;
}

} // namespace fumiban::test
