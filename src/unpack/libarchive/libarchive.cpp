// SPDX-License-Identifier: Apache-2.0
// Archives through libarchive, a member at a time.
// Reads:  rar 4 and 5, tar, cab, lha, iso 9660, cpio, ar, rpm, lz4, compress.
// Leaves: encrypted rar: libarchive does not decrypt, and nothing free does; links and devices.
// Trusts: no name to be in any charset, no size.
// Costs:  one to eight for each byte made: most of these methods are slow.
// Damage: members before it have been handed on.
#include "unpack/libarchive/libarchive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <malloc.h>
#include <clocale>

#include <array>
#include <atomic>
#include <optional>

#include "analyser/blob_writer.hpp"
#include "base/raw.hpp"
#include "base/text.hpp"
#include "findings/archive.hpp"
#include "unpack/libarchive/rar_encryption.hpp"
#include "unpack/names/names.hpp"

namespace fumiban::libarchive {
namespace {

constexpr int kMostReopened = 16; // damaged members behind which it goes on
constexpr std::uint64_t kStep = 64U << 10U;

/// libarchive turns names into the thread's charset and gives up on those that do not fit: UTF-8 takes most, and raw
/// bytes pass through it.
class Utf8Locale {
public:
  Utf8Locale() : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)), before_(uselocale(locale_)) {}
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale() {
    uselocale(before_);
    if (locale_ != nullptr) freelocale(locale_);
  }

private:
  locale_t locale_;
  locale_t before_;
};

struct Format {
  std::string_view kind;
  std::uint64_t weight; ///< what a byte that comes out costs: most methods are slow
  int (*support)(::archive*);
};
constexpr std::array kFormats = {
    Format{"rar", 8,
           [](::archive* a) { return archive_read_support_format_rar(a) | archive_read_support_format_rar5(a); }},
    Format{"tar", 1, &archive_read_support_format_tar},
    Format{"cab", 8, &archive_read_support_format_cab},
    // A name that does not fit the charset ends an LHA archive; those without a word on it are from Japan.
    Format{"lha", 8,
           [](::archive* a) {
             return archive_read_support_format_lha(a) | archive_read_set_option(a, "lha", "hdrcharset", "CP932");
           }},
    // Windows shows Joliet names and never Rock Ridge, whose continuation areas can be made to run in a circle.
    Format{"iso", 1,
           [](::archive* a) {
             return archive_read_support_format_iso9660(a) |
                    archive_read_set_option(a, "iso9660", "rockridge", nullptr);
           }},
    Format{"cpio", 1, &archive_read_support_format_cpio},
    Format{"ar", 1, &archive_read_support_format_ar},
    Format{"rpm", 8,
           [](::archive* a) {
             return archive_read_support_format_cpio(a) | archive_read_support_filter_rpm(a) |
                    archive_read_support_filter_gzip(a) | archive_read_support_filter_bzip2(a) |
                    archive_read_support_filter_xz(a) | archive_read_support_filter_lzma(a) |
                    archive_read_support_filter_zstd(a);
           }},
    Format{"lz4", 2,
           [](::archive* a) { return archive_read_support_format_raw(a) | archive_read_support_filter_lz4(a); }},
    Format{"compress", 4,
           [](::archive* a) { return archive_read_support_format_raw(a) | archive_read_support_filter_compress(a); }},
};

const Format* format_of(std::string_view kind) noexcept {
  for (const auto& format : kFormats)
    if (format.kind == kind) return &format;
  return nullptr;
}

/// Its LZX reader may hand out memory that it never wrote. What is allocated while it works is filled, so
/// that the same bytes give the same report and nothing of this process is in it.
class FilledMemory {
public:
  FilledMemory() {
    if (users().fetch_add(1) == 0) mallopt(M_PERTURB, 0xff);
  }
  FilledMemory(const FilledMemory&) = delete;
  FilledMemory& operator=(const FilledMemory&) = delete;
  ~FilledMemory() {
    if (users().fetch_sub(1) == 1) mallopt(M_PERTURB, 0);
  }

private:
  static std::atomic<int>& users() {
    static std::atomic<int> count = 0;
    return count;
  }
};

/// What libarchive reads from: it asks for the next bytes, skips and seeks.
struct Source {
  Blob blob;
  Blob held{}; ///< what the last answer looks at
  std::uint64_t at = 0;
  Context* context = nullptr; ///< pays: what libarchive reads again and again is paid for again and again

  static la_ssize_t read(::archive*, void* self, const void** buffer) {
    auto& source = *static_cast<Source*>(self);
    auto some = source.blob.some(source.at, kStep);
    if (!some || !source.context->pay(some->size())) return ARCHIVE_FATAL;
    source.held = std::move(*some);
    source.at += source.held.size();
    *buffer = Raw::data(source.held.whole());
    return static_cast<la_ssize_t>(source.held.size());
  }
  static la_int64_t skip(::archive*, void* self, la_int64_t count) {
    auto& source = *static_cast<Source*>(self);
    const auto can = std::min<std::uint64_t>(static_cast<std::uint64_t>(std::max<la_int64_t>(count, 0)),
                                             source.blob.size() - source.at);
    source.at += can;
    return static_cast<la_int64_t>(can);
  }
  static la_int64_t seek(::archive*, void* self, la_int64_t offset, int whence) {
    auto& source = *static_cast<Source*>(self);
    const auto size = static_cast<la_int64_t>(source.blob.size());
    const auto base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? static_cast<la_int64_t>(source.at) : size;
    if (offset < -base || offset > size - base) return ARCHIVE_FATAL;
    source.at = static_cast<std::uint64_t>(base + offset);
    return base + offset;
  }
};

class ArchiveMembers final : public Members {
public:
  ArchiveMembers(Blob blob, const Format& format) : source_{std::move(blob)}, format_(format) {}
  ~ArchiveMembers() override { archive_read_free(archive_); }

  bool next(Context& context) override {
    const Utf8Locale locale;
    std::optional<FilledMemory> filled;
    if (format_.kind == "cab") filled.emplace();
    source_.context = &context;
    if (archive_ == nullptr) {
      if (format_.kind == "rar") encrypted_ = encrypted_members(source_.blob, context);
      if (!open(context)) return false;
    }
    archive_entry* entry = nullptr;
    while (true) {
      if (!context.room() || !context.pay(64)) return false;
      const int status = archive_read_next_header(archive_, &entry);
      if (status == ARCHIVE_EOF) return false;
      if (status == ARCHIVE_RETRY) continue;
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
        say_error(context, context.part_index());
        // What was decoded may have led it astray: passed over, the members before may lead to the next.
        if (headers_ == led_astray_ || !go_on(context)) return false;
        led_astray_ = headers_;
        continue;
      }
      began_ = true;
      ++headers_;
      if (archive_entry_hardlink(entry) == nullptr && archive_entry_filetype(entry) == AE_IFREG) break;
    }
    return add(entry, context);
  }

private:
  bool open(Context& context) {
    archive_ = archive_read_new();
    FB_CHECK(archive_ != nullptr);
    format_.support(archive_);
    archive_read_set_seek_callback(archive_, &Source::seek);
    const int status = archive_read_open2(archive_, &source_, nullptr, &Source::read, &Source::skip, nullptr);
    if (status == ARCHIVE_OK || status == ARCHIVE_WARN) return true;
    say_error(context, context.part_index());
    return false;
  }

  /// libarchive says in words whether it stopped at encryption, at a method or at damage.
  void say_error(Context& context, std::uint32_t part) {
    const char* said = archive_error_string(archive_);
    const std::string_view words = said == nullptr ? "" : said;
    const auto has = [&](std::string_view word) { return words.find(word) != std::string_view::npos; };
    if (has("ncrypt") || (began_ && archive_read_has_encrypted_entries(archive_) == 1))
      context.say_of(part, archive::kEncrypted, 0, 0, format_.kind);
    else if (has("upport") || has("nimplemented")) context.say_of(part, archive::kUnsupported, 0, 0, words);
    else context.say_of(part, archive::kDamaged, 0, 0, words);
  }

  static std::string name_of(archive_entry* entry) {
    if (const char* raw = archive_entry_pathname(entry)) return names::member_name(raw);
    if (const char* utf8 = archive_entry_pathname_utf8(entry)) return names::member_name(utf8);
    return {};
  }

  bool add(archive_entry* entry, Context& context) {
    Child child{.blob = {}, .name = name_of(entry)};
    if (format_.kind == "lz4" || format_.kind == "compress")
      child.name = context.part().name; // raw: it calls it "data"
    const bool locked = headers_ <= encrypted_.size() && encrypted_[headers_ - 1];
    if (locked || archive_entry_is_encrypted(entry) != 0) {
      const auto size = archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : 0;
      (void)context.add_locked(context.part_index(), std::move(child),
                               static_cast<std::uint64_t>(std::max<la_int64_t>(size, 0)), std::make_shared<NoKey>(),
                               archive::kEncrypted, format_.kind);
      return true;
    }
    BlobWriter writer(context, format_.weight);
    int status = ARCHIVE_OK;
    while (true) {
      const void* buffer = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      status = archive_read_data_block(archive_, &buffer, &size, &offset);
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) break;
      static constexpr std::array<char, kStep> kHole{};
      while (writer.size() < static_cast<std::uint64_t>(std::max<la_int64_t>(offset, 0))) { // a sparse file
        const auto hole = std::min<std::uint64_t>(kHole.size(), static_cast<std::uint64_t>(offset) - writer.size());
        if (!writer.write(ByteView(std::string_view(kHole.data(), hole)))) return false;
      }
      if (!writer.write(ByteView(std::string_view(static_cast<const char*>(buffer), size)))) return false;
    }
    child.blob = std::move(writer).finish();
    const auto part = context.add(context.part_index(), std::move(child));
    if (status != ARCHIVE_EOF && part != kNoPart) say_error(context, part);
    return status != ARCHIVE_FATAL || go_on(context);
  }

  /// After a fatal error nothing can be asked of libarchive; what stands behind the damaged member is reached by
  /// opening it again and passing over what was given.
  bool go_on(Context& context) {
    if (++reopened_ > kMostReopened) return false;
    archive_read_free(archive_);
    source_.at = 0;
    if (!open(context)) return false;
    archive_entry* entry = nullptr;
    for (std::size_t i = 0; i < headers_; ++i) {
      if (!context.pay(64)) return false;
      const int status = archive_read_next_header(archive_, &entry);
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return false;
    }
    return true;
  }

  /// rar's encryption: libarchive cannot undo it.
  struct NoKey final : Lock {
    bool open(std::string_view, Context&) override { return false; }
  };

  Source source_;
  const Format& format_;
  ::archive* archive_ = nullptr;
  int reopened_ = 0;
  std::vector<bool> encrypted_; ///< of rar: a flag for each header
  std::size_t led_astray_ = 0;  ///< headers before which it was opened again
  std::size_t headers_ = 0;     ///< headers that libarchive has given
  bool began_ = false;          ///< a header was read: before, libarchive must not be asked what it found
};

Result<void> analyse(const Blob& blob, Context& context) {
  context.enumerate(std::make_unique<ArchiveMembers>(blob, *format_of(context.kind().id)));
  return {};
}

bool is_archive(const Sight& sight) noexcept { return format_of(sight.kind.id) != nullptr; }

constexpr std::array<const FindingSpec*, 3> kFindings = {&archive::kEncrypted, &archive::kUnsupported,
                                                         &archive::kDamaged};

} // namespace

const Analyser kAnalyser{"libarchive", &is_archive, &analyse, kFindings, true, true};

} // namespace fumiban::libarchive
