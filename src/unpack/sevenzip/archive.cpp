// SPDX-License-Identifier: Apache-2.0
// The header of a 7z archive.
// Reads:  SignatureHeader, Header, EncodedHeader, PackInfo, UnpackInfo, SubStreamsInfo, FilesInfo (7zFormat.txt).
// Leaves: times, attributes, comments; AdditionalStreams and what is kept in them ("External").
// Trusts: no count: each is compared with the bytes that could hold what it counts.
// Costs:  linear in the header.
// Damage: what was read before it is kept; files without a name are told without one.
#include "unpack/sevenzip/archive.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "unpack/sevenzip/streams.hpp"

namespace fumiban::sevenzip {
namespace {

using namespace std::string_view_literals;

/// The names of all files, one after another: UTF-16, each with a zero behind it.
struct Names {
  ByteView units{};
  std::size_t units_at = 0; ///< in the header
  std::size_t at = 0;

  void give(File& file) {
    auto end = at;
    while (end + 1 < units.size() && (units.peek(end) != 0 || units.peek(end + 1) != 0)) end += 2;
    file.name_at = static_cast<std::uint32_t>(units_at + at);
    file.name_size = static_cast<std::uint32_t>(end - at);
    at = std::min(units.size(), end + 2);
  }
};

class HeaderParser {
public:
  HeaderParser(Archive& out, std::uint64_t archive_size)
      : out_(out), reader_(ByteView(std::string_view(out.header))), streams_(out, reader_, archive_size) {}

  Result<void> parse() {
    const auto type = FB_TRY(reader_.byte());
    if (type == kEncodedHeader) return streams_.streams_info();
    if (type != kHeader) return damaged("no header");
    for (auto id = FB_TRY(reader_.number()); id != kEnd; id = FB_TRY(reader_.number())) {
      if (id == kArchiveProperties) {
        while (FB_TRY(reader_.number()) != kEnd) {
          const auto size = FB_TRY(reader_.number());
          (void)FB_TRY(reader_.bytes(size));
        }
      } else if (id == kMainStreamsInfo) {
        FB_TRY(streams_.streams_info());
      } else if (id == kFilesInfo) {
        if (has_files_) return damaged("FilesInfo is repeated");
        FB_TRY(files_info());
      } else if (id == kAdditionalStreamsInfo) {
        return unread("AdditionalStreams");
      } else {
        return damaged("an unknown block in the header");
      }
    }
    return {};
  }

  /// Contents that no file of the list took are files without a name.
  void name_the_rest() {
    const auto& rest = streams_.substreams();
    if (has_files_ && next_ < rest.size() && out_.damage.empty()) out_.damage = "streams without a file";
    for (; next_ < rest.size(); ++next_) out_.files.push_back(rest[next_]);
  }

private:
  Result<void> files_info() {
    const auto files = FB_TRY(reader_.count(streams_.substreams().size()));
    has_files_ = true;
    ByteView empty_stream;
    ByteView empty_file;
    ByteView anti;
    Names names;
    Result<void> stopped;
    while (true) {
      const auto id = reader_.number();
      if (id && *id == kEnd) break;
      const auto size = id ? reader_.number() : id;
      const auto at = reader_.position();
      const auto content = size ? reader_.bytes(*size) : Result<ByteView>(size.error());
      if (!content) {
        stopped = content.error();
        break;
      }
      if (*id == kEmptyStream) empty_stream = *content;
      else if (*id == kEmptyFile) empty_file = *content;
      else if (*id == kAnti) anti = *content;
      else if (*id == kNames && content->peek(0) != 0) stopped = unread("External names");
      else if (*id == kNames) names = {content->clamped(1), at + 1};
    }
    std::size_t empty = 0;
    for (std::uint32_t i = 0; i < files; ++i) {
      File file;
      if (HeaderReader::bit(empty_stream, i)) {
        file.is_folder = !HeaderReader::bit(empty_file, empty);
        file.is_anti = HeaderReader::bit(anti, empty++);
      } else if (next_ < streams_.substreams().size()) {
        file = streams_.substreams()[next_++];
      } else {
        return damaged("files without a stream");
      }
      names.give(file);
      out_.files.push_back(file);
    }
    return stopped;
  }

  Archive& out_;
  HeaderReader reader_;
  StreamsParser streams_;
  bool has_files_ = false;
  std::size_t next_ = 0; ///< of the substreams
};

} // namespace

Result<SignatureHeader> read_signature(ByteView head) noexcept {
  if (!head.starts_with("7z\xBC\xAF\x27\x1C"sv)) return damaged("no signature");
  Reader reader(head);
  FB_TRY(reader.seek(8)); // the version changes nothing
  const auto crc = FB_TRY(reader.u32());
  SignatureHeader out;
  const auto start = FB_TRY(head.slice(12, 20));
  out.intact = crc32(start) == crc;
  const auto offset = FB_TRY(reader.u64());
  out.offset = offset > ~kSignatureSize ? ~std::uint64_t{0} : kSignatureSize + offset;
  out.size = FB_TRY(reader.u64());
  out.crc = FB_TRY(reader.u32());
  return out;
}

bool is_encoded(ByteView header) noexcept { return header.peek(0) == kEncodedHeader; }

Archive parse_header(std::string header, std::uint64_t archive_size) {
  Archive archive;
  archive.header = std::move(header);
  HeaderParser parser(archive, archive_size);
  if (const auto done = parser.parse(); !done)
    (done.error().kind == Error::Kind::unsupported ? archive.unread : archive.damage) = done.error().what;
  if (!is_encoded(ByteView(std::string_view(archive.header)))) parser.name_the_rest();
  return archive;
}

std::string Archive::name(const File& file) const {
  const auto raw = ByteView(std::string_view(header)).clamped(file.name_at, std::size_t{file.name_at} + file.name_size);
  const auto unit = [&](std::size_t i) {
    return i + 1 < raw.size() ? static_cast<std::uint32_t>(raw.peek(i) | raw.peek(i + 1) << 8) : 0U;
  };
  std::string out;
  for (std::size_t i = 0; i + 1 < raw.size(); i += 2) {
    auto c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10U) + (unit(i + 2) - 0xDC00);
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = 0xFFFD;
    }
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    const auto tail = [&](unsigned shift) { put(0x80U | (c >> shift & 0x3FU)); };
    if (c < 0x80) put(c);
    else if (c < 0x800) put(0xC0U | c >> 6U), tail(0);
    else if (c < 0x10000) put(0xE0U | c >> 12U), tail(6), tail(0);
    else put(0xF0U | c >> 18U), tail(12), tail(6), tail(0);
  }
  return out;
}

} // namespace fumiban::sevenzip
