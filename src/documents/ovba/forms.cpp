// SPDX-License-Identifier: Apache-2.0
// Forms: which controls they have, and what these hold.
// Reads:  MS-OFORMS 2.2.10 (FormControl, sites), 2.2.1, 2.2.3, 2.2.5 (buttons, labels, MorphData), 2.4.5, 2.4.14
//         (strings, 8-bit and UTF-16); the designer's stream "\3VBFrame".
// Leaves: pictures, fonts, tabs; lists of choices.
// Trusts: no size: a field that leads out of its control ends that control.
// Costs:  each stream once.
// Damage: the names that were read are kept; of a control that cannot be read, runs of readable characters.
#include "documents/ovba/forms.hpp"

#include <algorithm>
#include <deque>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace fumiban::ovba {
namespace {

constexpr std::size_t kMostControls = 4096;
constexpr std::uint32_t kCompressed = 0x80000000U;

/// The fields of a property block: each there if its bit is set, aligned to its own size (MS-OFORMS 2.1.1.2).
class Properties {
public:
  /// `begin`: where the mask stands in `bytes`; `size`: of mask, data and what follows it.
  Properties(ByteView bytes, std::size_t begin, std::size_t size, std::size_t mask_size)
      : bytes_(bytes.clamped(begin, begin + size)), at_(mask_size) {
    for (std::size_t i = 0; i < mask_size; ++i)
      mask_ |= static_cast<std::uint64_t>(std::max(bytes_.peek(i), 0)) << (8 * i);
  }
  [[nodiscard]] bool has(unsigned bit) const { return (mask_ >> bit & 1U) != 0; }
  /// The value of a field of 1, 2 or 4 bytes; 0 if it is not there.
  std::uint32_t field(unsigned bit, std::size_t size) {
    if (!has(bit)) return 0;
    at_ = (at_ + size - 1) / size * size;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value |= static_cast<std::uint32_t>(std::max(bytes_.peek(at_ + i), 0)) << (8 * i);
    at_ += size;
    return value;
  }
  void fields(unsigned first, unsigned last, std::size_t size) {
    for (auto bit = first; bit <= last; ++bit) (void)field(bit, size);
  }
  /// Between data and what follows it.
  void end_data() { at_ = (at_ + 3) / 4 * 4; }
  void skip(unsigned bit, std::size_t size) {
    if (has(bit)) at_ += size;
  }
  /// A string of the length that a field told: 8-bit if the flag is set, else UTF-16.
  std::string text(std::uint32_t length) {
    const std::size_t size = length & ~kCompressed;
    const auto raw = bytes_.clamped(at_, at_ + size);
    sound_ = sound_ && raw.size() == size;
    at_ += (size + 3) / 4 * 4;
    // Compressed characters are those whose second byte would be zero: Latin-1.
    return to_utf8(raw.text(), (length & kCompressed) != 0 ? "iso-8859-1" : "utf-16le").utf8;
  }
  [[nodiscard]] bool sound() const { return sound_; }

private:
  ByteView bytes_;
  std::size_t at_;
  std::uint64_t mask_ = 0;
  bool sound_ = true;
};

/// A control as its form knows it (OleSiteConcreteControl).
struct Site {
  Control control;
  std::uint32_t id = 0;
  std::uint32_t size = 0; ///< in the stream "o"
  std::uint32_t kind = 0; ///< index of its class
};

std::size_t u16_at(ByteView bytes, std::size_t at) {
  return static_cast<std::size_t>(std::max(bytes.peek(at), 0) | std::max(bytes.peek(at + 1), 0) << 8);
}

Site read_site(ByteView bytes, std::size_t begin, std::size_t size) {
  Site site;
  Properties all(bytes, begin, size, 4);
  const auto name = all.field(0, 4);
  const auto tag = all.field(1, 4);
  site.id = all.field(2, 4);
  all.fields(3, 4, 4);
  site.size = all.field(5, 4);
  (void)all.field(6, 2);
  site.kind = all.field(7, 2);
  (void)all.field(9, 2);
  const auto tip = all.field(11, 4);
  all.fields(12, 14, 4);
  all.end_data();
  site.control.name = all.text(name);
  site.control.tag = all.text(tag);
  all.skip(8, 8);
  site.control.tip = all.text(tip);
  return site;
}

/// Label (21) and button (17): the caption is the fourth field, and the first of what follows.
bool read_captioned(ByteView bytes, std::size_t size, bool label, Control& control) {
  Properties all(bytes, 4, size, 4);
  all.fields(0, 2, 4);
  const auto caption = all.field(3, 4);
  (void)all.field(4, 4);
  (void)all.field(6, 1);
  if (label) {
    (void)all.field(7, 4);
    all.fields(8, 12, 2);
  } else {
    all.fields(7, 8, 2);
    (void)all.field(10, 2);
  }
  all.end_data();
  control.caption = all.text(caption);
  return all.sound();
}

/// Text boxes, lists, check boxes: MorphData.
bool read_morph(ByteView bytes, std::size_t size, Control& control) {
  Properties all(bytes, 4, size, 8);
  all.fields(0, 3, 4);
  all.fields(4, 7, 1);
  (void)all.field(9, 2);
  (void)all.field(10, 4);
  all.fields(11, 15, 2);
  all.fields(16, 18, 1);
  all.fields(20, 21, 1);
  const auto value = all.field(22, 4);
  const auto caption = all.field(23, 4);
  all.fields(24, 26, 4);
  all.fields(27, 29, 2);
  (void)all.field(32, 4);
  all.end_data();
  all.skip(8, 8);
  control.value = all.text(value);
  control.caption = all.text(caption);
  return all.sound();
}

/// False if the control is of another kind or not as it should be.
bool read_control(ByteView bytes, std::uint32_t kind, Control& control) {
  if (bytes.peek(1) != 2) return false; // the version of all controls but forms
  const auto size = u16_at(bytes, 2);
  if (kind == 17 || kind == 21) return read_captioned(bytes, size, kind == 21, control);
  return kind >= 23 && kind <= 28 && read_morph(bytes, size, control);
}

/// Runs of printable characters, 8-bit or UTF-16: what is left where structure tells nothing.
void take_runs(ByteView bytes, std::vector<Control>& out) {
  static constexpr std::size_t kShortest = 4;
  std::string run;
  const auto text = bytes.text();
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] >= ' ' && text[i] < 127) {
      run += text[i];
      if (i + 1 < text.size() && text[i + 1] == '\0') ++i;
      continue;
    }
    if (run.size() >= kShortest && out.size() < kMostControls) out.push_back({.name = {}, .caption = {}, .value = run});
    run.clear();
  }
}

class FormReader {
public:
  FormReader(const cfb::CompoundFile& file, Context& context) : file_(file), context_(context) {}

  std::vector<Control> read(std::uint32_t storage) {
    pending_.push_back({storage, ""});
    while (!pending_.empty() && out_.size() < kMostControls) {
      const auto [at, name] = std::move(pending_.front());
      pending_.pop_front();
      read_storage(at, name);
    }
    return std::move(out_);
  }

private:
  struct Pending {
    std::uint32_t storage;
    std::string name;
  };

  [[nodiscard]] Blob stream(std::uint32_t storage, std::string_view name) {
    const auto index = file_.find(storage, name);
    if (!index || file_.entries()[*index].type != cfb::Entry::Type::stream) return {};
    auto content = file_.stream(*index, context_);
    return content && context_.pay(content->size()) ? *content : Blob();
  }

  void read_storage(std::uint32_t storage, const std::string& name) {
    const auto form = stream(storage, "f");
    const auto objects = stream(storage, "o");
    std::vector<Site> sites;
    const bool sound = read_sites(form.whole(), name, sites);
    if (!sound) take_runs(form.whole(), out_);
    std::size_t at = 0;
    for (auto& site : sites) {
      if (out_.size() >= kMostControls) return;
      const auto bytes = objects.whole().clamped(at, at + site.size);
      at += site.size;
      if (!read_control(bytes, site.kind, site.control)) take_runs(bytes, out_);
      // Frames and pages have a storage of their own, named after their number.
      auto number = std::to_string(site.id);
      if (number.size() < 2) number.insert(0, "0");
      if (const auto inner = file_.find(storage, "i" + number);
          inner && file_.entries()[*inner].type == cfb::Entry::Type::storage && depth_ < kMostControls) {
        ++depth_;
        pending_.push_back({*inner, site.control.name});
      }
      out_.push_back(std::move(site.control));
    }
    take_runs(objects.whole().clamped(at), out_); // what no site claims
  }

  /// FormControl: its caption, then the sites. False if they cannot be read.
  bool read_sites(ByteView form, const std::string& name, std::vector<Site>& sites) {
    if (form.empty()) return true;
    if (form.peek(1) != 4) return false;
    const auto size = u16_at(form, 2);
    Properties all(form, 4, size, 4);
    all.fields(1, 3, 4);
    const auto flags = all.field(6, 4);
    all.fields(7, 9, 1);
    (void)all.field(13, 4);
    (void)all.field(15, 2);
    all.fields(16, 17, 1);
    (void)all.field(18, 4);
    const auto caption = all.field(19, 4);
    all.fields(20, 21, 2);
    (void)all.field(22, 4);
    (void)all.field(23, 1);
    (void)all.field(25, 1);
    all.fields(26, 27, 4);
    all.end_data();
    for (const unsigned bit : {10U, 11U, 12U}) all.skip(bit, 8);
    if (auto text = all.text(caption); !text.empty()) out_.push_back({.name = name, .caption = std::move(text)});
    std::size_t at = 4 + size;
    for (const unsigned bit : {15U, 20U, 21U}) // GuidAndPicture, GuidAndFont, GuidAndPicture
      if (all.has(bit) && !skip_object(form, at)) return false;
    if ((flags & 0x8000U) == 0) { // a table of classes
      const auto classes = u16_at(form, at);
      at += 2;
      for (std::size_t i = 0; i < classes && at < form.size(); ++i) at += 4 + u16_at(form, at + 2);
    }
    Reader reader(form.clamped(at));
    const auto count = reader.u32();
    if (!count || !reader.u32()) return false;
    at += 8;
    const auto begin = at;
    for (std::uint32_t i = 0; i < *count && at < form.size();) { // depths and types: nothing that is needed
      const auto many = form.peek(at + 1);
      i += (many & 0x80) != 0 ? static_cast<std::uint32_t>(std::max(many & 0x7f, 1)) : 1U;
      at += (many & 0x80) != 0 ? 3 : 2;
    }
    at = begin + (at - begin + 3) / 4 * 4;
    for (std::uint32_t i = 0; i < *count && at + 4 <= form.size() && sites.size() < kMostControls; ++i) {
      const auto length = u16_at(form, at + 2);
      sites.push_back(read_site(form, at + 4, length));
      at += 4 + length;
    }
    return sites.size() == *count;
  }

  static bool skip_object(ByteView form, std::size_t& at) {
    const auto font = form.clamped(at, at + 4).text();
    at += 16;
    if (font == std::string_view("\x20\x09\xC2\xAF")) { // TextProps
      at += 4 + u16_at(form, at + 2);
    } else if (font == std::string_view("\x03\x52\xE3\x0B")) { // StdFont
      at += 11U + static_cast<std::size_t>(std::max(form.peek(at + 10), 0));
    } else { // StdPicture
      Reader reader(form.clamped(at + 4));
      const auto size = reader.u32();
      if (!size) return false;
      at += 8U + *size;
    }
    return at <= form.size();
  }

  const cfb::CompoundFile& file_;
  Context& context_;
  std::deque<Pending> pending_;
  std::vector<Control> out_;
  std::size_t depth_ = 0; ///< storages that were queued
};

/// `Caption = "x"` and `Tag = "x"` of the designer's stream.
Control read_designer(std::string_view text) {
  Control form;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto open = line.find('"');
    const auto close = line.rfind('"');
    if (open == std::string_view::npos || close <= open) continue;
    const auto key = trim(line.substr(0, line.find('=')));
    const auto value = line.substr(open + 1, close - open - 1);
    if (equal_fold(key, "Caption")) form.caption = value;
    if (equal_fold(key, "Tag")) form.tag = value;
  }
  return form;
}

} // namespace

std::vector<Control> read_form(const cfb::CompoundFile& file, std::uint32_t storage, std::string_view code_page,
                               Context& context) {
  auto out = FormReader(file, context).read(storage);
  const auto index = file.find(storage, "\3VBFrame");
  if (!index || file.entries()[*index].type != cfb::Entry::Type::stream) return out;
  const auto content = file.stream(*index, context, 1U << 20U);
  if (content && context.pay(content->size()))
    out.push_back(read_designer(to_utf8(content->whole().text(), code_page).utf8));
  return out;
}

} // namespace fumiban::ovba
