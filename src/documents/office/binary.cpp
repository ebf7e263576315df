// SPDX-License-Identifier: Apache-2.0
// doc, xls and ppt, as far as macro sheets, hidden sheets, encryption, objects of PowerPoint and what macros fetch go.
// Reads:  properties.cpp; MS-DOC 2.9.298 (variables); MS-XLS 2.4.21 (BOF), 2.4.28 (BoundSheet8), 2.4.117 (FilePass);
// MS-DOC 2.5.1 (FIB); MS-PPT 2.3.2
//         (CurrentUserAtom), 2.10.34 (ExOleObjStg); MS-OFFCRYPTO 1.3.2 (EncryptedPackage).
// Leaves: formulas, text, pictures; VBA is for ovba.
// Trusts: no record's length beyond the stream.
// Costs:  each record header of a workbook; a search through a presentation, and what is unpacked from it.
// Damage: ends the walk over records.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/inflate.hpp"
#include "base/text.hpp"
#include "documents/office/findings.hpp"
#include "documents/office/held.hpp"
#include "documents/office/office.hpp"
#include "unpack/cfb/compound_file.hpp"

namespace fumiban::office {
namespace {

using cfb::CompoundFile;

constexpr std::size_t kMostHeld = 1U << 20U; ///< of properties or variables

std::uint16_t u16_at(ByteView bytes, std::size_t at) {
  Reader reader(bytes.clamped(at));
  const auto value = reader.u16();
  return value ? *value : std::uint16_t{0};
}

std::uint32_t u32_at(ByteView bytes, std::size_t at) {
  Reader reader(bytes.clamped(at));
  const auto value = reader.u32();
  return value ? *value : 0;
}

/// The name of a sheet (MS-XLS 2.5.240; before BIFF8 without the byte that tells the width).
std::string sheet_name(ByteView record, bool biff8) {
  const auto count = static_cast<std::size_t>(std::max(record.peek(6), 0));
  if (!biff8) return to_utf8(record.clamped(7, 7 + count).text(), "windows-1252").utf8;
  if ((record.peek(7) & 1) != 0) return to_utf8(record.clamped(8, 8 + 2 * count).text(), "utf-16le").utf8;
  return to_utf8(record.clamped(8, 8 + count).text(), "iso-8859-1").utf8;
}

/// Sheets of type macro, by the list of sheets or by how a sheet begins; a FilePass record.
void read_workbook(ByteView book, std::string_view name, Context& context) {
  static constexpr std::uint16_t kBof = 0x0809;
  static constexpr std::uint16_t kBoundSheet = 0x0085;
  static constexpr std::uint16_t kFilePass = 0x002f;
  static constexpr std::uint16_t kMacroSheet = 0x0040;
  bool encrypted = false;
  bool biff8 = true;
  for (std::size_t at = 0; at + 4 <= book.size();) {
    const auto type = u16_at(book, at);
    const auto size = u16_at(book, at + 2);
    const auto record = book.clamped(at + 4, at + 4 + size);
    // BIFF5 and 8; the older BOF have other numbers and the same type field.
    if ((type & 0xf0ffU) == (kBof & 0xf0ffU) && (type == kBof || type == 0x0409 || type == 0x0209) &&
        u16_at(record, 2) == kMacroSheet)
      context.say(kXlm, at, 4U + size, std::string(name) + ": BOF");
    if (type == kFilePass && !encrypted) {
      encrypted = true;
      context.say(kEncrypted, at, 4U + size, "FilePass");
    }
    if (type == kBof && at == 0) biff8 = u16_at(record, 0) == 0x0600;
    if (type == kBoundSheet && !encrypted && record.peek(4) > 0) // bits 0 and 1; Excel does not mind the others
      if (const auto state = record.peek(4) & 3; state != 0)
        context.say(kHiddenSheet, at, 4U + size,
                    (state == 1 ? "hidden: " : "very hidden: ") + sheet_name(record, biff8));
    if (type == kBoundSheet && !encrypted && record.peek(5) == 1) // behind FilePass the type is no type
      context.say(kXlm, at, 4U + size, std::string(name) + ": BoundSheet");
    at += 4U + size;
    if (type == 0 && size == 0) break; // nothing but padding follows
  }
}

/// Objects that a presentation holds as compound files of their own, its VBA project among them, whatever VBAInfoAtom
/// says. PowerPoint finds them by a directory of offsets, so what records before them say of their length means
/// nothing: they are searched for.
class Objects final : public Members {
public:
  explicit Objects(Blob stream) : stream_(std::move(stream)) {}

  bool next(Context& context) override {
    static constexpr std::string_view kObject = "\x11\x10"; // behind two bytes of version and instance
    static constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0";
    const auto bytes = stream_.whole();
    if (at_ == 0 && !context.pay(bytes.size())) return false;
    for (auto at = bytes.find(kObject, at_); at != ByteView::npos; at = bytes.find(kObject, at_)) {
      at_ = at + kObject.size();
      const auto begin = at_ + 4;
      const auto record = bytes.clamped(begin, begin + u32_at(bytes, at_));
      const bool plain = record.starts_with(kCompound);
      if (!plain && record.peek(4) != 0x78) continue;
      if (!context.room()) return false;
      Child child{.blob = stream_.piece(record), .name = "ExOleObjStg", .offset = 0, .raw_size = 0};
      if (!plain) { // packed: four bytes of length, then zlib
        auto made = inflate_zlib(record.clamped(4), [&](std::uint64_t more) { return context.pay(more); });
        if (made.refused) return false;
        if (made.bytes.empty()) continue;
        child.blob = Blob::owned(std::move(made.bytes));
      }
      (void)context.add(context.part_index(), std::move(child));
      return true;
    }
    return false;
  }

private:
  Blob stream_;
  std::size_t at_ = 0;
};

/// True for what this folder, ovba and cfb read between them: documents of Word, Excel and PowerPoint, VBA projects,
/// and objects whose content is a file.
bool is_known(const CompoundFile& file) {
  static constexpr std::array<std::string_view, 12> kStreams = {
      "WordDocument", "Workbook", "Book", "PowerPoint Document", "EncryptedPackage", "PROJECT", "\1Ole10Native",
      "Package",      "CONTENTS", "VBA",  "_VBA_PROJECT",        "_VBA_PROJECT_CUR"};
  return std::any_of(kStreams.begin(), kStreams.end(), [&](auto name) { return file.find(0, name).has_value(); });
}

/// What the file is for people: Outlook is known by its property stream, others by their first stream.
std::string name_of_program(const CompoundFile& file) {
  if (file.find(0, "__properties_version1.0")) return "msg";
  for (const auto index : file.children(0))
    if (file.entries()[index].name.front() != '\5') return file.entries()[index].name;
  return "compound file";
}

/// The variables of a Word document: where the FIB says, in the table stream that it names (MS-DOC 2.5.1, 2.5.6).
template <class Stream>
void read_word_variables(Stream stream, vba::Document& document, Context& context) {
  static constexpr std::size_t kStwUser = 0x27a;
  const auto fib = stream("WordDocument", kStwUser + 8);
  if (!fib || u32_at(fib->whole(), kStwUser + 4) == 0) return;
  const auto table = stream((u16_at(fib->whole(), 10) & 0x0200U) != 0 ? "1Table" : "0Table", CompoundFile::kAll);
  if (!table) return;
  const std::size_t begin = u32_at(fib->whole(), kStwUser);
  const auto size = std::min<std::size_t>(u32_at(fib->whole(), kStwUser + 4), kMostHeld);
  if (context.pay(size)) read_variables(table->whole().clamped(begin, begin + size), document);
}

Result<void> analyse(const Blob& blob, Context& context) {
  const auto opened = context.parsed<CompoundFile>(blob);
  if (!opened) return {}; // cfb says why
  const auto& file = *opened;
  const auto stream = [&](std::string_view name, std::uint64_t most = CompoundFile::kAll) -> Result<Blob> {
    const auto index = file->find(0, name);
    if (!index) return Error{};
    return file->stream(*index, context, most);
  };
  auto& document = context.shared<vba::Document>(context.part_index());
  for (const auto* name : {"\5SummaryInformation", "\5DocumentSummaryInformation"})
    if (const auto properties = stream(name, kMostHeld); properties && context.pay(properties->size()))
      read_property_stream(properties->whole(), document);
  read_word_variables(stream, document, context);
  if (file->find(0, "EncryptedPackage")) context.say(kEncrypted, 0, 0, "EncryptedPackage");
  for (std::uint32_t i = 0; i < file->entries().size(); ++i) { // of objects in a document, too
    const auto& entry = file->entries()[i];
    if (entry.type != cfb::Entry::Type::stream ||
        !(equal_fold(entry.name, "Workbook") || equal_fold(entry.name, "Book")))
      continue;
    if (const auto book = file->stream(i, context); book && context.pay(book->size() / 4))
      read_workbook(book->whole(), entry.name, context);
  }
  if (const auto fib = stream("WordDocument", 12); fib && (u16_at(fib->whole(), 10) & 0x0100U) != 0)
    context.say(kEncrypted, 10, 2, "fEncrypted");
  if (const auto user = stream("Current User", 16); user && u32_at(user->whole(), 12) == 0xF3D1C4DFU)
    context.say(kEncrypted, 12, 4, "CurrentUserAtom");
  if (!is_known(*file)) context.say(kUnread, 0, 0, name_of_program(*file));
  if (const auto slides = stream("PowerPoint Document")) context.enumerate(std::make_unique<Objects>(*slides));
  return {};
}

bool is_compound(const Sight& sight) noexcept { return sight.kind.id == "cfb"; }

constexpr std::array<const FindingSpec*, 4> kFindings = {&kXlm, &kEncrypted, &kHiddenSheet, &kUnread};

} // namespace

const Analyser kBinaryAnalyser{"office", &is_compound, &analyse, kFindings, false, true};

} // namespace fumiban::office
