// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "letter.hpp"
#include "mailers.hpp"
#include "quotes.hpp"
#include "shapes.hpp"

namespace fumiban::test {
namespace {

struct Notice {
  const char* sender;
  const char* subject;
  const char* text;
};

constexpr std::array<Notice, 7> kJapaneseJobs = {
    {{"root", "Cron <root@backup1> /usr/local/bin/nightly-backup",
      "backup started {past} 02:00\nfiles: {count}812\nsize: {amount} KB\nerrors: 0\nbackup finished\n"},
     {"monitor", "【監視】{system} 応答遅延",
      "監視サーバーからの自動通知です。\n\n対象　　：{system}\n検知時刻：{past} {time1}\n状態　　：警告（応答時間 12 "
      "秒）\n\n※このメールに返信はできません。\n"},
     {"monitor", "【復旧】{system}",
      "監視サーバーからの自動通知です。\n\n対象　　：{system}\n復旧時刻：{past} {time2}\n状態　　：正常\n"},
     {"workflow", "［ワークフロー］承認依頼：{number}",
      "{third} "
      "さんから承認依頼が届いています。\n\n申請番号：{number}\n件　　名：{product}購入\n金　　額：{amount}円\n\nhttps:/"
      "/workflow.midori.example.co.jp/request/{number}\n"},
     {"kintai", "勤怠の打刻漏れがあります（{month}月）",
      "{month}月の勤怠に打刻漏れがあります。\n対象日：{past}\n\n{day2}までに修正してください。\n"},
     {"backup", "バックアップ結果レポート（正常終了）",
      "サーバー名：{system}\n開始：{past} 01:00\n終了：{past} 03:12\n結果：正常終了\n転送量：{amount} MB\n"},
     {"groupware", "[グループウェア] 新しい予定が登録されました",
      "{day1} {time1}～{time2}\n{project} 定例\n{place}\n登録者：{third}\n"}}};

constexpr std::array<Notice, 5> kEnglishJobs = {
    {{"root", "Cron <www@web2> test -x /usr/sbin/rotate && rotate",
      "rotating pattern: /var/log/app/*.log weekly ({count} rotations)\nremoving old logs\n"},
     {"logwatch", "Logwatch for mail1 (Linux)",
      "################### Logwatch ####################\n Processing Initiated: {past}\n Detail Level of Output: "
      "0\n\n Disk Space\n /dev/sda1   40G   {percent}%  /\n\n###################### End ######################\n"},
     {"build", "Build #{count} succeeded: {project}",
      "Branch: main\nTests: {amount} passed, 0 failed\nDuration: 12 "
      "min\n\nhttps://build.ternisland.invalid/job/{count}\n"},
     {"tickets", "[{number}] {product} does not start",
      "{third} wrote:\n\nSince {past} the {product} does not start any "
      "more.\n\nhttps://tickets.copperline.invalid/{number}\n"},
     {"ups", "UPS on battery: rack 4", "{past} {time1} UPS on battery\n{past} {time2} UPS on line\n"}}};

/// Old programs write the header that they know and no more: no MIME-Version, mostly no Content-Type.
Built job_mail(Language language, std::size_t serial) {
  const bool japanese = language == Language::ja;
  Dice dice(japanese ? "ja-job" : "en-job", serial);
  const Letter letter = first_letter(language, dice);
  const Notice& notice = japanese ? dice.pick(kJapaneseJobs) : dice.pick(kEnglishJobs);
  const std::string domain(home_company(language).domain);
  const std::string subject = filled(notice.subject, letter.circumstance);
  const std::string text = filled(notice.text, letter.circumstance);
  const bool ascii = is_ascii(text) && is_ascii(subject);
  const bool bare = ascii || dice.chance(30);
  std::vector<Field> fields = {
      {"Received", "by host" + dice.letters(2, "0123456789") + "." + domain + " (Postfix, from userid 0)\r\n\tid " +
                       dice.letters(10, "0123456789ABCDEF") + "; " + mail_date(letter.time)},
      {"From", std::string(notice.sender) + "@" + domain + (ascii ? " (Cron Daemon)" : "")},
      {"To", "admin@" + domain},
      {"Subject", encoded_words(subject, Charset::iso_2022_jp)},
      {"Message-Id", "<" + dice.letters(14, "0123456789ABCDEF") + "@" + domain + ">"},
      {"Date", mail_date(letter.time)}};
  if (ascii) fields.push_back({"X-Cron-Env", "<SHELL=/bin/sh>"});
  if (!bare) {
    fields.push_back({"MIME-Version", "1.0"});
    TextStyle style;
    style.charset = Charset::iso_2022_jp;
    style.encoding = TransferEncoding::seven_bit;
    return {mail_bytes(fields, text_part(text, style)), "mime"};
  }
  Part part;
  part.body = to_charset(to_crlf(text), Charset::iso_2022_jp);
  return {mail_bytes(fields, part), "no-mime"};
}

/// A letter by somebody whose program knows no MIME.
Built old_style(Language language, std::size_t serial) {
  Dice dice(language == Language::ja ? "ja-old-style" : "en-old-style", serial);
  LetterWish wish;
  wish.mailer = language == Language::ja ? Mailer::becky : Mailer::notes;
  const Letter letter = first_letter(language, dice, wish);
  FormWish form;
  form.charset = language == Language::ja ? Charset::iso_2022_jp : Charset::us_ascii;
  DraftMail draft = drafted(letter, dice, form);
  std::erase_if(draft.fields,
                [](const Field& field) { return field.name == "MIME-Version" || field.name == "X-Mailer"; });
  if (serial % 3 != 0) draft.root.fields.clear(); // a third keeps Content-Type without MIME-Version
  return {draft.bytes(), serial % 3 != 0 ? "bare" : "type-without-version"};
}

constexpr std::array<Notice, 8> kJapaneseServices = {
    {{"order", "【{outside}】ご注文ありがとうございます（注文番号 {number}）",
      "この度は{outside}オンラインショップをご利用いただき、ありがとうございます。\n\n注文番号：{number}\n商品名　：{"
      "product}\n数　量　：{count}\n合　計　：{amount}円（税込）\n\nお届け予定日は{day2}です。\n"},
     {"shipping", "商品発送のお知らせ",
      "ご注文の商品を発送いたしました。\n\n送り状番号：{number}\nお届け予定：{day1}"
      "\n\n配送状況はこちらからご確認いただけます。\n{link}\n"},
     {"noreply", "会員登録の確認",
      "会員登録のお申し込みを受け付けました。\n24時間以内に下記のページを開き、登録を完了してください。\n\n{link}"
      "\n\nお心当たりのない場合は、このメールを破棄してください。\n"},
     {"noreply", "ログイン確認コードのお知らせ",
      "確認コード：{code}\n\nこのコードの有効時間は10分です。\n他の人に教えないでください。\n"},
     {"reserve", "ご予約を承りました（{day1}）",
      "ご予約内容\n日時：{day1} {time1}\n場所：{place}\n人数：4名\n\n変更・取消は{link}からお願いいたします。\n"},
     {"billing", "{month}月分ご利用料金のお知らせ",
      "{month}月分のご利用料金が確定しました。\n\nご請求額：{amount}円\n引き落とし日：{day2}"
      "\n\n明細はWebでご確認ください。\n{link}\n"},
     {"support", "お問い合わせを受け付けました [{number}]",
      "お問い合わせいただき、ありがとうございます。\n受付番号：{number}"
      "\n\n2営業日以内に担当者よりご連絡いたします。\n"},
     {"info", "システムメンテナンスのお知らせ",
      "平素は当サービスをご利用いただき、誠にありがとうございます。\n\n日時：{day1} "
      "{time1}～{time2}\n影響：サービス全般\n\nご不便をおかけいたしますが、ご理解のほどお願いいたします。\n"}}};

constexpr std::array<Notice, 6> kEnglishServices = {
    {{"orders", "Your order {number}",
      "Thank you for your order.\n\nOrder: {number}\nItem: {product}\nQuantity: {count}\nTotal: USD "
      "{amount}\n\nEstimated delivery: {day2}\n"},
     {"shipping", "Your parcel arrives on {day1}", "Parcel {number} is on its way.\n\nFollow it here:\n{link}\n"},
     {"noreply", "Confirm your e-mail address",
      "Please confirm your address within 24 hours:\n\n{link}\n\nIf you did not sign up, ignore this message.\n"},
     {"noreply", "Your sign-in code", "Code: {code}\n\nIt is valid for ten minutes. Do not share it.\n"},
     {"billing", "Your statement for {month}/{year}",
      "Your statement is ready.\n\nAmount: USD {amount}\nDue: {day2}\n\n{link}\n"},
     {"support", "[{number}] We received your request",
      "Thank you for contacting us. Your request number is {number}.\nWe will answer within two working days.\n"}}};

Built service_mail(Language language, std::size_t serial) {
  const bool japanese = language == Language::ja;
  Dice dice(japanese ? "ja-service" : "en-service", serial);
  const Letter letter = first_letter(language, dice);
  const Contact reader = home_contact(language, dice);
  const Company firm = outside_contact(language, dice).company;
  const std::string domain(firm.domain);
  const Notice& notice = japanese ? dice.pick(kJapaneseServices) : dice.pick(kEnglishServices);
  Circumstance words = letter.circumstance;
  words["outside"] = firm.short_name;
  words["code"] = dice.letters(6, "0123456789");
  words["link"] = "https://my." + domain + "/" + dice.letters(4, "abcdefghjkmnpqrstuvwxyz") + "/" + dice.letters(16);
  const std::string subject = filled(notice.subject, words);
  const std::string text = (japanese ? reader.name() + " 様\n\n" : "Dear " + reader.name() + ",\n\n") +
                           filled(notice.text, words) + "\n--------------------------------------------------\n" +
                           std::string(firm.name) + "\nhttps://www." + domain + "/\n" +
                           (japanese ? "※このメールは送信専用です。\n" : "Please do not reply to this message.\n");
  std::vector<Field> fields = trace_fields("bounce@" + domain, domain, reader.address(), letter.time, dice);
  const Charset charset = japanese && dice.chance(40) ? Charset::iso_2022_jp : Charset::utf_8;
  for (Field& field :
       std::vector<Field>{{"Date", mail_date(letter.time)},
                          {"From", mailbox(firm.short_name, std::string(notice.sender) + "@" + domain, charset)},
                          {"To", reader.address()},
                          {"Subject", encoded_words(subject, charset)},
                          {"Message-ID", "<" + dice.letters(24) + "@" + domain + ">"},
                          {"MIME-Version", "1.0"},
                          {"Auto-Submitted", "auto-generated"}}) {
    fields.push_back(std::move(field));
  }
  TextStyle style;
  style.charset = charset;
  style.encoding = charset == Charset::iso_2022_jp ? TransferEncoding::seven_bit : TransferEncoding::base64;
  if (charset == Charset::iso_2022_jp || dice.chance(40)) return {mail_bytes(fields, text_part(text, style)), "text"};
  std::string page = "<html><body style=\"font-family:sans-serif\"><p>";
  for (const char c : html_escaped(text)) page += c == '\n' ? std::string("<br>\n") : std::string(1, c);
  page += "</p><p><a href=\"" + words["link"] + "\" style=\"background:#1f4e79;color:#ffffff;padding:8px 16px\">" +
          (japanese ? "確認する" : "View") + "</a></p></body></html>\n";
  TextStyle html_style = style;
  html_style.subtype = "html";
  return {mail_bytes(fields, multipart("alternative", "--_com.example.mail_" + dice.letters(20),
                                       {text_part(text, style), text_part(page, html_style)})),
          "html"};
}

} // namespace

std::vector<ShapeRow> machine_shapes() {
  return {{"ja-job", 70, false, [](std::size_t n) { return job_mail(Language::ja, n); }},
          {"en-job", 60, false, [](std::size_t n) { return job_mail(Language::en, n); }},
          {"ja-old-style", 45, false, [](std::size_t n) { return old_style(Language::ja, n); }},
          {"en-old-style", 21, false, [](std::size_t n) { return old_style(Language::en, n); }},
          {"ja-service", 100, false, [](std::size_t n) { return service_mail(Language::ja, n); }},
          {"en-service", 60, false, [](std::size_t n) { return service_mail(Language::en, n); }}};
}

} // namespace fumiban::test
