// SPDX-License-Identifier: Apache-2.0
#include "mailers.hpp"

#include <array>
#include <utility>

#include "little_endian.hpp"
#include "quotes.hpp"

namespace fumiban::test {
namespace {

using Encoding = TransferEncoding;

/// How the text goes out.
struct TextHabit {
  Charset charset = Charset::utf_8;
  Encoding encoding = Encoding::base64;
  bool html = false;
  bool flowed = false;
  bool quoted_label = false;
};

TextHabit text_habit(Mailer mailer, Language language, Dice& dice) {
  const TextHabit jis = {Charset::iso_2022_jp, Encoding::seven_bit, false, false, false};
  TextHabit out;
  if (language == Language::en) {
    out.charset = dice.chance(50) ? Charset::utf_8 : Charset::us_ascii;
    out.encoding = out.charset == Charset::us_ascii ? Encoding::seven_bit : Encoding::quoted_printable;
  }
  switch (mailer) {
    case Mailer::outlook:
      if (language == Language::ja && dice.chance(50))
        out = {Charset::iso_2022_jp, Encoding::base64, false, false, false};
      out.html = dice.chance(60);
      out.quoted_label = true;
      break;
    case Mailer::outlook_old:
      if (language == Language::ja) out = jis;
      out.html = dice.chance(40);
      out.quoted_label = true;
      break;
    case Mailer::thunderbird:
      if (language == Language::ja)
        out = dice.chance(50) ? jis : TextHabit{Charset::utf_8, Encoding::eight_bit, false, true, false};
      out.flowed = out.charset != Charset::iso_2022_jp;
      break;
    case Mailer::becky:
    case Mailer::notes:
    case Mailer::live_mail:
      if (language == Language::ja) out = jis;
      out.quoted_label = mailer != Mailer::notes;
      break;
    case Mailer::apple_mail:
      if (language == Language::ja)
        out = dice.chance(30) ? jis : TextHabit{Charset::utf_8, Encoding::quoted_printable, false, false, false};
      out.html = dice.chance(30);
      break;
    case Mailer::gmail:
      out.quoted_label = true;
      out.html = dice.chance(80);
      break;
    case Mailer::phone:
      if (language == Language::ja && dice.chance(60)) out = jis;
      break;
  }
  return out;
}

std::string label_of(Charset charset, Mailer mailer, bool quoted) {
  std::string label(charset_label(charset));
  const bool upper =
      mailer == Mailer::thunderbird || mailer == Mailer::becky || mailer == Mailer::gmail || mailer == Mailer::notes;
  if (upper) {
    for (char& c : label) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
  }
  return quoted ? "\"" + label + "\"" : label;
}

/// Outlook's Thread-Index: a time, an id and five bytes for each answer.
std::string thread_index(const Letter& letter) {
  std::size_t depth = 0;
  const Letter* first = &letter;
  for (; first->parent; first = first->parent.get()) ++depth;
  Dice dice(first->message_id, 7);
  const auto ticks = static_cast<std::uint64_t>(first->time + 11644473600) * 10000000;
  std::string bytes = "\x01";
  for (int shift = 48; shift >= 16; shift -= 8) bytes.push_back(static_cast<char>(ticks >> shift & 0xFF));
  bytes += le64(dice.next()) + le64(dice.next());
  for (std::size_t i = 0; i < depth; ++i) bytes += little_endian(dice.next(), 5);
  return base64(bytes, 0);
}

class Composer {
public:
  Composer(const Letter& letter, Dice& dice, const FormWish& wish)
      : letter_(letter), dice_(dice), wish_(wish), habit_(text_habit(letter.mailer, letter.language, dice)) {
    if (wish.charset) habit_.charset = *wish.charset;
    if (wish.encoding) habit_.encoding = *wish.encoding;
    if (wish.html) habit_.html = *wish.html;
    if (wish.charset && !wish.encoding) {
      habit_.encoding = habit_.charset == Charset::iso_2022_jp ? Encoding::seven_bit : Encoding::base64;
    }
    habit_.flowed = habit_.flowed && !wish.charset;
  }

  DraftMail draft() {
    DraftMail out;
    out.fields = trace_fields(letter_.from.address(), std::string(letter_.from.company.domain), letter_.to.address(),
                              letter_.time, dice_);
    for (Field& field : own_fields()) out.fields.push_back(std::move(field));
    out.root = body();
    return out;
  }

private:
  std::string header_text(const std::string& utf8) const {
    if (wish_.raw_header) return to_charset(utf8, habit_.charset);
    return encoded_words(utf8, word_charset(), wish_.quoted_words ? WordEncoding::q : WordEncoding::b, wish_.split);
  }
  Charset word_charset() const { return habit_.charset == Charset::us_ascii ? Charset::utf_8 : habit_.charset; }

  std::string who(const Contact& contact) const {
    if (wish_.raw_header) return to_charset(contact.name(), habit_.charset) + " <" + contact.address() + ">";
    return mailbox(contact.name(), contact.address(), word_charset(),
                   wish_.quoted_words ? WordEncoding::q : WordEncoding::b);
  }
  std::string copies() const {
    std::string out;
    for (const Contact& contact : letter_.cc) out += (out.empty() ? "" : ",\r\n ") + who(contact);
    return out;
  }

  std::string references() const {
    std::string out;
    for (const Letter* said = letter_.parent.get(); said != nullptr; said = said->parent.get()) {
      out = "<" + said->message_id + ">" + (out.empty() ? "" : "\r\n ") + out;
    }
    return out;
  }

  /// The fields by name, in the mailer's order; those that are empty are left out.
  std::vector<Field> own_fields() const {
    const bool answer = letter_.parent != nullptr && letter_.with_references;
    const std::vector<Field> all = {
        {"From", who(letter_.from)},
        {"To", who(letter_.to)},
        {"Cc", copies()},
        {"Subject", header_text(letter_.subject)},
        {"Date", mail_date(letter_.time)},
        {"Message-ID", "<" + letter_.message_id + ">"},
        {"References", answer ? references() : ""},
        {"In-Reply-To", answer ? "<" + letter_.parent->message_id + ">" : ""},
        {"MIME-Version",
         letter_.mailer == Mailer::apple_mail ? "1.0 (Mac OS X Mail 16.0 \\(3696.120.41.1.1\\))" : "1.0"}};
    std::vector<Field> out;
    for (const std::string_view name : order()) {
      bool known = false;
      for (const Field& field : all) {
        if (field.name != name) continue;
        known = true;
        if (!field.value.empty()) out.push_back(field);
      }
      if (!known) out.push_back({std::string(name), special(name)});
    }
    return out;
  }

  std::vector<std::string_view> order() const {
    switch (letter_.mailer) {
      case Mailer::outlook:
        return {"From",
                "To",
                "Cc",
                "Subject",
                "Thread-Topic",
                "Thread-Index",
                "Date",
                "Message-ID",
                "References",
                "In-Reply-To",
                "Accept-Language",
                "Content-Language",
                "X-MS-Has-Attach",
                "MIME-Version"};
      case Mailer::outlook_old:
        return {"From", "To",         "Cc",           "References", "In-Reply-To",  "Subject",
                "Date", "Message-ID", "MIME-Version", "X-Mailer",   "Thread-Index", "Content-Language"};
      case Mailer::thunderbird:
        return {"Message-ID", "Date", "MIME-Version", "User-Agent", "Subject",    "Content-Language",
                "To",         "Cc",   "References",   "From",       "In-Reply-To"};
      case Mailer::becky:
        return {"Date",        "From",       "To",         "Subject",      "Cc",
                "In-Reply-To", "References", "Message-ID", "MIME-Version", "X-Mailer"};
      case Mailer::apple_mail:
        return {"From", "MIME-Version", "Subject",     "Date",       "References",
                "To",   "Cc",           "In-Reply-To", "Message-ID", "X-Mailer"};
      case Mailer::gmail:
        return {"MIME-Version", "References", "In-Reply-To", "From", "Date", "Message-ID", "Subject", "To", "Cc"};
      case Mailer::notes:
        return {"In-Reply-To", "References", "To",   "Cc",   "MIME-Version", "Subject",
                "X-Mailer",    "Message-ID", "From", "Date", "X-MIMETrack"};
      case Mailer::live_mail:
        return {"Message-ID",        "From",     "To",       "Cc",           "References",
                "In-Reply-To",       "Subject",  "Date",     "MIME-Version", "X-Priority",
                "X-MSMail-Priority", "X-Mailer", "X-MimeOLE"};
      case Mailer::phone: return {"From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "MIME-Version"};
    }
    return {};
  }

  std::string special(std::string_view name) const {
    const bool japanese = letter_.language == Language::ja;
    if (name == "Thread-Topic")
      return header_text(letter_.subject.starts_with("RE: ") ? letter_.subject.substr(4) : letter_.subject);
    if (name == "Thread-Index") return thread_index(letter_);
    if (name == "Accept-Language" || name == "Content-Language") return japanese ? "ja-JP" : "en-US";
    if (name == "X-MS-Has-Attach") return letter_.attachments.empty() ? "" : "yes";
    if (name == "User-Agent")
      return "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:102.0) Gecko/20100101 Thunderbird/102.13.0";
    if (name == "X-Priority") return "3";
    if (name == "X-MSMail-Priority") return "Normal";
    if (name == "X-MimeOLE") return "Produced By Microsoft MimeOLE V16.4.3528.331";
    if (name == "X-MIMETrack")
      return "Serialize by Router on MAIL01/SERVER(Release 11.0.1|March 2020) at " + mail_date(letter_.time);
    switch (letter_.mailer) { // X-Mailer
      case Mailer::outlook_old: return "Microsoft Outlook 14.0";
      case Mailer::becky: return "Becky! ver. 2.81.03 [ja]";
      case Mailer::apple_mail: return "Apple Mail (2.3696.120.41.1.1)";
      case Mailer::notes: return "HCL Notes Release 11.0.1 March 20, 2020";
      default: return "Microsoft Windows Live Mail 16.4.3528.331";
    }
  }

  Part text() {
    std::string content = text_with_quotes(letter_);
    TextStyle style;
    style.charset = habit_.charset;
    style.encoding = habit_.encoding;
    style.label = wish_.label ? *wish_.label : label_of(habit_.charset, letter_.mailer, habit_.quoted_label);
    if (habit_.flowed) {
      content = flowed_text(content);
      style.parameters = "; format=flowed";
    }
    const Part plain = text_part(content, style);
    if (!habit_.html) return plain;
    style.subtype = "html";
    style.parameters.clear();
    return multipart("alternative", boundary_of(letter_.mailer, dice_),
                     {plain, text_part(html_with_quotes(letter_), style)});
  }

  Part body() {
    Part first = text();
    if (letter_.attachments.empty()) return first;
    FileStyle style;
    style.name_style = wish_.name_style ? *wish_.name_style : name_style_of(letter_.mailer, dice_);
    style.charset = word_charset();
    std::vector<Part> parts{std::move(first)};
    for (const Attachment& file : letter_.attachments) parts.push_back(file_part(file, style));
    Part out = multipart("mixed", boundary_of(letter_.mailer, dice_), std::move(parts));
    if (letter_.mailer == Mailer::outlook_old || letter_.mailer == Mailer::thunderbird) {
      out.preamble = "This is a multi-part message in MIME format.";
    }
    return out;
  }

  const Letter& letter_;
  Dice& dice_;
  const FormWish& wish_;
  TextHabit habit_;
};

} // namespace

DraftMail drafted(const Letter& letter, Dice& dice, const FormWish& wish) {
  return Composer(letter, dice, wish).draft();
}

} // namespace fumiban::test
