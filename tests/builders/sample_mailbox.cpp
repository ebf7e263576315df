// SPDX-License-Identifier: Apache-2.0
#include "sample_mailbox.hpp"

#include "mail.hpp"
#include "office.hpp"
#include "payload.hpp"
#include "pdf.hpp"
#include "zip.hpp"

namespace fumiban::test {
namespace {

using Encoding = TransferEncoding;

constexpr std::string_view kReader = "suzuki@example.co.jp";
const TextStyle kJis = {Charset::iso_2022_jp, Encoding::seven_bit, "plain", std::nullopt, ""};

std::vector<Field> head(std::string from, std::string to, std::string subject, std::int64_t time, std::string id) {
  return {{"Received", "from mail.example.jp (mail.example.jp [192.0.2.10])\r\n\tby mx.example.co.jp with ESMTPS; " +
                           mail_date(time + 2)},
          {"From", std::move(from)},
          {"To", std::move(to)},
          {"Subject", std::move(subject)},
          {"Date", mail_date(time)},
          {"Message-ID", "<" + std::move(id) + ">"},
          {"MIME-Version", "1.0"}};
}

std::string to_reader() { return mailbox("鈴木 健一", kReader, Charset::iso_2022_jp); }

FileStyle name_style(NameStyle style, Charset charset) {
  FileStyle out;
  out.name_style = style;
  out.charset = charset;
  return out;
}

std::string ordinary() {
  PdfText page;
  page.title = "Quotation Q-2023-0417";
  page.lines = {"Quotation Q-2023-0417", "Twelve steel brackets, 40 mm", "EUR 1,284.00, valid for 30 days"};
  const Part text = text_part(
      "Dear Ken,\n\nPlease find our quotation for the brackets attached. The price is valid "
      "for 30 days.\nDelivery takes about two weeks from your order.\n\nBest regards,\n"
      "Anna Keller\nNorthfield Components, Sales\nTel. +1 555 0134\n",
      {Charset::us_ascii, Encoding::seven_bit, "plain", std::nullopt, ""});
  const Attachment file = {"Quotation_Q-2023-0417.pdf", "application/pdf", pdf_file(page)};
  return mail_bytes(head("Anna Keller <anna.keller@northfield.invalid>", "Ken Suzuki <suzuki@example.co.jp>",
                         "Quotation Q-2023-0417", seconds_of(2023, 4, 17, 10, 12), "q0417.1@northfield.invalid"),
                    multipart("mixed", "----=_Part_417_20230417", {text, file_part(file, {})}));
}

std::string japanese() {
  PdfText page;
  page.title = "御見積書";
  page.lines = {"御見積書", "株式会社さくら電機 御中", "合計金額 ¥128,400（税込）"};
  const Part text = text_part(
      "株式会社サンプル商事\n購買部 鈴木様\n\nいつもお世話になっております。\nさくら電機の田中です。\n\n"
      "ご依頼いただきました御見積書をお送りいたします。\nご査収のほど、よろしくお願いいたします。\n\n"
      "-- \n株式会社さくら電機 営業部\n田中 恵子\nTEL 03-0000-1200\n",
      kJis);
  const Attachment file = {"御見積書_20230418.pdf", "application/pdf", pdf_file(page)};
  return mail_bytes(head(mailbox("田中 恵子", "tanaka@sakura-denki.invalid", Charset::iso_2022_jp), to_reader(),
                         encoded_words("【さくら電機】御見積書送付の件", Charset::iso_2022_jp),
                         seconds_of(2023, 4, 18, 14, 5), "20230418140512.A1B2@sakura-denki.invalid"),
                    multipart("mixed", "------------020304050607080901020304",
                              {text, file_part(file, name_style(NameStyle::both, Charset::iso_2022_jp))}));
}

std::string echo_document() {
  return doc_file({"請求書", "User", {"請求書", "内容を表示するには「コンテンツの有効化」を押してください。"}},
                  auto_open_echo_project());
}

constexpr std::string_view kQuoted =
    "> > 鈴木様\n> > \n> > お世話になっております。さくら電機の田中です。\n"
    "> > 4月分の納品が完了いたしましたのでご報告いたします。\n> > 請求書は月末に郵送いたします。\n> > \n> > 田中\n";

std::string macro_document() {
  const Part text = text_part(
      "鈴木様\n\nお世話になっております。\n添付ファイルをご確認ください。\n\n田中\n\n"
      "2023年4月28日(金) 16:20 鈴木 健一 <suzuki@example.co.jp>:\n> 田中様\n> \n"
      "> ご連絡ありがとうございます。\n> 承知いたしました。\n> \n" +
          std::string(kQuoted),
      kJis);
  const Attachment file = {"請求書_20230501.doc", "application/msword", echo_document()};
  std::vector<Field> fields = head(mailbox("田中 恵子", "office@seaside-garden.invalid", Charset::iso_2022_jp),
                                   to_reader(), encoded_words("Re: 4月分納品のご報告", Charset::iso_2022_jp),
                                   seconds_of(2023, 5, 1, 9, 41), "b7f1.0501@seaside-garden.invalid");
  return mail_bytes(fields, multipart("mixed", "--boundary_501_a7c2",
                                      {text, file_part(file, name_style(NameStyle::rfc2047, Charset::iso_2022_jp))}));
}

std::string password_zip() {
  const std::string document = docm_file({"賞与支払届", "User", {"賞与支払届", "コンテンツの有効化を押してください。"}},
                                         auto_open_echo_project());
  const std::string zip = locked_zip(to_charset("賞与支払届.docm", Charset::shift_jis), document, "4826");
  const Part text = text_part(
      "鈴木様\n\nお世話になっております。\n\n賞与支払届をお送りします。早急に確認お願いします。\n\n"
      "添付ファイル名: 賞与支払届.zip\n解凍パスワード: 4826\n\n人事部 山本\n",
      {Charset::utf_8, Encoding::base64, "plain", std::nullopt, ""});
  const Attachment file = {"賞与支払届.zip", "application/zip", zip};
  return mail_bytes(head(mailbox("山本 人事部", "contact@harbor-books.invalid"), to_reader(),
                         encoded_words("【重要】賞与支払届について", Charset::utf_8), seconds_of(2023, 6, 20, 8, 55),
                         "d41d.0620@harbor-books.invalid"),
                    multipart("mixed", "----=_NextPart_620_0001",
                              {text, file_part(file, name_style(NameStyle::rfc2231, Charset::utf_8))}));
}

std::string padded() {
  constexpr std::size_t kPadding = std::size_t{4} << 20;
  const Part text = text_part("ご担当者様\n\n請求書を添付にてお送りいたします。\nご確認お願いいたします。\n", kJis);
  const Attachment file = {"INV 2023-03-07_1114.doc", "application/msword",
                           echo_document() + std::string(kPadding, '\0')};
  return mail_bytes(head(mailbox("経理担当", "billing@hilltop-printing.invalid", Charset::iso_2022_jp), to_reader(),
                         encoded_words("請求書送付のお知らせ", Charset::iso_2022_jp), seconds_of(2023, 3, 7, 11, 14),
                         "inv1114@hilltop-printing.invalid"),
                    multipart("mixed", "----=_NextPart_307_1114", {text, file_part(file, {})}));
}

std::string spoofed_reply() {
  const Part text = text_part(
      "鈴木様\n\nお世話になっております。\n先日の件、最新の請求書をお送りします。\nご確認お願いいたします。\n\n"
      "-----Original Message-----\nFrom: 鈴木 健一 <suzuki@example.co.jp>\n"
      "Sent: Friday, April 28, 2023 4:20 PM\n"
      "To: 田中 恵子 <tanaka@sakura-denki.invalid>\nSubject: Re: 4月分納品のご報告\n\n"
      "田中様\n\nご連絡ありがとうございます。\n承知いたしました。\n",
      {Charset::utf_8, Encoding::base64, "plain", std::nullopt, ""});
  // Two letters that programs begin with, and no program: text behind them.
  const Attachment file = {"請求書_2023.pdf.exe", "application/octet-stream",
                           "MZ is how programs begin. This one is a text.\r\n" + payload_bytes(Payload::echo)};
  return mail_bytes(
      head(mailbox("田中 恵子 <tanaka@sakura-denki.invalid>", "info@riverside-tours.invalid"), to_reader(),
           encoded_words("Re: 4月分納品のご報告", Charset::utf_8), seconds_of(2023, 5, 9, 13, 30),
           "0509.77@riverside-tours.invalid"),
      multipart("mixed", "----=_Part_509_77", {text, file_part(file, name_style(NameStyle::rfc2231, Charset::utf_8))}));
}

std::string eicar() {
  const Part text = text_part("Please see the attached report.\n",
                              {Charset::us_ascii, Encoding::seven_bit, "plain", std::nullopt, ""});
  Part file = file_part({"report.txt", "application/octet-stream", payload_bytes(Payload::eicar)}, {});
  // Readers that take the last of two fields see letters and digits, those that take the first see the payload.
  file.fields.push_back({"Content-Transfer-Encoding", "7bit"});
  return mail_bytes(head("Quality Office <quality@pine-street.invalid>", "Ken Suzuki <suzuki@example.co.jp>",
                         "Monthly report", seconds_of(2023, 7, 3, 17, 2), "r0703@pine-street.invalid"),
                    multipart("mixed", "----=_Part_703_02", {text, file}));
}

} // namespace

std::vector<NamedMail> sample_mailbox() {
  return {{"01-ordinary.eml", ordinary(), "ordinary", false},
          {"02-japanese.eml", japanese(), "japanese", false},
          {"03-macro-document.eml", macro_document(), "macro-document", true},
          {"04-password-zip.eml", password_zip(), "password-zip", true},
          {"05-padded.eml", padded(), "padded", true},
          {"06-spoofed-reply.eml", spoofed_reply(), "spoofed-reply", false},
          {"07-eicar.eml", eicar(), "eicar", false}};
}

} // namespace fumiban::test
