// SPDX-License-Identifier: Apache-2.0
#include "ppap_wordings.hpp"

namespace fumiban::test {
namespace {

constexpr Wording kDecoys[] = {
    {"old and new, old first", "New8Pwd", "旧パスワード：Old7Pwd\n新パスワード：{p}\n"},
    {"old and new, new first", "Shin-24", "新しいパスワードは {p} です。以前の Kyu-23 は使えません。\n"},
    {"correction", "ri9htOne", "先ほどのパスワードに誤りがございました。\n誤：wr0ngOne\n正：{p}\n"},
    {"correction in a sentence", "b3tter", "パスワードは w0rse ではなく {p} でした。失礼いたしました。\n"},
    {"changed from this month", "Ap4April", "今月からパスワードが Ma3March から {p} に変わりました。\n"},
    {"two files with two passwords, second", "Zumen-2",
     "見積書.zip のパスワード：Mitsu-1\n図面.zip のパスワード：{p}\n", "", "図面.zip"},
    {"three files in a list", "c-three", "a.zip　パスワード　a-one\nb.zip　パスワード　b-two\nc.zip　パスワード　{p}\n",
     "", "c.zip"},
    {"password of a page beside", "zip5Only", "管理画面のパスワード：w3bAdmin\nzipのパスワード：{p}\n"},
    {"user and password", "Acc3ss99", "ID：mihon-user\nパスワード：{p}\n"},
    {"web meeting before", "Doc2Open",
     "ミーティングID：812 3456 7890\nパスコード：445566\n\n添付資料のパスワード：{p}\n"},
    {"wireless network beside", "shiry0",
     "会議室のWi-Fiパスワードは guest2024 です。添付資料のパスワードは {p} です。\n"},
    {"telephone numbers around", "4417",
     "お問い合わせ：03-0000-1111（内線 2233）\nパスワード：{p}\n携帯：090-0000-4455\nFAX：03-0000-6677\n"},
    {"reset link", "R3sOk1",
     "解凍パスワード：{p}\nパスワードをお忘れの場合は https://portal.invalid/reset?token=a8f3bc91 "
     "からご連絡ください。\n"},
    {"link before", "aft3rLnk",
     "https://files.invalid/dl/8f3k2m?pw=none\n上記または添付をご利用ください。\nパスワード {p}\n"},
    {"sends it apart, yet tells it", "h3reItIs",
     "パスワードは別途お送りします。\n\n（追記）急ぎのためここに記載します。パスワード：{p}\n"},
    {"system's warning about passwords behind", "Kj4nB6",
     "PW：{p}\n\n※パスワード付きzipファイルは2024年6月で廃止予定です。\n※パスワードの取り扱いにはご注意ください。\n"},
    {"many words of password before", "fin4lly",
     "パスワード付きファイルの運用について、パスワードの桁数、パスワードの有効期限、パスワードの管理者を見直しました。"
     "\n今"
     "回のパスワードは次の行です。\n{p}\n"},
    {"order number beside", "Ord3rPw",
     "注文番号：PO-2024-00871\nお客様番号：A1234567\nパスワード：{p}\n金額：125,400円\n"},
    {"amount and date beside", "6143", "4月12日にご請求の125,400円について、パスワード{p}で開く明細を添付します。\n"},
    {"same as last time in an answer, told in the quote", "Zenkai-7",
     "パスワードは前回と同じです。\n\n> 佐藤様\n> 添付のパスワードは {p} です。\n> 鈴木\n"},
    {"answer with a quoted block", "Qu0ted",
     "承知しました。修正版を同じパスワードでお送りします。\n\n-----Original Message-----\nFrom: 佐藤\nSent: Friday, "
     "April "
     "12, 2024\nSubject: 資料\n\nパスワード：{p}\n"},
    {"header lines of a quote in Japanese", "Gen-Bun5",
     "再送します。PWは下のメールのとおりです。\n\n差出人: 鈴木 <suzuki@mihon.invalid>\n送信日時: 2024年4月11日 "
     "9:00\n宛先: 佐藤\n件名: 資料\n\nPW：{p}\n"},
    {"deep quote marks", "d33pQ", "ご確認ください。\n\n>>> パスワードは\n>>> {p}\n>>> です。\n"},
    {"quote with bars", "b4rQuote", "| 解凍パスワード\n| {p}\n\nこちらで開けました。同じもので再送いたします。\n"},
    {"in the subject", "5813", "パスワードは件名をご覧ください。\n", "見積書送付（PW：{p}）"},
    {"in the subject in lenticular brackets", "SubJ3ct", "お世話になっております。資料を送ります。\n",
     "【パスワード {p}】資料"},
    {"subject alone, body without a word", "oNly5ub", "添付をご確認ください。\n", "解凍パスワード：{p}"},
    {"subject with PW in full width", "2288", "件名のとおりです。\n", "請求書 ＰＷ={p}"},
    {"in the archive's name", "N4meP", "パスワードはファイル名に記載しています。\n", "", "資料_PW{p}.zip"},
    {"in the archive's name in brackets", "7766", "いつものとおりです。\n", "", "請求書(パスワード{p}).zip"},
    {"archive's name with pass and underscore", "s3cr3t", "添付します。\n", "", "report_pass_{p}.zip"},
    {"in a text beside", "Txt9Side", "パスワードは添付のテキストをご覧ください。\n", "", "", "",
     "解凍パスワード\n{p}\n"},
    {"in a text beside, the body says nothing", "Memo-31", "資料一式です。\n", "", "", "", "パスワード：{p}\r\n"},
    {"example beside the right one", "Re4lOne",
     "パスワードは8文字以内（例：abcd1234）で設定しています。今回は {p} です。\n"},
    {"rule for making it, then the word", "MIHON0412", "会社名の英大文字＋月日4桁、つまり {p} がパスワードです。\n"},
    {"expiry and count of tries behind", "Lim1t3", "パスワード：{p}　有効期限：2024/04/30　試行回数：5回\n"},
    {"Japanese and English together", "B1lingua", "パスワード / Password : {p}\n"},
    {"English line below the Japanese one", "Dual-66",
     "パスワードは下記のとおりです。\nThe password is as follows.\n{p}\n"},
};

} // namespace

std::span<const Wording> japanese_decoys() { return kDecoys; }

} // namespace fumiban::test
