// SPDX-License-Identifier: Apache-2.0
/// @file
/// The words by which mails speak of passwords: every table of this folder. Lower case, as folded by plain.hpp.
/// A blank in a row stands for up to three blanks, hyphens, low lines or line ends, or nothing.
#pragma once

#include <string_view>

namespace fumiban::passwords {

// The formatter would put one word a line.
// clang-format off

// The frequent misspellings are there because senders type these words by hand; English ones are also found by
// likeness (hits.cpp).
inline constexpr std::string_view kStrongWords[] = {
    "パスワード", "パスワ-ド", "パスワ―ド", "パスワ−ド", "パスワ一ド", "パスワ‐ド", "パスワド", "パスワート",
    "バスワード", "パズワード", "ぱすわーど", "パスコード", "パスフレーズ", "パスキー", "暗証番号", "暗証コード",
    "暗唱番号", "暗号番号", "暗証", "合言葉", "合い言葉", "あいことば", "解凍キー", "展開キー", "復号キー",
    "復号鍵", "復号化キー", "暗号キー", "暗号鍵", "暗号化キー", "解除キー", "解除コード", "解除番号", "開封キー",
    "開封コード", "閲覧キー", "閲覧コード", "解凍コード", "復号コード", "アクセスキー", "アクセスコード",
    "セキュリティコード", "秘密の言葉", "ピンコード", "ロック解除", "解凍用", "展開用", "復号用", "開封用", "🔑",
    "🔐", "🔒", "🔓", "密码", "密碼", "口令", "解压码", "비밀번호", "암호", "пароль", "pass word",
    "pass words", "passwd", "pass wd", "pass phrase", "pass code", "pass key", "pass no", "passwort", "pword",
    "p word", "pwrd", "pswd", "pswrd", "psw", "pwd", "p w", "p/w", "p.w.", "p/wd", "pin code", "pin number",
    "access code", "access key", "unlock code", "unlock key", "unlocking code", "security code", "secret code",
    "secret word", "secret key", "open code", "opening code", "unzip code", "unzip key", "extraction code",
    "extraction key", "decryption code", "decryption key", "decrypt key", "encryption key", "zip key", "kennwort",
    "mot de passe", "contraseña", "senha", "following code", "code below", "認証番号", "開封番号", "解凍番号",
    "展開番号", "復号番号", "確認番号", "解錠番号", "解錠コード", "解錠キー", "復元キー", "復元コード", "展開コード",
    "ロックキー", "セキュリティ番号", "セキュリティキー", "セキュリティワード", "シークレットキー", "暗証ナンバー",
    "解凍ナンバー", "ロックナンバー", "以下の番号", "下記の番号", "次の番号", "以下の文字",
    "下記の文字", "ピン番号", "otp", "one time code", "code word", "magic word", "p.w", "비번", "Пароль", "ПАРОЛЬ",
    "wachtwoord", "parool", "hasło", "Hasło", "heslo", "lösenord", "adgangskode", "salasana", "jelszó", "parola",
    "şifre", "Şifre", "mật khẩu", "Mật khẩu", "CONTRASEÑA",
};
// These count only with a separator, or with digits beside them.
inline constexpr std::string_view kWeakWords[] = {
    "パス", "ぱす", "解凍", "展開", "復号", "復号化", "開封", "閲覧", "解除", "キー", "鍵", "暗号", "暗号化",
    "コード", "キーワード", "文字列", "桁", "で開", "で解凍", "で展開", "で復号", "で閲覧", "桁の数字", "桁の番号",
    "桁の英数字", "文字の英数字", "以下を入力", "下記を入力", "開く際", "開くには", "開くときは", "開く時は", "開くため", "開けるには", "開けるときは", "開ける時は", "開ける際",
    "開けるため", "解凍するには", "展開するには", "カギ", "パスワ",
    "zip code", "pass", "code", "key", "pin", "clave", "use the following", "use this", "enter the following",
    "enter this", "enter", "type", "open the file", "open the attachment", "open the zip", "open the archive",
    "open the document", "open it with", "open with", "opens with", "unlock", "unlock with", "unlocks with",
    "unzip with", "extract with", "decrypt with", "encrypted with", "protected with", "protected by", "locked with",
    "to open", "to unlock", "to unzip", "to extract", "to decrypt", "credential", "credentials", "digit number", "digit code",
    "ピン", "ロック番号", "key word", "secured with", "secured by", "locked by", "open w/", "to decode", "phrase", "secret", "extract using", "open using", "unzip using", "when opening",
    "should open", "will open", "if asked", "when asked", "when prompted",
};

// Between a word and what it names. ASCII ones that may also begin a password are dealt with in near.cpp.
inline constexpr auto kSeparators = std::to_array<std::string_view>(
    {":",  "：", "﹕", "︰", "∶",  "=", "＝", "→", "⇒",  "⇨",  "➡",      "➔",        "➜",  "▶",
     "►",  "▷",  "≫",  "》", "＞", ">", "|",  "│", "｜", "…",  "‥",      "・・",     "--", "は",
     "が", "\t", "‐",  "–",  "—",  "―", "─",  "━", "~",  "〜", "です、", "ですが、", "；"});
// The same for English, as whole words.
inline constexpr auto kSeparatorWords =
    std::to_array<std::string_view>({"is", "was", "are", "be", "as", "with", "use", "using", "enter", "type", "code",
                                     "number", "password", "passcode", "key", "ist"});

// What a short word is written on to: "zippw=".
inline constexpr auto kStems = std::to_array<std::string_view>(
    {"zip", "file", "doc", "pdf", "xls", "excel", "word", "rar", "archive", "open", "unzip", "user", "new", "attach"});

struct Pair {
  std::string_view open;
  std::string_view close;
};
inline constexpr auto kBrackets = std::to_array<Pair>(
    {{"「", "」"}, {"『", "』"}, {"【", "】"}, {"（", "）"}, {"(", ")"},   {"[", "]"}, {"［", "］"}, {"〔", "〕"},
     {"<", ">"},   {"＜", "＞"}, {"〈", "〉"}, {"《", "》"}, {"≪", "≫"},   {"«", "»"}, {"‹", "›"},   {"{", "}"},
     {"｛", "｝"}, {"\"", "\""}, {"'", "'"},   {"`", "`"},   {"“", "”"},   {"‘", "’"}, {"„", "“"},   {"”", "”"},
     {"’", "’"},   {"〝", "〟"}, {"〖", "〗"}, {"＂", "＂"}, {"＇", "＇"}, {"*", "*"}});

// How a Japanese sentence goes on after the password.
inline constexpr auto kSentenceEnds = std::to_array<std::string_view>(
    {"です",     "でございます", "で御座います", "となります", "になります", "となっており", "になっており",
     "とさせて", "と致します",   "といたします", "とします",   "としており", "に設定",       "で設定",
     "を設定",   "と設定",       "である",       "であります", "を入力",     "とご入力",     "をご入力",
     "と入力",   "で開",         "で解凍",       "で展開",     "を使",       "をご使",       "をご利用",
     "にて",     "でお願い",     "で宜しく",     "でよろしく", "だよ",       "だ。",         "だ"});
// After "abc": it is typed.
inline constexpr auto kTyped =
    std::to_array<std::string_view>({"と入力", "を入力", "とご入力", "をご入力", "と打", "を打", "と入れ", "を入れ", "とタイプ"});
// Before it.
inline constexpr auto kVerbs =
    std::to_array<std::string_view>({"use", "using", "enter", "type", "input", "insert", "with", "need", "try"});
// After "abc123": the word itself comes next.
inline constexpr auto kBackwards =
    std::to_array<std::string_view>({"が", "を", "は", ":", "：", "←", "⇐", "<-", "<=", "…", "＝", "="});
// Text that is no Japanese password but part of what is said about one.
inline constexpr auto kTalk = std::to_array<std::string_view>(
    {"以下",     "下記",       "上記",   "左記",     "右記",     "次の",     "別途",     "別メール", "別送", "後ほど",
     "のちほど", "後程",       "追って", "添付",     "メール",   "送",       "ください", "下さい",   "ます", "ました",
     "ません",   "お願い",     "同じ",   "設定",     "不要",     "記載",     "連絡",     "必要",     "忘れ", "変更",
     "入力",     "ファイル",   "半角",   "全角",     "英数",     "英字",     "数字",     "文字",     "通り", "とおり",
     "解凍",     "展開",       "お手数", "よろしく", "場合",     "について", "有効",     "期限",     "です", "から",
     "求め",     "ではなく",   "なし",   "スペース", "ハイフン", "こちら",   "これ",     "それ",     "番号", "日付",
     "桁",       "パスワード", "にて",   "ため"});
// Text that begins with these goes on with a sentence.
inline constexpr auto kParticles =
    std::to_array<std::string_view>({"を", "の", "に", "が", "で", "と", "も", "へ", "や", "等", "など", "付"});
// A sentence with one of these says that the password is somewhere else, or speaks of another one.
inline constexpr auto kElsewhere = std::to_array<std::string_view>(
    {"別途",       "別メール", "別の",      "別送",    "別便",     "後ほど", "のちほど", "後程",   "追って",
     "次のメール", "再設定",   "リセット",  "忘れ",    "有効期",   "期限",   "旧パス",   "以前",   "前回",
     "変更前",     "separate", "follow ",   "follow.", "later",    "reset",  "forgot",   "expire", "old ",
     "previous",   "never ",   "not share", "wrong",   "ログイン", "login",  "log in"});
// The password stands above these.
inline constexpr auto kAbove =
    std::to_array<std::string_view>({"上記", "上の", "↑", "左記", "above", "前述", "以上が"});
// "password protected": the word is there, the password is not.
inline constexpr auto kAttribute = std::to_array<std::string_view>(
    {"付",       "つき",     "保護",   "を設定",    "をかけ", "を掛",     "がかか",   "が掛か", "が設定",
     "が必要",   "を忘れ",   "を変更", "をお忘れ",  "の変更", "の再設定", "リセット", "ロック", "管理",
     " protect", "-protect", " reset", " required", " expir", " manager", " polic",   " change"});

// What a password is said to be, instead of being written down.
inline constexpr auto kDateWords = std::to_array<std::string_view>(
    {"日付",   "年月日", "送信日",   "本日",   "今日", "発信日", "送付日", "当日", "年月", "添付日", "発送日", "日にち", "今月", "当月", "this month",  "作成日", "受信日", "配信日",
     "発行日", "月日",   "yyyymmdd", "yymmdd", "mmdd", "ddmm",   "yyyy",   "today", "date",   "西暦"});
// The longest first: the first that a sentence has is the one that it means.
inline constexpr auto kDateForms = std::to_array<std::string_view>(
    {"yyyymmdd", "ddmmyyyy", "mmddyyyy", "yyyy/mm/dd", "yyyy-mm-dd", "yymmdd", "ddmmyy", "yyyymm", "mmdd", "ddmm"});
// "our name followed by the date": the parts are one word.
inline constexpr auto kJoined = std::to_array<std::string_view>(
    {"+", "＋", "に続け", "の後に", "のあとに", "の前に", "のまえに", "followed by", "plus ", "and then", "&", "＆", "と本日", "と送信日"});
inline constexpr auto kPhoneWords = std::to_array<std::string_view>(
    {"電話", "tel", "携帯", "fax", "phone", "内線", "代表番号", "mobile", "郵便番号", "〒", "zip code", "postal"});
inline constexpr auto kFileNameWords = std::to_array<std::string_view>(
    {"ファイル名", "ファイルの名", "添付名", "file name", "filename", "name of the file", "name of the attach",
     "attachment name", "attachment's name", "file's name", "拡張子を除"});
inline constexpr auto kSubjectWords =
    std::to_array<std::string_view>({"件名", "表題", "題名", "タイトル", "subject", "title"});
inline constexpr auto kNumberWords = std::to_array<std::string_view>(
    {"請求書番号", "請求番号", "請求書no",   "見積番号", "見積書番号", "見積もり番号",  "注文番号",   "発注番号",
     "受注番号",   "伝票番号", "受付番号",   "管理番号", "会員番号",   "社員番号",      "従業員番号", "顧客番号",
     "お客様番号", "契約番号", "契約者番号", "予約番号", "案件番号",   "整理番号",      "問合せ番号", "問い合わせ番号",
     "口座番号",   "証券番号", "登録番号",   "文書番号", "図面番号",   "invoice",       "order",      "customer",
     "reference",  "tracking", "account",    "case",     "ticket",     "contract",      "booking",    "member",
     "employee",   "内線", "extension", "quote",    "quotation",  "policy",   "po number",  "purchase order"});

// File endings: a word with one of them is the file, not its password.
inline constexpr auto kFileEndings = std::to_array<std::string_view>(
    {".zip",  ".7z",  ".rar",  ".lzh", ".doc", ".docx", ".docm", ".xls", ".xlsx", ".xlsm",
     ".xlsb", ".ppt", ".pptx", ".pdf", ".exe", ".txt",  ".csv",  ".eml", ".msg",  ".htm",
     ".html", ".iso", ".lnk",  ".js",  ".jpg", ".png",  ".tar",  ".gz"});

// English that stands around passwords. Sorted, for a binary search.
inline constexpr std::string_view kOrdinary[] = {
    "a", "about", "above", "access", "account", "acrobat", "across", "additional", "address", "adobe", "after",
    "again", "all", "also", "always", "am", "an", "and", "any", "archive", "are", "as", "ask", "asked", "asks",
    "at", "attached", "attachment", "attachments", "automatically", "b2b", "be", "because", "been", "before",
    "being", "below", "best", "body", "both", "but", "by", "bytes", "call", "can", "case", "cc", "change",
    "changed", "character", "characters", "check", "cheers", "click", "code", "com", "come", "comes",
    "communication", "communications", "company", "confidential", "contact", "contained", "containing", "contains",
    "contents", "copy", "correct", "correctly", "customer", "date", "day", "days", "dear", "decrypt", "decrypted",
    "department", "digit", "digits", "do", "doc", "document", "documents", "does", "double", "download", "dr",
    "each", "eight", "either", "email", "emails", "encrypted", "enter", "entered", "everyone", "excel", "explorer",
    "extract", "fax", "file", "files", "find", "first", "five", "folder", "follow", "following", "follows", "for",
    "forgot", "four", "from", "full", "further", "get", "give", "given", "gmbh", "greetings", "have", "he", "hello",
    "help", "her", "here", "hi", "his", "how", "however", "html", "http", "https", "i", "id", "if", "immediately",
    "in", "inc", "incorrect", "info", "information", "inside", "instructions", "into", "invoice", "invoices", "is",
    "it", "its", "john", "jp", "jpg", "key", "kind", "kindly", "know", "last", "latest", "let", "letter", "letters",
    "lhaplus", "like", "limited", "link", "log", "login", "lower", "lowercase", "ltd", "mac", "madam", "mail",
    "mailed", "make", "manager", "may", "me", "message", "messages", "month", "mr", "mrs", "ms", "must", "my",
    "name", "necessary", "need", "needed", "needs", "never", "new", "nine", "no", "not", "note", "now", "number",
    "numbers", "of", "office", "old", "on", "once", "one", "only", "open", "opened", "opening", "or", "order",
    "other", "our", "out", "page", "passcode", "password", "passwords", "pdf", "per", "person", "phone", "phrase",
    "please", "pls", "policy", "powerpoint", "preview", "previous", "private", "protect", "protected", "protection",
    "provide", "provided", "pw", "pwd", "question", "questions", "re", "read", "receive", "received", "recipient",
    "recipients", "regard", "regarding", "regards", "remember", "reply", "report", "request", "requested",
    "require", "required", "requires", "reset", "response", "right", "safe", "said", "same", "secure", "secured",
    "security", "see", "send", "sender", "sending", "sensitive", "sent", "separate", "separately", "set", "seven",
    "share", "shared", "should", "sincerely", "sir", "six", "smith", "so", "soon", "special", "subject", "such",
    "sure", "system", "tab", "team", "tel", "ten", "text", "than", "thank", "thanks", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "three", "time", "title", "to", "today", "tomorrow",
    "two", "type", "unlock", "unopened", "until", "unzip", "up", "upon", "upper", "uppercase", "us", "use", "used",
    "user", "username", "using", "valid", "via", "view", "want", "was", "way", "we", "web", "week", "well", "were",
    "what", "when", "where", "which", "who", "will", "windows", "winrar", "winzip", "with", "within", "without",
    "word", "words", "would", "wrong", "www", "xls", "year", "yes", "yet", "you", "your", "yours", "zip", "zipped",
};

// A remark on how to type it.
inline constexpr auto kSmallLetters =
    std::to_array<std::string_view>({"小文字", "lower case", "lowercase", "lower-case", "small letters"});
inline constexpr auto kCapitals =
    std::to_array<std::string_view>({"大文字", "upper case", "uppercase", "upper-case", "capital"});

// clang-format on

} // namespace fumiban::passwords
