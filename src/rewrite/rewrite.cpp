// SPDX-License-Identifier: Apache-2.0
// Changing a message: a tag in its subject, a banner above its text, attachments disarmed or replaced by notices.
// Reads:  what the report tells of the message, and the parts that are to be changed.
// Leaves: all other bytes as they are; what is signed or encrypted.
// Trusts: a place only if what it decodes to has the digest that the report tells.
// Costs:  one pass over each part that is changed.
// Damage: where programs would read the message differently it changes nothing and says why.
#include "rewrite/rewrite.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "disarm/disarm.hpp"
#include "mime/findings.hpp"
#include "rewrite/forms.hpp"
#include "rewrite/insertion.hpp"
#include "rewrite/places.hpp"
#include "rewrite/wording.hpp"
#include "wire/wire.hpp"

namespace fumiban::rewrite {
namespace {

/// The media type of what a disarmed document is called then (IANA's registrations).
std::string_view media_of(std::string_view extension) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kTypes = {{
      {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {".dotx", "application/vnd.openxmlformats-officedocument.wordprocessingml.template"},
      {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {".xltx", "application/vnd.openxmlformats-officedocument.spreadsheetml.template"},
      {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
      {".ppsx", "application/vnd.openxmlformats-officedocument.presentationml.slideshow"},
      {".potx", "application/vnd.openxmlformats-officedocument.presentationml.template"},
  }};
  const auto* found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& one) { return one.first == extension; });
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

class Rewriter {
public:
  Rewriter(ByteView message, const Report& report, const Changes& changes)
      : message_(message), report_(report), changes_(changes), places_(message, report) {
    const auto first_line = message.find('\n');
    eol_ = first_line != ByteView::npos && message.peek(first_line - 1) != '\r' ? "\n" : "\r\n";
    const auto* subject = report.field("subject");
    japanese_ = subject != nullptr && is_japanese(subject->decoded);
  }

  Edits run() {
    if (has_header()) work();
    else stop(Obstacle::range);
    if (out_.obstacle != Obstacle::none) return {.edits = {}, .changed = {}, .obstacle = out_.obstacle};
    std::stable_sort(out_.edits.begin(), out_.edits.end(),
                     [](const auto& a, const auto& b) { return a.offset < b.offset; });
    return std::move(out_);
  }

private:
  /// True if there is a header that other fields can be put into.
  [[nodiscard]] bool has_header() const {
    if (report_.parts.empty() || report_.parts[0].type != "message" || report_.parts[0].fields.empty()) return false;
    const auto& last = report_.parts[0].fields[report_.parts[0].fields.size() - 1];
    const auto end = last.offset + last.length;
    return end > 0 && message_.peek(end - 1) == '\n';
  }
  void work();
  void stop(Obstacle why) {
    if (out_.obstacle == Obstacle::none) out_.obstacle = why;
  }
  [[nodiscard]] std::map<std::uint32_t, Change> units() const;
  /// The texts that a person sees on opening the message.
  std::vector<std::uint32_t> shown_texts();
  [[nodiscard]] bool is_shown_text(std::uint32_t part) const;
  void tag();
  /// False if there is nothing to change in it. `shown`: it is a text that a banner is to stand above.
  bool change(std::uint32_t part, Change what, bool shown);
  void put_notice(const Place& place, Change what);
  void put_disarmed(const Place& place, const disarm::Disarmed& disarmed, bool shown);
  void put_banner(const std::vector<std::uint32_t>& texts);

  /// The field becomes `value`, which is added if there was none; further ones of that name are taken out.
  void set_field(const Place& place, std::string_view name, const std::string& value);
  void remove_field(const Place& place, const HeaderField& field) { edit_field(place, field, ""); }
  void edit_field(const Place& place, const HeaderField& field, std::string bytes);
  void set_body(const Place& place, std::string bytes);
  void add(Edit edit) {
    made_ += edit.bytes.size();
    if (made_ > wire::most_made(message_.size())) stop(Obstacle::size);
    out_.edits.push_back(std::move(edit));
  }

  ByteView message_;
  const Report& report_;
  const Changes& changes_;
  Places places_;
  Edits out_;
  std::string eol_;
  std::string charset_; ///< of the text that is shown first
  bool japanese_ = false;
  std::uint64_t made_ = 0;
};

void Rewriter::work() {
  if (std::any_of(report_.findings.begin(), report_.findings.end(),
                  [](const auto& finding) { return finding.spec->id == mime::kAmbiguous.id; }))
    return stop(Obstacle::ambiguous);
  auto texts = shown_texts();
  if (!texts.empty())
    if (const auto content = places_.content(*places_.of(texts.front()))) {
      charset_ = charset_of(*places_.of(texts.front())->fields, *content);
      japanese_ = japanese_ || is_japanese(to_utf8(*content, charset_).utf8);
    }
  if (!changes_.tag.empty()) tag();
  const bool has_text = !texts.empty();
  for (const auto& [part, what] : units()) {
    const auto shown = std::find(texts.begin(), texts.end(), part);
    if (change(part, what, shown != texts.end()) && shown != texts.end()) texts.erase(shown);
  }
  if (changes_.banner && (!texts.empty() || !has_text)) put_banner(texts);
}

std::map<std::uint32_t, Change> Rewriter::units() const {
  std::map<std::uint32_t, Change> out;
  // The last one counts where a part is asked for twice.
  const auto take = [&](const std::vector<std::uint32_t>& parts, Change what) {
    for (const auto part : parts) {
      if (part >= report_.parts.size()) continue;
      if (const auto unit = places_.unit(part); unit != kNoPart) out[unit] = what;
    }
  };
  take(changes_.disarm, Change::disarm);
  take(changes_.locked, Change::locked);
  take(changes_.strip, Change::strip);
  // What lies in an enclosed message that goes, goes with it.
  std::erase_if(out, [&](const auto& one) {
    for (auto above = report_.parts[one.first].parent; above != kNoPart; above = report_.parts[above].parent)
      if (out.contains(above)) return true;
    return false;
  });
  return out;
}

bool Rewriter::is_shown_text(std::uint32_t part) const {
  const auto& told = report_.parts[part];
  const auto& place = places_.of(part);
  if (!place || !told.sha256 || !told.name.empty()) return false;
  if (told.declared_type != "text/plain" && told.declared_type != "text/html") return false;
  if (starts_fold(trim(value_of(*place->fields, "content-disposition")), "attachment")) return false;
  for (auto above = told.parent; above != 0; above = report_.parts[above].parent)
    if (!places_.is_multipart(above)) return false; // of an enclosed message
  return true;
}

std::vector<std::uint32_t> Rewriter::shown_texts() {
  const auto joined_in_alternative = [&](std::uint32_t one, std::uint32_t other) {
    while (one != other) {
      auto& later = one > other ? one : other;
      later = report_.parts[later].parent;
    }
    return report_.parts[one].declared_type == "multipart/alternative";
  };
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 1; i < report_.parts.size(); ++i)
    if (is_shown_text(i) && (out.empty() || joined_in_alternative(out.front(), i))) out.push_back(i);
  return out;
}

void Rewriter::edit_field(const Place& place, const HeaderField& field, std::string bytes) {
  Edit edit{.offset = place.base + field.offset, .length = field.length, .bytes = {}, .field = {}};
  if (place.outermost || place.part == 0) {
    // A name that only some can read, or a value that is no value of one field.
    if (!wire::is_changeable(field.name) || !wire::is_field(bytes, field.name)) return stop(Obstacle::ambiguous);
    edit.field = field.name;
    for (const auto& one : *place.fields) {
      if (equal_fold(one.name, field.name)) ++edit.index;
      if (&one == &field) break;
    }
  }
  edit.bytes = std::move(bytes);
  add(std::move(edit));
}

void Rewriter::set_field(const Place& place, std::string_view name, const std::string& value) {
  bool done = false;
  std::uint32_t index = 1;
  for (const auto& field : *place.fields) {
    if (!equal_fold(field.name, name)) continue;
    edit_field(place, field, done ? "" : std::string(field.name) + ": " + value + eol_);
    done = true;
    ++index;
  }
  if (done) return;
  Edit edit{.offset = place.header_end, .length = 0, .bytes = std::string(name) + ": " + value + eol_, .field = {}};
  if (place.outermost || place.part == 0) {
    edit.field = name;
    edit.index = index;
  }
  add(std::move(edit));
}

void Rewriter::set_body(const Place& place, std::string bytes) {
  // The line end in front of a delimiter is the delimiter's; at the end of the message it is the body's.
  if (place.end == message_.size()) bytes += eol_;
  if (!place.has_empty_line) bytes.insert(0, eol_);
  add({.offset = place.body, .length = place.end - place.body, .bytes = std::move(bytes), .field = {}});
}

void Rewriter::tag() {
  const auto& root = *places_.of(0);
  const auto* subject = report_.field("subject");
  out_.changed.push_back({.what = Change::tag, .part = 0, .detail = {}});
  const bool ascii = is_plain_ascii(changes_.tag);
  if (subject == nullptr) {
    Place end = root;
    for (const auto& field : *root.fields)
      end.header_end = std::max<std::size_t>(end.header_end, field.offset + field.length);
    set_field(end, "Subject", ascii ? std::string(trim(changes_.tag)) : encoded_words(trim(changes_.tag), charset_));
    return;
  }
  for (const auto& field : *root.fields) {
    if (!equal_fold(field.name, "subject")) continue;
    auto rest = std::string(trim(field.raw));
    if (field.decoded.find(trim(changes_.tag)) != std::string_view::npos) continue; // an answer to one that has it
    // What stands between two words is not shown, and what stands beside a word is.
    const bool word_follows = rest.starts_with("=?");
    const auto charset = word_follows ? std::string_view(rest).substr(2, rest.find('?', 2) - 2) : std::string_view();
    const auto front = ascii          ? std::string(trim(changes_.tag))
                       : word_follows ? encoded_words(changes_.tag, charset)
                                      : encoded_words(trim(changes_.tag), charset_);
    const auto first_line = rest.substr(0, rest.find('\n')).size();
    const bool fits = field.name.size() + 3 + front.size() + first_line < 78;
    edit_field(root, field, std::string(field.name) + ": " + front + (fits ? " " : eol_ + " ") + rest + eol_);
  }
}

bool Rewriter::change(std::uint32_t part, Change what, bool shown) {
  const auto& place = *places_.of(part);
  const auto content = places_.content(place);
  if (places_.is_ambiguous(part)) stop(Obstacle::ambiguous);
  else if (places_.is_signed(part)) stop(Obstacle::is_signed);
  else if (!content) stop(Obstacle::range);
  if (out_.obstacle != Obstacle::none) return true;
  if (what == Change::disarm) {
    const auto& told = report_.parts[part];
    const auto done =
        disarm::disarm(ByteView(std::string_view(*content)), {.name = told.name,
                                                              .declared_type = told.declared_type,
                                                              .charset = charset_of(*place.fields, *content),
                                                              .notice = notice_in_archive(changes_, japanese_).text,
                                                              .defang = true});
    if (done && done->removed.empty()) return false;
    if (done) {
      put_disarmed(place, *done, shown);
      return true;
    }
  }
  put_notice(place, what);
  return true;
}

void Rewriter::put_disarmed(const Place& place, const disarm::Disarmed& disarmed, bool shown) {
  const auto& told = report_.parts[place.part];
  auto bytes = disarmed.bytes;
  std::string removed;
  for (const auto one : disarmed.removed) removed += (removed.empty() ? "" : ", ") + std::string(name_of(one));
  out_.changed.push_back({.what = Change::disarm, .part = place.part, .detail = std::move(removed)});
  if (shown && changes_.banner) {
    const auto put = insertion(banner(changes_, japanese_), bytes, charset_of(*place.fields, bytes),
                               told.declared_type == "text/html", false);
    if (!put) return stop(Obstacle::charset);
    bytes.insert(put->at, put->bytes);
    out_.changed.push_back({.what = Change::banner, .part = place.part, .detail = {}});
  }
  if (!disarmed.extension.empty()) {
    const auto name = told.name.substr(0, told.name.rfind('.')) + std::string(disarmed.extension);
    const auto also = [&](std::string_view parameter) {
      return told.name.empty() ? "" : ";" + eol_ + " " + name_parameter(parameter, name);
    };
    set_field(place, "Content-Type", std::string(media_of(disarmed.extension)) + also("name"));
    if (!told.name.empty()) set_field(place, "Content-Disposition", "attachment" + also("filename"));
  }
  set_field(place, "Content-Transfer-Encoding", "base64");
  for (const auto& field : *place.fields)
    if (equal_fold(field.name, "content-md5") || equal_fold(field.name, "content-length")) remove_field(place, field);
  if (place.outermost && value_of(*place.fields, "mime-version").empty()) set_field(place, "MIME-Version", "1.0");
  set_body(place, base64_lines(bytes, eol_));
}

void Rewriter::put_notice(const Place& place, Change what) {
  const auto words = notice(changes_, japanese_, what, report_, place.part);
  // In the charset of the rest of the message if it is one of seven bits, as old programs need it.
  const bool as_jis = starts_fold(charset_, "iso-2022-jp") && from_utf8(words.text, charset_).has_value();
  set_field(place, "Content-Type", as_jis ? "text/plain; charset=iso-2022-jp" : "text/plain; charset=utf-8");
  set_field(place, "Content-Transfer-Encoding", as_jis ? "7bit" : "base64");
  set_field(place, "Content-Disposition", "inline; filename=\"fumiban-notice-" + std::to_string(place.part) + ".txt\"");
  for (const auto& field : *place.fields) {
    const bool done = equal_fold(field.name, "content-type") || equal_fold(field.name, "content-transfer-encoding") ||
                      equal_fold(field.name, "content-disposition");
    if (!done && starts_fold(field.name, "content-")) remove_field(place, field);
  }
  if (place.outermost && value_of(*place.fields, "mime-version").empty()) set_field(place, "MIME-Version", "1.0");
  if (as_jis) set_body(place, *from_utf8(with_line_ends(trim(words.text), eol_), charset_));
  else set_body(place, base64_lines(with_line_ends(words.text, "\r\n"), eol_));
  out_.changed.push_back({.what = what, .part = place.part, .detail = {}});
}

void Rewriter::put_banner(const std::vector<std::uint32_t>& texts) {
  if (texts.empty()) {
    const auto& parts = report_.parts;
    bool is_signed = false;
    for (std::uint32_t i = 1; i < parts.size(); ++i)
      is_signed = is_signed || (parts[i].parent == 0 && places_.is_signed(i));
    out_.changed.push_back({.what = is_signed ? Change::left_signed : Change::left_other, .part = 0, .detail = {}});
    return;
  }
  if (std::any_of(texts.begin(), texts.end(), [&](auto part) { return places_.is_signed(part); })) {
    out_.changed.push_back({.what = Change::left_signed, .part = texts.front(), .detail = {}});
    return;
  }
  const auto words = banner(changes_, japanese_);
  for (const auto part : texts) {
    const auto& place = *places_.of(part);
    if (places_.is_ambiguous(part)) return stop(Obstacle::ambiguous);
    const auto content = places_.content(place);
    if (!content) return stop(Obstacle::range);
    const auto encoding = to_lower(trim(value_of(*place.fields, "content-transfer-encoding")));
    const bool seven_bit = (encoding.empty() || encoding == "7bit") &&
                           !has_any(*content, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    const auto put = insertion(words, *content, charset_of(*place.fields, *content),
                               report_.parts[part].declared_type == "text/html", seven_bit);
    if (!put) return stop(Obstacle::charset);
    auto edit = inserted(places_, place, *content, *put, eol_);
    if (!edit) return stop(Obstacle::range);
    add(std::move(*edit));
    out_.changed.push_back({.what = Change::banner, .part = part, .detail = {}});
  }
}

} // namespace

Edits rewrite(ByteView message, const Report& report, const Changes& changes) {
  return changes.any() ? Rewriter(message, report, changes).run() : Edits();
}

} // namespace fumiban::rewrite
