// SPDX-License-Identifier: Apache-2.0
#include "ppap_wordings.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include "builders/mail.hpp"
#include "builders/payload.hpp"

namespace fumiban::test {
namespace {

/// What stands before and behind what a person has to say.
struct Frame {
  std::string_view greeting;
  std::string_view signature;
};

constexpr std::array<Frame, 6> kJapaneseFrames = {{
    {"株式会社テスト商事\n営業部　佐藤様\n\nいつもお世話になっております。\n見本工業の鈴木です。\n\n",
     "\n--\n見本工業株式会社　鈴木一郎\n〒100-0000 東京都千代田区1-1\nTEL 03-0000-1234 / FAX "
     "03-0000-1235\nhttps://mihon.invalid/\n"},
    {"お疲れ様です。田中です。\n\n", ""},
    {"各位\n\n", "\n＊＊＊＊＊＊＊＊＊＊＊＊\n総務部　山田（内線 4321）\n＊＊＊＊＊＊＊＊＊＊＊＊\n"},
    {"", ""},
    {"ご担当者様\n\n平素より格別のご高配を賜り、厚く御礼申し上げます。\n",
     "\n________________________________"
     "\n本メールにお心当たりのない場合は、破棄してくださいますようお願いいたします。\n"},
    {"佐藤様\n", "\niPhoneから送信\n"},
}};

constexpr std::array<Frame, 4> kEnglishFrames = {{
    {"Dear Mr Sato,\n\n", "\nKind regards,\nJane Example\nSample Trading Ltd\nTel. +44 20 0000 1234\n"},
    {"Hi,\n\n", "\nJane\n"},
    {"", ""},
    {"Hello all,\n",
     "\nBest regards\n-- \nThis email is confidential. If you are not the intended recipient, delete it.\n"},
}};

/// How the mail's texts travel.
struct Dress {
  Charset charset;
  TransferEncoding encoding;
};

constexpr std::array<Dress, 6> kJapaneseDresses = {{
    {Charset::iso_2022_jp, TransferEncoding::seven_bit},
    {Charset::utf_8, TransferEncoding::base64},
    {Charset::shift_jis, TransferEncoding::base64},
    {Charset::utf_8, TransferEncoding::quoted_printable},
    {Charset::shift_jis, TransferEncoding::quoted_printable},
    {Charset::iso_2022_jp, TransferEncoding::base64},
}};

constexpr std::array<Dress, 4> kEnglishDresses = {{
    {Charset::us_ascii, TransferEncoding::seven_bit},
    {Charset::utf_8, TransferEncoding::quoted_printable},
    {Charset::utf_8, TransferEncoding::base64},
    {Charset::us_ascii, TransferEncoding::quoted_printable},
}};

std::string with_password(std::string_view text, std::string_view password) {
  std::string out(text);
  for (auto at = out.find("{p}"); at != std::string::npos; at = out.find("{p}", at + password.size()))
    out.replace(at, 3, password);
  return out;
}

std::string paragraphs(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("<br>\n") : std::string(1, c);
  return out.empty() ? out : "<div>" + out + "</div>\n";
}

bool can_write(std::string_view utf8, Charset charset) {
  try {
    (void)to_charset(utf8, charset);
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

ZipEntry locked_entry(std::string name, std::string bytes, std::string password, ZipEncryption encryption) {
  ZipEntry entry;
  entry.name = std::move(name);
  entry.bytes = std::move(bytes);
  entry.encryption = encryption;
  entry.password = std::move(password);
  return entry;
}

std::string archive(std::size_t index, std::string_view utf8, ZipEncryption encryption) {
  // Archivers of Windows take the bytes of CP932, others those of UTF-8.
  const bool cp932 = index % 2 == 0 && can_write(utf8, Charset::shift_jis);
  const std::string password = cp932 ? to_charset(utf8, Charset::shift_jis) : std::string(utf8);
  const std::array inner = {locked_entry("document.txt", payload_bytes(Payload::eicar), password, encryption)};
  if (index % 10 != 9) return write_zip(inner);
  const std::array outer = {
      locked_entry("documents.zip", write_zip(inner), password, index % 20 == 9 ? ZipEncryption::none : encryption)};
  return write_zip(outer);
}

} // namespace

std::vector<Wording> wordings() {
  std::vector<Wording> out;
  for (const auto table : {japanese_labels(), japanese_layouts(), japanese_decoys(), japanese_pages(),
                           english_sentences(), english_layouts()})
    out.insert(out.end(), table.begin(), table.end());
  return out;
}

std::string wording_mail(std::size_t index, const Wording& wording, Locked locked, ZipEncryption encryption) {
  const auto fill = [&](std::string_view text) { return with_password(text, wording.password); };
  const bool english = index >= japanese_labels().size() + japanese_layouts().size() + japanese_decoys().size() +
                                    japanese_pages().size();
  const auto& frame = english ? kEnglishFrames[index % kEnglishFrames.size()] : kJapaneseFrames[index / 2 % 6];
  auto dress = english ? kEnglishDresses[index % kEnglishDresses.size()] : kJapaneseDresses[index % 6];

  const bool page = wording.body.starts_with("<");
  std::string body = fill(wording.body);
  if (page)
    body = "<html><head><title>mail</title></head><body>\n" + paragraphs(frame.greeting) + body + "\n" +
           paragraphs(frame.signature) + "</body></html>\n";
  else body = std::string(frame.greeting) + body + std::string(frame.signature);
  std::string subject = fill(wording.subject);
  if (subject.empty()) subject = english ? "Documents" : "資料送付の件";
  std::string file = fill(wording.file);
  if (file.empty()) file = english ? "documents.zip" : "資料.zip";
  if (!can_write(body + subject + file, dress.charset)) dress.charset = Charset::utf_8;
  if (dress.charset == Charset::utf_8 && dress.encoding == TransferEncoding::seven_bit)
    dress.encoding = TransferEncoding::quoted_printable;

  TextStyle text;
  text.charset = dress.charset;
  text.encoding = dress.encoding;
  text.subtype = page ? "html" : "plain";
  std::vector<Part> parts;
  if (page && index % 3 == 0) {
    TextStyle other = text;
    other.subtype = "plain";
    const auto hint = english ? "Please view this mail as HTML.\n" : "このメールはHTML形式です。\n";
    parts.push_back(multipart("alternative", "=_alternative", {text_part(hint, other), text_part(body, text)}));
  } else {
    parts.push_back(text_part(body, text));
  }
  FileStyle style;
  style.charset = dress.charset;
  if (index % 2 == 1) style.name_style = NameStyle::rfc2047;
  if (is_ascii(file)) style.name_style = NameStyle::ascii;
  if (!wording.note.empty())
    parts.push_back(
        file_part({"readme.txt", "text/plain",
                   to_charset(to_crlf(fill(wording.note)), english ? Charset::us_ascii : Charset::shift_jis)},
                  FileStyle{.name_style = NameStyle::ascii}));
  if (locked != Locked::none) {
    const std::string_view password = locked == Locked::right ? wording.password : "3uQ~unsaid~8wVb";
    parts.push_back(file_part({file, "application/zip", archive(index, password, encryption)}, style));
  }
  const std::string date(wording.date.empty() ? "Tue, 14 May 2024 11:20:00 +0900" : wording.date);
  const std::vector<Field> fields = {
      {"From", mailbox(english ? "Jane Example" : "鈴木一郎", "sender@mihon.invalid", dress.charset)},
      {"To", "sato@tesuto.invalid"},
      {"Subject", encoded_words(subject, dress.charset)},
      {"Date", date},
      {"Message-ID", "<" + std::to_string(index) + "@mihon.invalid>"},
      {"MIME-Version", "1.0"}};
  return mail_bytes(fields, multipart("mixed", "=_mixed", std::move(parts)));
}

} // namespace fumiban::test
