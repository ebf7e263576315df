// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <memory>

#include "mailers.hpp"
#include "quotes.hpp"
#include "shapes.hpp"

namespace fumiban::test {
namespace {

struct List {
  const char* address;
  const char* prefix;
  const char* footer;
};

constexpr std::array<List, 4> kJapaneseLists = {
    {{"tech-ml@lists.example.jp", "[tech-ml:",
      "\n_______________________________________________\ntech-ml mailing "
      "list\ntech-ml@lists.example.jp\nhttps://lists.example.jp/mailman/listinfo/tech-ml\n"},
     {"kaiin@minato-cci.example.jp", "[会員ML:",
      "\n--------------------------------------------------"
      "\nこのメールは会員メーリングリストで配信しています。\n退会のご連絡は kaiin-admin@minato-cci.example.jp まで\n"},
     {"pta@lists.example.jp", "[PTA ", "\n\n--\nPTA連絡網メーリングリスト\n"},
     {"printing@hokuto-print.example.jp",
      "[printing:", "\n＊このMLへの投稿は printing@hokuto-print.example.jp 宛にお送りください＊\n"}}};

constexpr std::array<List, 2> kEnglishLists = {
    {{"users@lists.example.com", "[users ",
      "\n_______________________________________________\nusers mailing list -- users@lists.example.com\nTo "
      "unsubscribe send an email to users-leave@lists.example.com\n"},
     {"devel@ternisland.invalid", "[devel ",
      "\n-- \nYou received this message because you are subscribed to devel@ternisland.invalid.\nTo stop, write to "
      "devel+unsubscribe@ternisland.invalid.\n"}}};

Built list_mail(Language language, std::size_t serial) {
  const bool japanese = language == Language::ja;
  Dice dice(japanese ? "ja-list" : "en-list", serial / 2);
  LetterWish letter_wish;
  letter_wish.mailer = dice.chance(50) ? Mailer::thunderbird : japanese ? Mailer::becky : Mailer::gmail;
  auto letter = std::make_shared<Letter>(first_letter(language, dice, letter_wish));
  const bool answer = serial % 2 == 1;
  if (answer) letter = std::make_shared<Letter>(answer_to(letter, dice));
  const List& list = japanese ? dice.pick(kJapaneseLists) : dice.pick(kEnglishLists);
  const std::string number = std::to_string(100 + serial * 7) + "] ";
  letter->subject =
      answer ? "Re: " + (list.prefix + number) + letter->subject.substr(4) : list.prefix + number + letter->subject;
  letter->text += list.footer;
  letter->cc.clear();
  FormWish wish;
  wish.html = false;
  DraftMail draft = drafted(*letter, dice, wish);
  const std::string address = list.address;
  const std::string domain = address.substr(address.find('@') + 1);
  for (Field& field : draft.fields) {
    if (field.name == "To") field.value = address;
    if (field.name == "Return-Path")
      field.value = "<" + address.substr(0, address.find('@')) + "-bounces@" + domain + ">";
  }
  for (Field& field : std::vector<Field>{
           {"Sender", address.substr(0, address.find('@')) + "-bounces@" + domain},
           {"Precedence", japanese ? "bulk" : "list"},
           {"List-Id", "<" + address.substr(0, address.find('@')) + "." + domain + ">"},
           {"List-Post", "<mailto:" + address + ">"},
           {"List-Unsubscribe", "<mailto:" + address.substr(0, address.find('@')) + "-leave@" + domain + ">"},
           {"Reply-To", address}}) {
    draft.fields.push_back(std::move(field));
  }
  return {draft.bytes(), answer ? "answer" : "post"};
}

/// One offer of a newsletter.
struct Offer {
  const char* headline;
  const char* text;
};
constexpr std::array<Offer, 7> kJapaneseOffers = {
    {{"新商品「{product}」のご案内", "使いやすさにこだわった新モデルです。{month}月末まで送料無料でお届けします。"},
     {"{day1}開催　オンラインセミナー", "{project}の成功事例をご紹介します。参加費は無料です。"},
     {"夏のキャンペーン実施中", "対象商品を{count}個以上お買い上げの方に10％割引クーポンを差し上げます。"},
     {"お客様の声", "「{product}に替えて作業時間が短くなりました」（製造業・{third}様）"},
     {"よくあるご質問", "{system}との連携方法について、サポート担当がお答えします。"},
     {"展示会に出展します", "{day2}、{place}にて皆様のお越しをお待ちしております。"},
     {"営業日のお知らせ", "{day3}は臨時休業とさせていただきます。ご了承ください。"}}};
constexpr std::array<Offer, 5> kEnglishOffers = {
    {{"New: {product}", "Lighter, quieter and easier to install. Free shipping until the end of the month."},
     {"Webinar on {day1}", "Three customers talk about their {project}. Seats are free but limited."},
     {"Save 10 percent", "Order {count} pieces or more and use the code in your account."},
     {"Meet us", "Visit our stand on {day2}. We are looking forward to seeing you."},
     {"From our blog", "Five things to check before you replace {system}."}}};

Built newsletter(Language language, std::size_t serial) {
  const bool japanese = language == Language::ja;
  Dice dice(japanese ? "ja-newsletter" : "en-newsletter", serial);
  const Letter letter = first_letter(language, dice);
  const Contact reader = home_contact(language, dice);
  const Company firm = outside_contact(language, dice).company;
  const std::string domain(firm.domain);
  const std::string issue = std::to_string(10 + serial);
  const std::string subject =
      filled(japanese ? "【" + std::string(firm.short_name) + "通信 vol." + issue + "】{product}ほか"
                      : std::string(firm.short_name) + " News " + issue + ": {product} and more",
             letter.circumstance);
  const auto link = [&](std::string_view what) {
    return "https://click.news." + domain + "/r/" + dice.letters(10, "abcdefghijkmnpqrstuvwxyz23456789") +
           "?m=" + issue + "&u=" + dice.letters(8) + "&c=" + std::string(what);
  };
  std::string text = (japanese ? reader.name() + " 様\n\nいつもご利用いただきありがとうございます。\n"
                               : "Hello " + std::string(reader.person.given) + ",\n\n");
  std::string html =
      "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>" + html_escaped(subject) +
      "</title>\n<style>body{margin:0;font-family:sans-serif} .h{color:#1f4e79}</style></head>\n"
      "<body bgcolor=\"#f4f4f4\"><div style=\"display:none;max-height:0;overflow:hidden\">" +
      html_escaped(subject) +
      "</div>\n"
      "<table width=\"600\" align=\"center\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" bgcolor=\"#ffffff\">\n";
  const int offers = dice.between(2, 5);
  for (int i = 0; i < offers; ++i) {
    const std::size_t turn = serial + static_cast<std::size_t>(i);
    const Offer& offer =
        japanese ? kJapaneseOffers[turn % kJapaneseOffers.size()] : kEnglishOffers[turn % kEnglishOffers.size()];
    const std::string headline = filled(offer.headline, letter.circumstance);
    const std::string words = filled(offer.text, letter.circumstance);
    const std::string address = link("item" + std::to_string(i));
    // Some show the shop's own address over the counting one.
    const std::string shown = dice.chance(15) ? "https://www." + domain + "/"
                              : japanese      ? "詳しくはこちら"
                                              : "Read more";
    text += "■ " + headline + "\n" + words + "\n" + address + "\n\n";
    html += "<tr><td style=\"padding:16px\"><h2 class=\"h\">" + html_escaped(headline) + "</h2><p>" +
            html_escaped(words) + "</p><a href=\"" + html_escaped(address) + "\">" + shown + "</a></td></tr>\n";
  }
  const std::string leave = "https://news." + domain + "/unsubscribe?u=" + dice.letters(12);
  const std::string footer = std::string(firm.name) + "  " + std::string(firm.address);
  text += "--------------------------------------------------\n" + footer + "\n" +
          (japanese ? "配信停止: " : "Unsubscribe: ") + leave + "\n";
  html += "<tr><td style=\"padding:16px;font-size:11px;color:#888888\">" + html_escaped(footer) + "<br><a href=\"" +
          leave + "\">" + (japanese ? "配信停止はこちら" : "Unsubscribe") +
          "</a></td></tr></table>\n"
          "<img src=\"https://click.news." +
          domain + "/o/" + dice.letters(16) + ".gif\" width=\"1\" height=\"1\" alt=\"\">\n</body></html>\n";
  std::vector<Field> fields = trace_fields("bounce-" + dice.letters(8) + "@news." + domain, "news." + domain,
                                           reader.address(), letter.time, dice);
  for (Field& field : std::vector<Field>{{"Date", mail_date(letter.time)},
                                         {"From", mailbox(firm.short_name, "news@" + domain)},
                                         {"Reply-To", "support@" + domain},
                                         {"To", reader.address()},
                                         {"Message-ID", "<" + dice.letters(20) + "@news." + domain + ">"},
                                         {"Subject", encoded_words(subject, Charset::utf_8)},
                                         {"MIME-Version", "1.0"},
                                         {"List-Unsubscribe", "<" + leave + ">"},
                                         {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"}}) {
    fields.push_back(std::move(field));
  }
  TextStyle style;
  style.encoding = dice.chance(50) ? TransferEncoding::quoted_printable : TransferEncoding::base64;
  TextStyle html_style = style;
  html_style.subtype = "html";
  const bool html_only = dice.chance(20);
  if (html_only) return {mail_bytes(fields, text_part(html, html_style)), "html-only"};
  return {mail_bytes(fields, multipart("alternative", "b1_" + dice.letters(32),
                                       {text_part(text, style), text_part(html, html_style)})),
          ""};
}

} // namespace

std::vector<ShapeRow> bulk_shapes() {
  return {{"ja-list", 80, false, [](std::size_t n) { return list_mail(Language::ja, n); }},
          {"en-list", 60, false, [](std::size_t n) { return list_mail(Language::en, n); }},
          {"ja-newsletter", 100, false, [](std::size_t n) { return newsletter(Language::ja, n); }},
          {"en-newsletter", 60, false, [](std::size_t n) { return newsletter(Language::en, n); }}};
}

} // namespace fumiban::test
