// SPDX-License-Identifier: Apache-2.0
#include "unlock/page.hpp"

#include "base/base64.hpp"
#include "base/text.hpp"
#include "mail/encoded_word.hpp"

namespace fumiban::unlock {
namespace {

std::string_view key_of(State state) {
  switch (state) {
    case State::ask: return "ask";
    case State::wrong: return "wrong";
    case State::sent: return "sent";
    case State::kept: return "kept";
    case State::gone: return "gone";
    case State::later: return "later";
  }
  return "gone";
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

/// What a stranger wrote, for a page of ours: one line, not long, and nothing that a mail program makes a link of.
std::string quoted(std::string_view text) {
  std::string out;
  for (const char c : fitted(printable(text, 400), 100)) {
    out += c;
    if (c == ':' || c == '.' || c == '@') out += "\xE2\x81\xA0"; // U+2060, which shows as nothing
  }
  return out;
}

std::string rows(const About& about, const Messages& m) {
  std::string out = "<dl>";
  const auto row = [&](std::string_view key, std::string_view value) {
    out += "<dt>" + escaped(m.say(key)) + "</dt><dd>" + escaped(quoted(value)) + "</dd>";
  };
  row("unlock.from", about.sender);
  row("unlock.subject", about.subject);
  for (const auto& file : about.files) row("unlock.file", file);
  return out + "</dl>";
}

constexpr std::string_view kStyle =
    "body{font:16px/1.7 sans-serif;max-width:36em;margin:2em auto;padding:0 1em;color:#222;background:#fff}"
    "h1{font-size:1.3em}dt{color:#555;font-size:.85em}dd{margin:0 0 .6em;overflow-wrap:anywhere}"
    "label{display:block;margin:1em 0 .3em}"
    "input{font:inherit;padding:.4em;width:100%;box-sizing:border-box;border:1px solid #666}"
    "button{font:inherit;margin-top:1em;padding:.5em 1.5em}.note{color:#555;font-size:.9em}.wrong{color:#a00}";

} // namespace

std::string page(State state, const About& about, unsigned tries, Language language) {
  const auto& m = Messages::in(language);
  const auto key = "unlock." + std::string(key_of(state));
  const bool ja = language == Language::ja;
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + std::string(ja ? "ja" : "en") +
                    "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                    "<meta name=\"robots\" content=\"noindex\"><title>" +
                    escaped(m.say("unlock.title")) + "</title><style>" + std::string(kStyle) +
                    "</style></head><body><h1>" + escaped(m.say("unlock.title")) + "</h1>\n";
  const bool asks = state == State::ask || state == State::wrong;
  out += "<p" + std::string(state == State::wrong ? " class=\"wrong\" role=\"alert\"" : "") + ">" +
         escaped(m.say(key, {{"tries", std::to_string(tries)}})) + "</p>\n";
  if (asks)
    out += rows(about, m) + "\n<form method=\"post\" autocomplete=\"off\"><label for=\"p\">" +
           escaped(m.say("unlock.password")) +
           "</label><input id=\"p\" name=\"password\" type=\"text\" required maxlength=\"200\" autocapitalize=\"none\" "
           "spellcheck=\"false\" autofocus><button>" +
           escaped(m.say("unlock.button")) + "</button></form>\n<p class=\"note\">" + escaped(m.say("unlock.note")) +
           "</p>\n";
  out +=
      "<p class=\"note\"><a href=\"?lang=" + std::string(ja ? "en\" lang=\"en\">English" : "ja\" lang=\"ja\">日本語") +
      "</a></p></body></html>\n";
  return out;
}

std::string notice(const About& about, std::string_view from, std::string_view to, std::string_view date,
                   std::string_view message_id, std::string_view link, unsigned days) {
  std::string text;
  std::string subject;
  for (const auto language : {Language::ja, Language::en}) {
    const auto& m = Messages::in(language);
    subject += (subject.empty() ? "" : " / ") + m.say("unlock.notice-subject");
    text += (text.empty() ? "" : "\n----\n\n") + m.say("unlock.notice", {{"days", std::to_string(days)}}) + "\n\n";
    const auto row = [&](std::string_view key, std::string_view value) {
      text += m.say(key) + ": " + quoted(value) + "\n";
    };
    row("unlock.from", about.sender);
    row("unlock.subject", about.subject);
    for (const auto& file : about.files) row("unlock.file", file);
    text += "\n" + std::string(link) + "?lang=" + (language == Language::ja ? "ja" : "en") + "\n";
  }
  return "From: <" + std::string(from) + ">\r\nTo: <" + std::string(to) +
         ">\r\nSubject:" + mail::encode_words(subject, 8) + "\r\nDate: " + std::string(date) + "\r\nMessage-ID: <" +
         std::string(message_id) +
         ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\n" +
         encode_base64_lines(text);
}

} // namespace fumiban::unlock
