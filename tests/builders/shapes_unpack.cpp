// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "business_files.hpp"
#include "mailers.hpp"
#include "shapes.hpp"
#include "zip.hpp"

namespace fumiban::test {
namespace {

std::string row_name(Language language, std::string_view what) {
  return (language == Language::ja ? "ja-" : "en-") + std::string(what);
}

Built office_mail(Language language, FileKind kind, std::string_view row, std::size_t serial) {
  Dice dice(row_name(language, row), serial);
  Letter letter = first_letter(language, dice);
  letter.attachments.push_back(document_for(letter, kind, dice));
  if (dice.chance(20)) letter.attachments.push_back(document_for(letter, FileKind::pdf, dice));
  return {drafted(letter, dice).bytes(), std::string(mailer_name(letter.mailer))};
}

Built macro_mail(std::size_t serial) {
  static constexpr std::array<FileKind, 3> kKinds = {FileKind::doc_with_macro, FileKind::xlsm_with_macro,
                                                     FileKind::docm_with_macro};
  static constexpr std::array<const char*, 3> kNames = {"doc", "xlsm", "docm"};
  Built out = office_mail(Language::ja, kKinds[serial % 3], "macro", serial);
  out.detail = kNames[serial % 3];
  return out;
}

/// How archivers write names that are not ASCII: Windows in CP932, others in UTF-8 with or without saying so.
enum class ZipNames { cp932, utf8_flag, utf8_silent };

ZipEntry zip_entry(const Attachment& file, ZipNames names) {
  ZipEntry out;
  out.name = names == ZipNames::cp932 ? to_charset(file.name, Charset::shift_jis) : file.name;
  out.utf8_flag = names == ZipNames::utf8_flag;
  out.bytes = file.bytes;
  return out;
}

constexpr std::array<FileKind, 6> kInZip = {FileKind::pdf, FileKind::xlsx, FileKind::docx,
                                            FileKind::csv, FileKind::jpeg, FileKind::txt};

Built zip_mail(std::size_t serial) {
  static constexpr std::array<const char*, 3> kDetails = {"cp932", "utf8-flag", "utf8-silent"};
  Dice dice("ja-zip", serial);
  Letter letter = first_letter(Language::ja, dice);
  const auto names = static_cast<ZipNames>(serial % 3);
  std::vector<ZipEntry> entries;
  const int count = dice.between(1, 4);
  for (int i = 0; i < count; ++i) {
    entries.push_back(zip_entry(document_for(letter, dice.pick(kInZip), dice), names));
    entries.back().name.insert(0, std::to_string(i + 1) + "_");
  }
  const std::string name = safe_file_name(filled(dice.pick(letter.topic->file_names), letter.circumstance)) + ".zip";
  letter.attachments.push_back(
      {name, dice.chance(60) ? "application/zip" : "application/x-zip-compressed", write_zip(entries)});
  return {drafted(letter, dice).bytes(), kDetails[serial % 3]};
}

std::string password_of(Dice& dice) {
  switch (dice.below(4)) {
    case 0: return dice.letters(4, "0123456789");
    case 1: return dice.letters(12, "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789");
    case 2: return dice.letters(8, "abcdefghjkmnpqrstuvwxyz") + dice.letters(2, "0123456789");
    default:
      return dice.letters(7, "abcdefghABCDEFGH23456789") + dice.letters(1, "!#%+-_") + dice.letters(4, "0123456789");
  }
}

/// A locked archive, and in the next mail its password. Even numbers are the first mail of a pair.
Built password_pair(std::size_t serial) {
  static constexpr std::array<const char*, 4> kNotices = {
      "\n※添付ファイルにはパスワードを設定しております。\n　パスワードは別途メールにてお送りいたします。\n",
      "\nセキュリティのため添付ファイルを暗号化しています。\nパスワードは次のメールでお知らせします。\n",
      "\n（添付ファイルは自動的に暗号化されました。解凍パスワードは別メールで通知されます。）\n",
      "\nパスワードは後ほどお送りします。\n"};
  static constexpr std::array<const char*, 5> kPasswordTexts = {
      "先ほどお送りしたメールの添付ファイルのパスワードをお知らせいたします。\n\nパスワード：{password}\n",
      "添付ファイルの解凍パスワードは以下のとおりです。\n\n  {password}\n",
      "先ほどの添付ファイルの件です。\n\nPW: {password}\n\nよろしくお願いいたします。\n",
      "［自動送信］添付ファイル暗号化パスワード通知\n\n件名　　　：{subject}\nファイル名：{file}\n解凍パスワード：{"
      "password}\n\n※このメールはシステムから自動的に送信されています。\n",
      "展開用パスワード【 {password} 】\n\nご確認よろしくお願いいたします。\n"};
  static constexpr std::array<const char*, 4> kPasswordSubjects = {
      "【パスワード】{subject}", "Re: {subject}", "パスワード通知（{subject}）", "先ほどのメールのパスワードについて"};
  Dice dice("ja-ppap", serial / 2);
  LetterWish wish;
  wish.inside = false;
  Letter letter = first_letter(Language::ja, dice, wish);
  const std::string password = password_of(dice);
  ZipEntry entry = zip_entry(document_for(letter, dice.pick(kInZip), dice), ZipNames::cp932);
  entry.encryption = dice.chance(75) ? ZipEncryption::zip_crypto : ZipEncryption::aes_256;
  entry.password = password;
  const std::string detail = entry.encryption == ZipEncryption::aes_256 ? "aes" : "zipcrypto";
  const std::string name = safe_file_name(filled(dice.pick(letter.topic->file_names), letter.circumstance)) + ".zip";
  letter.circumstance["password"] = password;
  letter.circumstance["subject"] = letter.subject;
  letter.circumstance["file"] = name;
  const std::string notice = dice.pick(kNotices);
  Letter second = letter;
  second.subject = filled(dice.pick(kPasswordSubjects), letter.circumstance);
  second.text =
      filled("{you}様\n\nお世話になっております。{my_company}の{me}です。\n\n" + std::string(dice.pick(kPasswordTexts)),
             letter.circumstance);
  second.time += dice.between(20, 400);
  second.message_id = message_id_of(letter.mailer, letter.from, second.time, dice);
  if (serial % 2 == 1) return {drafted(second, dice).bytes(), "password-" + detail};
  letter.text += notice;
  letter.attachments.push_back({name, "application/zip", write_zip(std::vector<ZipEntry>{entry})});
  return {drafted(letter, dice).bytes(), "zip-" + detail};
}

} // namespace

std::vector<ShapeRow> unpack_shapes() {
  return {{"ja-docx", 70, true, [](std::size_t n) { return office_mail(Language::ja, FileKind::docx, "docx", n); }},
          {"ja-xlsx", 80, true, [](std::size_t n) { return office_mail(Language::ja, FileKind::xlsx, "xlsx", n); }},
          {"ja-macro", 60, true, macro_mail},
          {"ja-zip", 72, true, zip_mail},
          {"ja-ppap", 140, true, password_pair},
          {"en-docx", 30, true, [](std::size_t n) { return office_mail(Language::en, FileKind::docx, "docx", n); }},
          {"en-xlsx", 30, true, [](std::size_t n) { return office_mail(Language::en, FileKind::xlsx, "xlsx", n); }}};
}

} // namespace fumiban::test
