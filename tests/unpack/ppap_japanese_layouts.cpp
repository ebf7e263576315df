// SPDX-License-Identifier: Apache-2.0
#include "ppap_wordings.hpp"

namespace fumiban::test {
namespace {

constexpr Wording kLayouts[] = {
    {"on the next line", "Nb7Gv3xC", "添付ファイルの解凍パスワードは以下の通りです。\n{p}\n"},
    {"two lines below", "pW2-rT5", "パスワードは下記をご参照ください。\n\n\n{p}\n"},
    {"indented on the next line", "s9Dk2mQw", "解凍パスワード\n\n　　　{p}\n\nよろしくお願いいたします。\n"},
    {"square bullet as a heading", "Vc8Nm2", "■解凍パスワード\n{p}\n\n■有効期限\n1週間\n"},
    {"diamond bullet in the same line", "7Ju6Hy", "◆パスワード　{p}\n◆ファイル数　3点\n"},
    {"between rulers of hyphens", "zR4tQ8", "--------------------\nパスワード：{p}\n--------------------\n"},
    {"between rulers, value alone", "Lk0Pj9",
     "以下がパスワードです。\n====================\n{p}\n====================\n"},
    {"between rulers of box characters", "Wd3Se4", "━━━━━━━━━━━━━━━━\n　パスワード　　{p}\n━━━━━━━━━━━━━━━━\n"},
    {"in a drawn box", "Qz6Xs1", "┌──────────┐\n│ パスワード：{p} │\n└──────────┘\n"},
    {"under a ruler below the heading", "hT5-gR6", "【解凍パスワード】\n――――――――――\n{p}\n――――――――――\n"},
    {"asterisk rulers", "ok4Pass", "＊＊＊＊＊＊＊＊＊＊＊＊\n解凍パスワードのご連絡\n{p}\n＊＊＊＊＊＊＊＊＊＊＊＊\n"},
    {"table of lines with labels", "9xPrT7wa",
     "ファイル名　　：見積書_202404.zip\nサイズ　　　　：128KB\n解凍パスワード：{p}\n有効期限　　　：2024/04/30\n"},
    {"automatic notice in two columns", "Fd5eX-02hK",
     "［自動送信］パスワード通知\n\n件名        : 資料送付の件\nパスワード  : {p}\n送信日時    : 2024/04/12 10:15\n"},
    {"numbered list", "TT90gb",
     "1. 添付ファイルを保存してください。\n2. ダブルクリックします。\n3. パスワード「{p}」を入力します。\n"},
    {"circled numbers", "Ue8Yr7", "①ファイル：契約書.zip\n②パスワード：{p}\n③形式：PDF\n"},
    {"footnote mark", "mB3nV2", "添付をご確認ください。※\n\n※パスワードは {p} です\n"},
    {"reference mark and colon behind a long text", "cX1zA9",
     "先日お打ち合わせいたしました件につきまして、見積書と仕様書をまとめて添付いたします。ご査収のほどよろしくお願い"
     "申し上げます。なお、添付ファイルには安全のためパスワードを設定しております。※パスワード：{p}\n"},
    {"postscript", "ps4Me2", "明日の会議資料です。\n\n追伸　パスワードは {p} です。\n"},
    {"below the signature", "g7Ubq0", "資料をお送りします。\n\n-- \n見本工業　鈴木\nTEL 03-0000-1234\n\nPW: {p}\n"},
    {"above the greeting", "top5Line", "（パスワード：{p}）\n\n株式会社テスト\n佐藤様\n\n資料をお送りします。\n"},
    {"first line of all", "9931", "PW{p}\n資料です。\n"},
    {"word alone in its line, value in the line below with brackets", "Mi-Na-To", "パスワードは、\n「{p}」\nです。\n"},
    {"one letter a line told", "k9Z", "パスワード\n↓\n{p}\n"},
    {"arrow down between", "Ar0wDn", "解凍用パスワードはこちらです\n　↓↓↓\n　{p}\n"},
    {"value in a line of its own with a bullet", "p8Oi7U", "パスワードは次のとおりです。\n・{p}\n"},
    {"value behind an angle bracket", "J2k3L4", "パスワードは次のとおりです。\n> {p}\n"},
    {"sentence broken over lines", "Yu3Ki8", "添付ファイルのパス\nワードは {p} です。\n"},
    {"value told twice", "doubl3", "パスワード：{p}\n（確認のため再度記載します：{p}）\n"},
    {"with the reading in kana", "O0l1I", "パスワード：{p}（大文字のオー、ゼロ、エル、イチ、アイ）\n"},
    {"split by a blank that is not typed", "12345678", "パスワード：1234 5678（空白は入力不要）\n"},
    {"several files, one password", "All4One",
     "添付1　見積書.zip\n添付2　仕様書.zip\n添付3　図面.zip\nパスワードは全て共通で {p} です。\n"},
    {"date of the mail, eight digits", "20240412", "パスワードは本日の日付（西暦8桁）です。\n", "", "",
     "Fri, 12 Apr 2024 10:15:00 +0900"},
    {"date of the mail, four digits", "0605", "パスワードは本日の日付4桁（MMDD）でお願いします。\n", "", "",
     "Wed, 5 Jun 2024 09:02:11 +0900"},
    {"date of the mail, six digits", "231120", "パスワード：送信日（YYMMDD）\n", "", "",
     "Mon, 20 Nov 2023 18:40:00 +0900"},
    {"date with an example of another day", "20240901", "パスワードは今日の日付です。（例：4月1日なら20240401）\n", "",
     "", "Sun, 01 Sep 2024 00:12:00 +0900"},
    {"date in the sender's zone", "20240101", "解凍パスワードは本日の年月日8桁になります。\n", "", "",
     "Mon, 1 Jan 2024 07:30:00 +0900"},
    {"date with slashes", "2024/07/08", "パスワードは送信日の日付（yyyy/mm/dd）です。\n", "", "",
     "Mon, 8 Jul 2024 13:00:00 +0900"},
    {"date of another day written out", "20240315", "パスワードは打合せ日の {p} です。\n"},
    {"last digits of the telephone number", "5521",
     "パスワードは弊社電話番号の下4桁です。\n\n見本工業株式会社\n電話 03-0000-5521\n"},
    {"telephone number itself", "0300007788", "パスワードは弊社の電話番号（ハイフンなし）です。\nTEL：03-0000-7788\n"},
};

} // namespace

std::span<const Wording> japanese_layouts() { return kLayouts; }

} // namespace fumiban::test
