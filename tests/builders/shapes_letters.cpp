// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <memory>

#include "mailers.hpp"
#include "quotes.hpp"
#include "shapes.hpp"

namespace fumiban::test {
namespace {

/// Mail `step` of a conversation: 0 opens it, 1 answers, 2 answers the answer.
Letter letter_of_conversation(Language language, std::size_t conversation, std::size_t step) {
  Dice dice(language == Language::ja ? "ja-conversation" : "en-conversation", conversation);
  auto letter = std::make_shared<Letter>(first_letter(language, dice));
  for (std::size_t i = 0; i < step; ++i) letter = std::make_shared<Letter>(answer_to(letter, dice));
  return *letter;
}

Built conversation(Language language, std::size_t serial) {
  const Letter letter = letter_of_conversation(language, serial / 3, serial % 3);
  Dice dice(letter.message_id, serial);
  return {drafted(letter, dice).bytes(), std::string(mailer_name(letter.mailer))};
}

/// A way to write Japanese that is right, or wrong and common.
struct CharsetCase {
  std::string_view name;
  FormWish wish;
  bool rare_letters = false;
};

std::vector<CharsetCase> charset_cases() {
  using Encoding = TransferEncoding;
  const auto plain = [](Charset charset, Encoding encoding) {
    FormWish wish;
    wish.charset = charset;
    wish.encoding = encoding;
    wish.html = false;
    return wish;
  };
  const auto labelled = [&](Charset charset, Encoding encoding, std::string label) {
    FormWish wish = plain(charset, encoding);
    wish.label = std::move(label);
    return wish;
  };
  FormWish raw_sjis = plain(Charset::shift_jis, Encoding::eight_bit);
  raw_sjis.raw_header = true;
  FormWish raw_utf8 = plain(Charset::utf_8, Encoding::eight_bit);
  raw_utf8.raw_header = true;
  FormWish cut_utf8 = plain(Charset::utf_8, Encoding::base64);
  cut_utf8.split = WordSplit::anywhere;
  FormWish cut_jis = plain(Charset::iso_2022_jp, Encoding::seven_bit);
  cut_jis.split = WordSplit::anywhere;
  FormWish q_words = plain(Charset::utf_8, Encoding::quoted_printable);
  q_words.quoted_words = true;
  return {{"jis-rare", plain(Charset::iso_2022_jp, Encoding::seven_bit), true},
          {"jis-rare-base64", plain(Charset::iso_2022_jp, Encoding::base64), true},
          {"sjis-base64", plain(Charset::shift_jis, Encoding::base64), true},
          {"sjis-8bit", plain(Charset::shift_jis, Encoding::eight_bit), true},
          {"sjis-qp", plain(Charset::shift_jis, Encoding::quoted_printable)},
          {"euc-8bit", plain(Charset::euc_jp, Encoding::eight_bit), true},
          {"euc-base64", plain(Charset::euc_jp, Encoding::base64)},
          {"utf8-8bit", plain(Charset::utf_8, Encoding::eight_bit), true},
          {"utf8-qp", plain(Charset::utf_8, Encoding::quoted_printable)},
          {"unlabelled-jis", labelled(Charset::iso_2022_jp, Encoding::seven_bit, "")},
          {"unlabelled-sjis", labelled(Charset::shift_jis, Encoding::eight_bit, "")},
          {"unlabelled-utf8", labelled(Charset::utf_8, Encoding::eight_bit, "")},
          {"utf8-called-ascii", labelled(Charset::utf_8, Encoding::eight_bit, "us-ascii")},
          {"utf8-called-latin1", labelled(Charset::utf_8, Encoding::quoted_printable, "iso-8859-1")},
          {"sjis-called-jis", labelled(Charset::shift_jis, Encoding::eight_bit, "ISO-2022-JP"), true},
          {"sjis-called-windows-31j", labelled(Charset::shift_jis, Encoding::base64, "Windows-31J"), true},
          {"sjis-called-x-sjis", labelled(Charset::shift_jis, Encoding::eight_bit, "x-sjis")},
          {"jis-called-cp50221", labelled(Charset::iso_2022_jp, Encoding::seven_bit, "cp50221"), true},
          {"raw-header-sjis", raw_sjis},
          {"raw-header-utf8", raw_utf8},
          {"cut-words-utf8", cut_utf8},
          {"cut-words-jis", cut_jis},
          {"q-words", q_words}};
}

Built charset_mail(std::size_t serial) {
  static const std::vector<CharsetCase> kCases = charset_cases();
  static constexpr std::array<Mailer, 4> kMailers = {Mailer::becky, Mailer::live_mail, Mailer::notes,
                                                     Mailer::thunderbird};
  const CharsetCase& now = kCases[serial % kCases.size()];
  Dice dice("ja-charset", serial);
  LetterWish wish;
  wish.mailer = dice.pick(kMailers);
  wish.rare_letters = now.rare_letters;
  const Letter letter = first_letter(Language::ja, dice, wish);
  return {drafted(letter, dice, now.wish).bytes(), std::string(now.name)};
}

/// A few words from a telephone; the carrier's own form of mail.
Built phone_mail(std::size_t serial) {
  static const std::array<const char*, 8> kTexts = {
      "お疲れさまです。\n今から{outside}を出ます。\n{time1}頃に戻ります。\n",
      "{you}さん\n電車が遅れていて、{time1}の打ち合わせに10分ほど遅れます。\nすみません。\n",
      "先ほどの{product}の件、{count}個でお願いします。\n",
      "{day1}の件、了解しました。\nよろしくお願いします。\n",
      "資料受け取りました。\n明日確認して電話します。\n",
      "本日は直帰します。\n急ぎの用件は携帯にお願いします。\n",
      "{place}に着きました。\n受付でお待ちしています。\n",
      "{third}さんの連絡先を教えてもらえますか？\n"};
  static const std::array<const char*, 6> kSubjects = {"遅れます", "{product}の件", "本日の件",
                                                       "戻り時間", "Re: 本日の件",  "連絡です"};
  Dice dice("ja-phone", serial);
  LetterWish wish;
  wish.mailer = Mailer::phone;
  wish.inside = true;
  Letter letter = first_letter(Language::ja, dice, wish);
  letter.subject = filled(dice.pick(kSubjects), letter.circumstance);
  letter.text = filled(dice.pick(kTexts), letter.circumstance);
  if (dice.chance(50)) letter.text += "\n" + std::string(letter.from.person.family) + "\n";
  if (dice.chance(60)) letter.from.company.domain = "keitai.example.jp"; // a private telephone
  letter.message_id = message_id_of(letter.mailer, letter.from, letter.time, dice);
  return {drafted(letter, dice).bytes(), ""};
}

/// The letter of a conversation, forwarded to a colleague of its reader.
Letter forwarding(Language language, std::size_t serial, Dice& dice, const Letter& original) {
  LetterWish wish;
  wish.inside = true;
  Letter out = first_letter(language, dice, wish);
  out.from = original.to;
  out.to = colleague_of(original.to, language, dice);
  out.time = in_working_hours(original.time + dice.between(500, 40000));
  out.subject = (serial % 2 == 0 ? "Fwd: " : "FW: ") + original.subject;
  out.message_id = message_id_of(out.mailer, out.from, out.time, dice);
  static const std::array<const char*, 4> kNotes = {"{you}さん\n\n転送します。\n対応をお願いできますか。\n\n{me}\n",
                                                    "各位\n\n下記のとおり連絡がありましたので共有します。\n\n{me}\n",
                                                    "お疲れ様です。\n念のため転送いたします。\n\n{me}\n",
                                                    "ご参考まで。\n\n{me}\n"};
  static const std::array<const char*, 3> kEnglishNotes = {"Hi,\n\nfor your information, see below.\n\n{me}\n",
                                                           "Could you take care of this, please?\n\n{me}\n",
                                                           "FYI\n\n{me}\n"};
  out.circumstance["me"] = out.from.person.family;
  out.circumstance["you"] = out.to.person.family;
  out.text = filled(language == Language::ja ? dice.pick(kNotes) : dice.pick(kEnglishNotes), out.circumstance);
  out.cc.clear();
  return out;
}

Built forward_inline(Language language, std::size_t serial) {
  Dice dice(language == Language::ja ? "ja-forward-inline" : "en-forward-inline", serial);
  const Letter original = letter_of_conversation(language, serial, serial % 2);
  Letter letter = forwarding(language, serial, dice, original);
  const bool japanese = language == Language::ja;
  const std::string from = original.from.name() + " <" + original.from.address() + ">";
  const std::string to = original.to.name() + " <" + original.to.address() + ">";
  const std::string date = mail_date(original.time);
  if (letter.mailer == Mailer::gmail) {
    letter.text += "\n---------- Forwarded message ---------\nFrom: " + from + "\nDate: " + date +
                   "\nSubject: " + original.subject + "\nTo: " + to + "\n\n\n";
  } else if (letter.mailer == Mailer::thunderbird) {
    letter.text += "\n-------- " + std::string(japanese ? "転送メッセージ" : "Forwarded Message") +
                   " --------\nSubject: " + original.subject + "\nDate: " + date + "\nFrom: " + from + "\nTo: " + to +
                   "\n\n\n";
  } else {
    letter.text += japanese ? "\n----- 転送元のメッセージ -----\n差出人: " + from + "\n送信日時: " + date +
                                  "\n宛先: " + to + "\n件名: " + original.subject + "\n\n"
                            : "\n-----Original Message-----\nFrom: " + from + "\nSent: " + date + "\nTo: " + to +
                                  "\nSubject: " + original.subject + "\n\n";
  }
  letter.text += text_with_quotes(original);
  return {drafted(letter, dice).bytes(), ""};
}

Built forward_attached(Language language, std::size_t serial) {
  Dice dice(language == Language::ja ? "ja-forward-attached" : "en-forward-attached", serial);
  const Letter original = letter_of_conversation(language, serial + 40, serial % 3);
  Dice original_dice(original.message_id, (serial + 40) * 3 + serial % 3);
  const Letter letter = forwarding(language, serial, dice, original);
  DraftMail draft = drafted(letter, dice);
  const std::string name = encoded_words(original.subject + ".eml", Charset::utf_8);
  Part inner = message_part(drafted(original, original_dice).bytes(),
                            serial % 2 == 0 ? "attachment; filename=\"" + name + "\"" : "");
  draft.root = multipart("mixed", boundary_of(letter.mailer, dice), {draft.root, std::move(inner)});
  return {draft.bytes(), ""};
}

} // namespace

std::vector<ShapeRow> letter_shapes() {
  return {{"ja-conversation", 720, false, [](std::size_t n) { return conversation(Language::ja, n); }},
          {"en-conversation", 210, false, [](std::size_t n) { return conversation(Language::en, n); }},
          {"ja-charset", 253, false, charset_mail},
          {"ja-phone", 60, false, phone_mail},
          {"ja-forward-inline", 60, false, [](std::size_t n) { return forward_inline(Language::ja, n); }},
          {"en-forward-inline", 30, false, [](std::size_t n) { return forward_inline(Language::en, n); }},
          {"ja-forward-attached", 60, false, [](std::size_t n) { return forward_attached(Language::ja, n); }},
          {"en-forward-attached", 30, false, [](std::size_t n) { return forward_attached(Language::en, n); }}};
}

} // namespace fumiban::test
