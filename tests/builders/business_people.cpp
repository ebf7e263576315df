// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "business_words.hpp"

namespace fumiban::test {
namespace {

struct FamilyName {
  std::string_view name, latin, kana;
};
struct GivenName {
  std::string_view name, latin;
};

constexpr std::array<FamilyName, 40> kFamilies = {
    {{"佐藤", "sato", "ｻﾄｳ"},        {"鈴木", "suzuki", "ｽｽﾞｷ"},     {"田中", "tanaka", "ﾀﾅｶ"},
     {"渡辺", "watanabe", "ﾜﾀﾅﾍﾞ"},  {"伊藤", "ito", "ｲﾄｳ"},         {"山本", "yamamoto", "ﾔﾏﾓﾄ"},
     {"中村", "nakamura", "ﾅｶﾑﾗ"},   {"小林", "kobayashi", "ｺﾊﾞﾔｼ"}, {"加藤", "kato", "ｶﾄｳ"},
     {"吉田", "yoshida", "ﾖｼﾀﾞ"},    {"山田", "yamada", "ﾔﾏﾀﾞ"},     {"佐々木", "sasaki", "ｻｻｷ"},
     {"山口", "yamaguchi", "ﾔﾏｸﾞﾁ"}, {"松本", "matsumoto", "ﾏﾂﾓﾄ"},  {"井上", "inoue", "ｲﾉｳｴ"},
     {"木村", "kimura", "ｷﾑﾗ"},      {"林", "hayashi", "ﾊﾔｼ"},       {"清水", "shimizu", "ｼﾐｽﾞ"},
     {"山崎", "yamazaki", "ﾔﾏｻﾞｷ"},  {"森", "mori", "ﾓﾘ"},           {"池田", "ikeda", "ｲｹﾀﾞ"},
     {"橋本", "hashimoto", "ﾊｼﾓﾄ"},  {"阿部", "abe", "ｱﾍﾞ"},         {"石川", "ishikawa", "ｲｼｶﾜ"},
     {"前田", "maeda", "ﾏｴﾀﾞ"},      {"藤田", "fujita", "ﾌｼﾞﾀ"},     {"小川", "ogawa", "ｵｶﾞﾜ"},
     {"後藤", "goto", "ｺﾞﾄｳ"},       {"岡田", "okada", "ｵｶﾀﾞ"},      {"長谷川", "hasegawa", "ﾊｾｶﾞﾜ"},
     {"村上", "murakami", "ﾑﾗｶﾐ"},   {"近藤", "kondo", "ｺﾝﾄﾞｳ"},     {"石井", "ishii", "ｲｼｲ"},
     {"坂本", "sakamoto", "ｻｶﾓﾄ"},   {"遠藤", "endo", "ｴﾝﾄﾞｳ"},      {"青木", "aoki", "ｱｵｷ"},
     {"西村", "nishimura", "ﾆｼﾑﾗ"},  {"福田", "fukuda", "ﾌｸﾀﾞ"},     {"太田", "ota", "ｵｵﾀ"},
     {"三浦", "miura", "ﾐｳﾗ"}}};

/// Letters that lie in the NEC and IBM rows only.
constexpr std::array<FamilyName, 6> kRareFamilies = {{{"髙橋", "takahashi", "ﾀｶﾊｼ"},
                                                      {"山﨑", "yamasaki", "ﾔﾏｻｷ"},
                                                      {"德永", "tokunaga", "ﾄｸﾅｶﾞ"},
                                                      {"濵田", "hamada", "ﾊﾏﾀﾞ"},
                                                      {"宮﨑", "miyazaki", "ﾐﾔｻﾞｷ"},
                                                      {"髙木", "takagi", "ﾀｶｷﾞ"}}};

constexpr std::array<GivenName, 36> kGivens = {
    {{"健一", "kenichi"},  {"恵子", "keiko"},  {"誠", "makoto"},   {"美咲", "misaki"},  {"大輔", "daisuke"},
     {"陽子", "yoko"},     {"拓也", "takuya"}, {"直美", "naomi"},  {"翔太", "shota"},   {"由美子", "yumiko"},
     {"隆", "takashi"},    {"愛", "ai"},       {"浩二", "koji"},   {"真理", "mari"},    {"和也", "kazuya"},
     {"千尋", "chihiro"},  {"修", "osamu"},    {"香織", "kaori"},  {"雄一", "yuichi"},  {"麻衣", "mai"},
     {"亮", "ryo"},        {"智子", "tomoko"}, {"慎也", "shinya"}, {"裕子", "yuko"},    {"哲也", "tetsuya"},
     {"さやか", "sayaka"}, {"剛", "tsuyoshi"}, {"久美", "kumi"},   {"正樹", "masaki"},  {"彩", "aya"},
     {"俊介", "shunsuke"}, {"典子", "noriko"}, {"聡", "satoshi"},  {"千春", "chiharu"}, {"康弘", "yasuhiro"},
     {"恵美", "emi"}}};

constexpr std::array<FamilyName, 30> kEnglishFamilies = {
    {{"Keller", "keller", ""},       {"Harper", "harper", ""},       {"Whitfield", "whitfield", ""},
     {"Nolan", "nolan", ""},         {"Brandt", "brandt", ""},       {"Okafor", "okafor", ""},
     {"Lindqvist", "lindqvist", ""}, {"Marsh", "marsh", ""},         {"Fontaine", "fontaine", ""},
     {"Delgado", "delgado", ""},     {"Prescott", "prescott", ""},   {"Varga", "varga", ""},
     {"Sutton", "sutton", ""},       {"Iyer", "iyer", ""},           {"Holloway", "holloway", ""},
     {"Berg", "berg", ""},           {"Castellan", "castellan", ""}, {"Ashby", "ashby", ""},
     {"Moreau", "moreau", ""},       {"Tremblay", "tremblay", ""},   {"Kowalski", "kowalski", ""},
     {"Rossi", "rossi", ""},         {"Pryce", "pryce", ""},         {"Dunmore", "dunmore", ""},
     {"Achebe", "achebe", ""},       {"Larsen", "larsen", ""},       {"Goodwin", "goodwin", ""},
     {"Petrov", "petrov", ""},       {"Quinlan", "quinlan", ""},     {"Wexler", "wexler", ""}}};

constexpr std::array<GivenName, 28> kEnglishGivens = {
    {{"Anna", "anna"},     {"James", "james"},   {"Priya", "priya"},   {"Martin", "martin"}, {"Sofia", "sofia"},
     {"Daniel", "daniel"}, {"Grace", "grace"},   {"Peter", "peter"},   {"Laura", "laura"},   {"Samuel", "samuel"},
     {"Ingrid", "ingrid"}, {"Victor", "victor"}, {"Helen", "helen"},   {"Oscar", "oscar"},   {"Julia", "julia"},
     {"Nathan", "nathan"}, {"Claire", "claire"}, {"Henrik", "henrik"}, {"Rachel", "rachel"}, {"Thomas", "thomas"},
     {"Amara", "amara"},   {"Simon", "simon"},   {"Nadia", "nadia"},   {"Colin", "colin"},   {"Marta", "marta"},
     {"Ewan", "ewan"},     {"Yvonne", "yvonne"}, {"Felix", "felix"}}};

} // namespace

Person any_person(Language language, Dice& dice, bool rare_letters) {
  if (language == Language::en) {
    const FamilyName& family = dice.pick(kEnglishFamilies);
    const GivenName& given = dice.pick(kEnglishGivens);
    return {family.name, given.name, family.latin, given.latin, ""};
  }
  const FamilyName& family = rare_letters || dice.chance(4) ? dice.pick(kRareFamilies) : dice.pick(kFamilies);
  const GivenName& given = dice.pick(kGivens);
  return {family.name, given.name, family.latin, given.latin, family.kana};
}

std::string Contact::name() const {
  const bool japanese = !person.family_kana.empty();
  return japanese ? std::string(person.family) + " " + std::string(person.given)
                  : std::string(person.given) + " " + std::string(person.family);
}

std::string Contact::address() const {
  const std::string family(person.family_latin);
  const std::string given(person.given_latin);
  const std::string at = "@" + std::string(company.domain);
  switch (company.domain.size() % 4) {
    case 0: return family + "." + given.substr(0, 1) + at;
    case 1: return given + "." + family + at;
    case 2: return family + "-" + given + at;
    default: return given.substr(0, 1) + "_" + family + at;
  }
}

std::string Contact::telephone() const {
  Dice dice(address(), 0);
  if (person.family_kana.empty()) return "+1 555 01" + dice.letters(2, "0123456789");
  return (dice.chance(60) ? "03-0000-" : "06-0000-") + dice.letters(4, "0123456789");
}

const Company& home_company(Language language) { return vocabulary(language).companies.front(); }

Contact home_contact(Language language, Dice& dice) {
  const Vocabulary& words = vocabulary(language);
  return {any_person(language, dice), words.companies.front(), dice.pick(words.departments), dice.pick(words.titles)};
}

Contact outside_contact(Language language, Dice& dice) {
  const Vocabulary& words = vocabulary(language);
  const Company& company = words.companies[1 + dice.below(words.companies.size() - 1)];
  return {any_person(language, dice), company, dice.pick(words.departments), dice.pick(words.titles)};
}

Contact colleague_of(const Contact& contact, Language language, Dice& dice) {
  Contact out = contact;
  do {
    out.person = any_person(language, dice);
  } while (out.person.family == contact.person.family);
  out.title = dice.pick(vocabulary(language).titles);
  return out;
}

} // namespace fumiban::test
