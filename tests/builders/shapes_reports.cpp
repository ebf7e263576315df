// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "business_files.hpp"
#include "mailers.hpp"
#include "quotes.hpp"
#include "shapes.hpp"

namespace fumiban::test {
namespace {

/// A letter from home to outside, which is what bounces and receipts are about.
Letter outgoing_letter(Language language, Dice& dice) {
  LetterWish wish;
  wish.inside = false;
  Letter letter = first_letter(language, dice, wish);
  if (letter.from.company.domain != home_company(language).domain) std::swap(letter.from, letter.to);
  return letter;
}

TextStyle utf8_text() {
  TextStyle style;
  style.encoding = TransferEncoding::eight_bit;
  return style;
}

Built bounce(Language language, std::size_t serial) {
  struct Reason {
    const char* status;
    const char* text;
  };
  static constexpr std::array<Reason, 5> kReasons = {{{"5.1.1", "550 5.1.1 User unknown"},
                                                      {"5.2.2", "552 5.2.2 Mailbox full"},
                                                      {"4.4.1", "connection timed out"},
                                                      {"5.4.4", "Host or domain name not found"},
                                                      {"5.7.1", "554 5.7.1 Message rejected by policy"}}};
  Dice dice(language == Language::ja ? "ja-bounce" : "en-bounce", serial);
  const Letter letter = outgoing_letter(language, dice);
  const Reason& reason = dice.pick(kReasons);
  const bool japanese = language == Language::ja && dice.chance(40);
  const std::int64_t time = letter.time + dice.between(5, 4000);
  const std::string host = "mail.midori.example.co.jp";
  const std::string text =
      japanese
          ? "次の宛先にメールを配信できませんでした。\n\n  <" + letter.to.address() + ">\n\n理由: " + reason.text +
                "\n\n宛先のメールアドレスをご確認のうえ、再度お送りください。\nこのメールは自動的に送信されています。\n"
          : "This is the mail system at host " + host +
                ".\n\nI'm sorry to have to inform you that your message could not\n"
                "be delivered to one or more recipients. It's attached below.\n\n<" +
                letter.to.address() + ">: " + reason.text + "\n";
  const std::string status =
      "Reporting-MTA: dns; " + host + "\r\nX-Postfix-Queue-ID: " + dice.letters(10, "0123456789ABCDEF") +
      "\r\nArrival-Date: " + mail_date(letter.time) + "\r\n\r\nFinal-Recipient: rfc822; " + letter.to.address() +
      "\r\nAction: failed\r\nStatus: " + reason.status + "\r\nDiagnostic-Code: smtp; " + reason.text + "\r\n";
  const std::string original = drafted(letter, dice).bytes();
  const bool whole = dice.chance(60);
  const Part returned = whole ? message_part(original)
                              : leaf_part("text/rfc822-headers", original.substr(0, original.find("\r\n\r\n") + 2),
                                          TransferEncoding::none);
  const std::vector<Field> fields = {
      {"Return-Path", "<>"},
      {"Date", mail_date(time)},
      {"From", "MAILER-DAEMON@midori.example.co.jp (Mail Delivery System)"},
      {"Subject", japanese ? encoded_words("配信不能通知（" + letter.subject + "）", Charset::utf_8)
                           : "Undelivered Mail Returned to Sender"},
      {"To", letter.from.address()},
      {"Auto-Submitted", "auto-replied"},
      {"Message-Id", "<" + dice.letters(12, "0123456789ABCDEF") + "@" + host + ">"},
      {"MIME-Version", "1.0"}};
  Part root = multipart(
      "report", dice.letters(10, "0123456789ABCDEF") + "." + std::to_string(time) + "/" + host,
      {text_part(text, utf8_text()), leaf_part("message/delivery-status", status, TransferEncoding::none), returned},
      "; report-type=delivery-status");
  root.preamble = "This is a MIME-encapsulated message.\r\n";
  return {mail_bytes(fields, root), whole ? "whole" : "header"};
}

Built read_receipt(Language language, std::size_t serial) {
  Dice dice(language == Language::ja ? "ja-receipt" : "en-receipt", serial);
  const Letter letter = outgoing_letter(language, dice);
  const bool japanese = language == Language::ja;
  const std::int64_t time = letter.time + dice.between(100, 90000);
  const std::string text =
      japanese ? "次のメッセージが開封されました。\n\n　宛先: " + letter.to.name() + "\n　件名: " + letter.subject +
                     "\n　送信日時: " + mail_date(letter.time) + "\n\n開封日時: " + mail_date(time) + "\n"
               : "Your message\n\n   To: " + letter.to.name() + "\n   Subject: " + letter.subject +
                     "\n   Sent: " + mail_date(letter.time) + "\n\nwas read on " + mail_date(time) + ".\n";
  const std::string notice = "Reporting-UA: " + std::string(letter.to.company.domain) +
                             "; Mail\r\nFinal-Recipient: rfc822;" + letter.to.address() + "\r\nOriginal-Message-ID: <" +
                             letter.message_id + ">\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n";
  std::vector<Field> fields =
      trace_fields("", std::string(letter.to.company.domain), letter.from.address(), time, dice);
  for (Field& field : std::vector<Field>{
           {"From", mailbox(letter.to.name(), letter.to.address(), Charset::iso_2022_jp)},
           {"To", mailbox(letter.from.name(), letter.from.address(), Charset::iso_2022_jp)},
           {"Subject", encoded_words((japanese ? "開封済み: " : "Read: ") + letter.subject, Charset::iso_2022_jp)},
           {"Date", mail_date(time)},
           {"Message-ID", "<" + message_id_of(Mailer::outlook, letter.to, time, dice) + ">"},
           {"In-Reply-To", "<" + letter.message_id + ">"},
           {"MIME-Version", "1.0"}}) {
    fields.push_back(std::move(field));
  }
  TextStyle style;
  style.charset = japanese ? Charset::iso_2022_jp : Charset::us_ascii;
  style.encoding = TransferEncoding::seven_bit;
  return {mail_bytes(fields, multipart("report", boundary_of(Mailer::outlook_old, dice),
                                       {text_part(text, style), leaf_part("message/disposition-notification", notice,
                                                                          TransferEncoding::seven_bit)},
                                       ";\r\n report-type=disposition-notification")),
          ""};
}

Built invitation(Language language, std::size_t serial) {
  static constexpr std::array<const char*, 4> kMethods = {"REQUEST", "REQUEST", "CANCEL", "REPLY"};
  static constexpr std::array<Mailer, 2> kMailers = {Mailer::outlook, Mailer::gmail};
  Dice dice(language == Language::ja ? "ja-invitation" : "en-invitation", serial);
  const std::string method = kMethods[serial % kMethods.size()];
  LetterWish letter_wish;
  letter_wish.mailer = dice.pick(kMailers);
  Letter letter = first_letter(language, dice, letter_wish);
  const bool japanese = language == Language::ja;
  if (method == "CANCEL") letter.subject = (japanese ? "キャンセル済み: " : "Canceled: ") + letter.subject;
  if (method == "REPLY") letter.subject = (japanese ? "承諾: " : "Accepted: ") + letter.subject;
  if (letter.mailer == Mailer::gmail && method == "REQUEST")
    letter.subject = (japanese ? "招待: " : "Invitation: ") + letter.subject;
  FormWish wish;
  wish.html = false;
  DraftMail draft = drafted(letter, dice, wish);
  const std::string calendar = calendar_for(letter, method);
  TextStyle html;
  html.subtype = "html";
  const Part invite =
      leaf_part("text/calendar; charset=\"utf-8\"; method=" + method, calendar, TransferEncoding::base64);
  Part both = multipart("alternative", boundary_of(letter.mailer, dice),
                        {draft.root, text_part(html_with_quotes(letter), html), invite});
  if (letter.mailer == Mailer::gmail) {
    both = multipart("mixed", boundary_of(letter.mailer, dice),
                     {both, file_part({"invite.ics", "application/ics", calendar}, {})});
  }
  draft.root = both;
  return {draft.bytes(), std::string(mailer_name(letter.mailer))};
}

} // namespace

std::vector<ShapeRow> report_shapes() {
  return {{"ja-bounce", 50, false, [](std::size_t n) { return bounce(Language::ja, n); }},
          {"en-bounce", 40, false, [](std::size_t n) { return bounce(Language::en, n); }},
          {"ja-receipt", 40, false, [](std::size_t n) { return read_receipt(Language::ja, n); }},
          {"en-receipt", 20, false, [](std::size_t n) { return read_receipt(Language::en, n); }},
          {"ja-invitation", 80, false, [](std::size_t n) { return invitation(Language::ja, n); }},
          {"en-invitation", 40, false, [](std::size_t n) { return invitation(Language::en, n); }}};
}

} // namespace fumiban::test
