// SPDX-License-Identifier: Apache-2.0
// What a file is, by its first bytes.
// Reads:  the signatures that the formats' own specifications give.
// Leaves: what lies behind the signature: that is for the format's analyser.
// Trusts: nothing; a signature says who would try to open the file, not that it is sound.
// Costs:  at most 4 KB and three fixed places, whatever the size; of a zip the names of 1,024 members, of markup all
// that
//         stands before its first element.
// Damage: no signature and not text: "data".
#include "kind/kind.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "base/ascii.hpp"
#include "base/string_table.hpp"
#include "base/xml.hpp"

namespace fumiban {
namespace {

using namespace std::string_view_literals;

constexpr std::array kKinds = {
    Kind{"empty", "", Family::empty, Reading::leaf, ""},
    Kind{"data", "application/octet-stream", Family::unknown, Reading::unread, ""},
    Kind{"text", "text/plain", Family::text, Reading::leaf,
         " txt text csv tsv log md json ics vcf diff patch asc sig "},
    Kind{"message", "message/rfc822", Family::message, Reading::opened, " eml mht mhtml "},
    Kind{"multipart", "multipart/mixed", Family::multipart, Reading::opened, ""},
    Kind{"html", "text/html", Family::web, Reading::opened, " html htm xhtml shtml "},
    Kind{"svg", "image/svg+xml", Family::web, Reading::opened, " svg "},
    Kind{"xml", "application/xml", Family::text, Reading::leaf, " xml xsd "},
    Kind{"pdf", "application/pdf", Family::document, Reading::opened, " pdf "},
    Kind{"postscript", "application/postscript", Family::document, Reading::unread, " ps eps ai "},
    Kind{"rtf", "application/rtf", Family::office, Reading::opened, " rtf "},
    Kind{"office-xml", "application/xml", Family::office, Reading::opened, " xml "},
    Kind{"activemime", "application/x-mso", Family::office, Reading::opened, " mso "},
    Kind{"cfb", "application/x-ole-storage", Family::office, Reading::opened,
         " doc dot xls xlt xla ppt pot pps msg vsd mpp pub "},
    Kind{"ooxml", "application/vnd.openxmlformats-officedocument", Family::office, Reading::opened,
         " docx docm dotx dotm xlsx xlsm xlsb xltx xltm xlam pptx pptm potx potm ppsx ppsm ppam vsdx vsdm "},
    Kind{"odf", "application/vnd.oasis.opendocument", Family::office, Reading::unread, " odt ods odp odg odf "},
    Kind{"onenote", "application/onenote", Family::note, Reading::unread, " one onepkg onetoc2 "},
    Kind{"zip", "application/zip", Family::archive, Reading::opened, " zip zipx "},
    Kind{"jar", "application/java-archive", Family::executable, Reading::unread, " jar war ear apk "},
    Kind{"7z", "application/x-7z-compressed", Family::archive, Reading::opened, " 7z "},
    Kind{"rar", "application/vnd.rar", Family::archive, Reading::opened, " rar r00 "},
    Kind{"gzip", "application/gzip", Family::archive, Reading::opened, " gz tgz "},
    Kind{"bzip2", "application/x-bzip2", Family::archive, Reading::opened, " bz2 tbz "},
    Kind{"xz", "application/x-xz", Family::archive, Reading::opened, " xz txz "},
    Kind{"zstd", "application/zstd", Family::archive, Reading::opened, " zst "},
    Kind{"lz4", "application/x-lz4", Family::archive, Reading::opened, " lz4 "},
    Kind{"compress", "application/x-compress", Family::archive, Reading::opened, " z "},
    Kind{"tar", "application/x-tar", Family::archive, Reading::opened, " tar "},
    Kind{"cab", "application/vnd.ms-cab-compressed", Family::archive, Reading::opened, " cab "},
    Kind{"lha", "application/x-lzh-compressed", Family::archive, Reading::opened, " lzh lha "},
    Kind{"arj", "application/x-arj", Family::archive, Reading::unread, " arj "},
    Kind{"ace", "application/x-ace", Family::archive, Reading::unread, " ace "},
    Kind{"cpio", "application/x-cpio", Family::archive, Reading::opened, " cpio "},
    Kind{"ar", "application/x-archive", Family::archive, Reading::opened, " a deb "},
    Kind{"rpm", "application/x-rpm", Family::archive, Reading::opened, " rpm "},
    Kind{"xar", "application/x-xar", Family::archive, Reading::unread, " xar pkg "},
    Kind{"iso", "application/x-iso9660-image", Family::disk_image, Reading::opened, " iso "},
    Kind{"udf", "application/x-udf-image", Family::disk_image, Reading::unread, " udf img "},
    Kind{"vhd", "application/x-vhd", Family::disk_image, Reading::unread, " vhd "},
    Kind{"vhdx", "application/x-vhdx", Family::disk_image, Reading::unread, " vhdx "},
    Kind{"wim", "application/x-ms-wim", Family::disk_image, Reading::unread, " wim "},
    Kind{"pe", "application/vnd.microsoft.portable-executable", Family::executable, Reading::leaf,
         " exe dll scr com cpl sys ocx drv pif "},
    Kind{"elf", "application/x-elf", Family::executable, Reading::leaf, " elf so "},
    Kind{"mach-o", "application/x-mach-binary", Family::executable, Reading::leaf, " dylib "},
    Kind{"java-class", "application/java-vm", Family::executable, Reading::leaf, " class "},
    Kind{"swf", "application/x-shockwave-flash", Family::executable, Reading::leaf, " swf "},
    Kind{"script", "text/x-script", Family::script, Reading::unread, ""},
    Kind{"lnk", "application/x-ms-shortcut", Family::shortcut, Reading::unread, " lnk "},
    Kind{"url", "application/internet-shortcut", Family::shortcut, Reading::unread, " url "},
    Kind{"chm", "application/vnd.ms-htmlhelp", Family::help, Reading::unread, " chm "},
    Kind{"hlp", "application/winhlp", Family::help, Reading::unread, " hlp "},
    Kind{"tnef", "application/ms-tnef", Family::archive, Reading::unread, " dat "},
    Kind{"pst", "application/vnd.ms-outlook-pst", Family::archive, Reading::unread, " pst ost "},
    Kind{"cms-signed", "application/pkcs7-signature", Family::data, Reading::leaf, " p7s p7b p7c "},
    Kind{"cms-wrapped", "application/pkcs7-mime", Family::sealed, Reading::unread, " p7m "},
    Kind{"cms-sealed", "application/pkcs7-mime", Family::sealed, Reading::unread, " p7m "},
    Kind{"pgp-sealed", "application/pgp-encrypted", Family::sealed, Reading::unread, " pgp gpg asc "},
    Kind{"pgp-text", "application/pgp-signature", Family::text, Reading::leaf, " asc sig "},
    Kind{"locked", "", Family::sealed, Reading::unread, ""},
    Kind{"png", "image/png", Family::picture, Reading::leaf, " png apng "},
    Kind{"jpeg", "image/jpeg", Family::picture, Reading::leaf, " jpg jpeg jpe jfif "},
    Kind{"gif", "image/gif", Family::picture, Reading::leaf, " gif "},
    Kind{"bmp", "image/bmp", Family::picture, Reading::leaf, " bmp dib "},
    Kind{"tiff", "image/tiff", Family::picture, Reading::leaf, " tif tiff "},
    Kind{"webp", "image/webp", Family::picture, Reading::leaf, " webp "},
    Kind{"ico", "image/vnd.microsoft.icon", Family::picture, Reading::leaf, " ico cur "},
    Kind{"psd", "image/vnd.adobe.photoshop", Family::picture, Reading::leaf, " psd "},
    Kind{"heif", "image/heif", Family::picture, Reading::leaf, " heic heif avif "},
    Kind{"emf", "image/emf", Family::picture, Reading::leaf, " emf "},
    Kind{"wmf", "image/wmf", Family::picture, Reading::leaf, " wmf "},
    Kind{"pnm", "image/x-portable-anymap", Family::picture, Reading::leaf, " pbm pgm ppm pnm "},
    Kind{"ras", "image/x-sun-raster", Family::picture, Reading::leaf, " ras "},
    Kind{"sgi", "image/x-sgi", Family::picture, Reading::leaf, " sgi rgb "},
    Kind{"exr", "image/x-exr", Family::picture, Reading::leaf, " exr "},
    Kind{"mp3", "audio/mpeg", Family::sound, Reading::leaf, " mp3 "},
    Kind{"wav", "audio/wav", Family::sound, Reading::leaf, " wav "},
    Kind{"ogg", "audio/ogg", Family::sound, Reading::leaf, " ogg oga opus "},
    Kind{"flac", "audio/flac", Family::sound, Reading::leaf, " flac "},
    Kind{"midi", "audio/midi", Family::sound, Reading::leaf, " mid midi "},
    Kind{"au", "audio/basic", Family::sound, Reading::leaf, " au snd "},
    Kind{"aiff", "audio/aiff", Family::sound, Reading::leaf, " aif aiff aifc "},
    Kind{"amr", "audio/amr", Family::sound, Reading::leaf, " amr "},
    Kind{"mp4", "video/mp4", Family::video, Reading::leaf, " mp4 m4a m4v mov 3gp 3g2 "},
    Kind{"avi", "video/x-msvideo", Family::video, Reading::leaf, " avi "},
    Kind{"matroska", "video/x-matroska", Family::video, Reading::leaf, " mkv webm "},
    Kind{"mpeg", "video/mpeg", Family::video, Reading::leaf, " mpg mpeg "},
    Kind{"asf", "video/x-ms-asf", Family::video, Reading::leaf, " wmv wma asf "},
    Kind{"truetype", "font/ttf", Family::font, Reading::leaf, " ttf ttc "},
    Kind{"opentype", "font/otf", Family::font, Reading::leaf, " otf "},
    Kind{"woff", "font/woff", Family::font, Reading::leaf, " woff woff2 "},
    Kind{"dwg", "image/vnd.dwg", Family::data, Reading::leaf, " dwg "},
    Kind{"sqlite", "application/vnd.sqlite3", Family::data, Reading::leaf, " sqlite db "},
};

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view kind;
};
// Longer and stricter ones first where one begins another.
constexpr std::array kSignatures = {
    Signature{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "cfb"},
    Signature{0, "PK\x03\x04"sv, "zip"},
    Signature{0, "PK\x05\x06"sv, "zip"},
    Signature{0, "PK\x07\x08"sv, "zip"},
    Signature{0, "PK00PK\x03\x04"sv, "zip"},
    Signature{0, "7z\xBC\xAF\x27\x1C"sv, "7z"},
    Signature{0, "Rar!\x1A\x07"sv, "rar"},
    Signature{0, "RE~^"sv, "rar"},
    Signature{0, "\x1F\x8B\x08"sv, "gzip"},
    Signature{0, "BZh"sv, "bzip2"},
    Signature{0,
              "\xFD"
              "7zXZ\0"sv,
              "xz"},
    Signature{0, "\x28\xB5\x2F\xFD"sv, "zstd"},
    Signature{0, "\x04\x22\x4D\x18"sv, "lz4"},
    Signature{0, "\x1F\x9D"sv, "compress"},
    Signature{257, "ustar"sv, "tar"},
    Signature{0, "MSCF"sv, "cab"},
    Signature{2, "-lh"sv, "lha"},
    Signature{2, "-lz"sv, "lha"},
    Signature{0, "\x60\xEA"sv, "arj"},
    Signature{7, "**ACE**"sv, "ace"},
    Signature{0, "070701"sv, "cpio"},
    Signature{0, "070702"sv, "cpio"},
    Signature{0, "070707"sv, "cpio"},
    Signature{0, "\xC7\x71"sv, "cpio"},
    Signature{0, "!<arch>\n"sv, "ar"},
    Signature{0, "\xED\xAB\xEE\xDB"sv, "rpm"},
    Signature{0, "xar!"sv, "xar"},
    Signature{32769, "CD001"sv, "iso"},
    Signature{34817, "CD001"sv, "iso"},
    Signature{36865, "CD001"sv, "iso"},
    Signature{32769, "BEA01"sv, "udf"},
    Signature{0, "conectix"sv, "vhd"},
    Signature{0, "vhdxfile"sv, "vhdx"},
    Signature{0, "MSWIM\0\0\0"sv, "wim"},
    Signature{0, "MZ"sv, "pe"},
    Signature{0,
              "\x7F"
              "ELF"sv,
              "elf"},
    Signature{0, "\xCF\xFA\xED\xFE"sv, "mach-o"},
    Signature{0, "\xCE\xFA\xED\xFE"sv, "mach-o"},
    Signature{0, "\xCA\xFE\xBA\xBE"sv, "java-class"},
    Signature{0, "FWS"sv, "swf"},
    Signature{0, "CWS"sv, "swf"},
    Signature{0, "ZWS"sv, "swf"},
    Signature{0, "L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"sv, "lnk"},
    Signature{0, "\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3"sv, "onenote"},
    Signature{0, "ITSF"sv, "chm"},
    Signature{0, "\x3F\x5F\x03\0"sv, "hlp"},
    Signature{0, "\x78\x9F\x3E\x22"sv, "tnef"},
    Signature{0, "!BDN"sv, "pst"},
    Signature{0, "{\\rt"sv, "rtf"},
    Signature{0, "ActiveMime"sv, "activemime"},
    Signature{0, "%!PS"sv, "postscript"},
    Signature{0, "\xC5\xD0\xD3\xC6"sv, "postscript"},
    Signature{0, "\x89PNG\r\n\x1A\n"sv, "png"},
    Signature{0, "\xFF\xD8\xFF"sv, "jpeg"},
    Signature{0, "GIF87a"sv, "gif"},
    Signature{0, "GIF89a"sv, "gif"},
    Signature{0, "II*\0"sv, "tiff"},
    Signature{0, "MM\0*"sv, "tiff"},
    Signature{8, "WEBP"sv, "webp"},
    Signature{8, "WAVE"sv, "wav"},
    Signature{8, "AVI "sv, "avi"},
    Signature{8, "AIFF"sv, "aiff"},
    Signature{8, "AIFC"sv, "aiff"},
    Signature{0, "\0\0\x01\0"sv, "ico"},
    Signature{0, "\0\0\x02\0"sv, "ico"},
    Signature{0, "8BPS"sv, "psd"},
    Signature{40, " EMF"sv, "emf"},
    Signature{0, "\xD7\xCD\xC6\x9A"sv, "wmf"},
    Signature{0, "\x59\xA6\x6A\x95"sv, "ras"},
    Signature{0, "\x01\xDA\0\x01"sv, "sgi"},
    Signature{0, "\x01\xDA\x01\x01"sv, "sgi"},
    Signature{0, "\x76\x2F\x31\x01"sv, "exr"},
    Signature{0, "ID3"sv, "mp3"},
    Signature{0, "\xFF\xFB"sv, "mp3"},
    Signature{0, "\xFF\xF3"sv, "mp3"},
    Signature{0, "OggS"sv, "ogg"},
    Signature{0, "fLaC"sv, "flac"},
    Signature{0, "MThd"sv, "midi"},
    Signature{0, ".snd"sv, "au"},
    Signature{0, "#!AMR"sv, "amr"},
    Signature{4, "ftyphei"sv, "heif"},
    Signature{4, "ftypmif1"sv, "heif"},
    Signature{4, "ftypavif"sv, "heif"},
    Signature{4, "ftyp"sv, "mp4"},
    Signature{4, "moov"sv, "mp4"},
    Signature{4, "mdat"sv, "mp4"},
    Signature{0, "\x1A\x45\xDF\xA3"sv, "matroska"},
    Signature{0, "\0\0\x01\xBA"sv, "mpeg"},
    Signature{0, "\0\0\x01\xB3"sv, "mpeg"},
    Signature{0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, "asf"},
    Signature{0, "\0\x01\0\0\0"sv, "truetype"},
    Signature{0, "ttcf"sv, "truetype"},
    Signature{0, "OTTO"sv, "opentype"},
    Signature{0, "wOFF"sv, "woff"},
    Signature{0, "wOF2"sv, "woff"},
    Signature{0, "AC10"sv, "dwg"},
    Signature{0, "SQLite format 3\0"sv, "sqlite"},
};

/// For each byte that content may begin with, a bit for every signature that could match: those that begin with that
/// byte, and those that stand elsewhere.
using Candidates = std::array<std::uint64_t, (kSignatures.size() + 63) / 64>;
constexpr auto kCandidates = [] {
  std::array<Candidates, 256> out{};
  for (std::size_t first = 0; first < out.size(); ++first)
    for (std::size_t i = 0; i < kSignatures.size(); ++i)
      if (kSignatures[i].offset != 0 || static_cast<unsigned char>(kSignatures[i].bytes.front()) == first)
        out[first][i / 64] |= std::uint64_t{1} << i % 64;
  return out;
}();

bool at(ByteView content, std::size_t offset, std::string_view bytes) noexcept {
  return content.peek(offset) == static_cast<unsigned char>(bytes.front()) &&
         content.clamped(offset, offset + bytes.size()).text() == bytes;
}

/// The first signature of the table that matches, or nullptr.
const Signature* signature_of(ByteView content) noexcept {
  const auto& candidates = kCandidates[static_cast<std::size_t>(content.peek(0))];
  for (std::size_t word = 0; word < candidates.size(); ++word)
    for (auto bits = candidates[word]; bits != 0; bits &= bits - 1) {
      const auto& signature = kSignatures[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))];
      if (at(content, signature.offset, signature.bytes)) return &signature;
    }
  return nullptr;
}

/// True if the list at the end of a zip names one of these members (APPNOTE 4.3.12, 4.3.16); nothing if there is no
/// such list. A document has its members in any order, and a stored member may be a document itself: so neither the
/// first names nor a search tell.
std::optional<bool> lists(ByteView zip, std::string_view one, std::string_view other = {}) noexcept {
  static constexpr auto kEnd = "PK\x05\x06"sv;
  static constexpr int kMostMembers = 1024;
  const auto tail = zip.clamped(zip.size() - std::min<std::size_t>(zip.size(), 1024));
  const auto end = tail.text().rfind(kEnd);
  if (end == std::string_view::npos) return std::nullopt;
  const auto number = [](ByteView bytes, std::size_t where, unsigned size) {
    std::size_t value = 0;
    for (unsigned i = 0; i < size; ++i) value |= static_cast<std::size_t>(std::max(bytes.peek(where + i), 0)) << 8 * i;
    return value;
  };
  const auto behind = zip.size() - tail.size() + end;
  const auto size = number(tail, end + 12, 4);
  if (size > behind) return std::nullopt;
  const auto list = zip.clamped(behind - size, behind);
  std::size_t where = 0;
  for (int i = 0; i < kMostMembers && at(list, where, "PK\x01\x02"sv); ++i) {
    const auto length = number(list, where + 28, 2);
    const auto name = list.clamped(where + 46, where + 46 + length).text();
    if (equal_fold(name, one) || (!other.empty() && equal_fold(name, other))) return true;
    where += 46 + length + number(list, where + 30, 2) + number(list, where + 32, 2);
  }
  return where == 0 ? std::nullopt : std::optional(false);
}

/// A zip that is really something else: its members' names say so; of a zip without a list, the first ones.
std::string_view kind_of_zip(ByteView content) noexcept {
  if (at(content, 30, "mimetypeapplication/vnd.oasis.opendocument"sv)) return "odf";
  if (const auto package = lists(content, "[Content_Types].xml", "_rels/.rels"))
    return *package ? "ooxml" : *lists(content, "META-INF/MANIFEST.MF") ? "jar" : "zip";
  const auto head = content.clamped(0, 4096).text();
  const auto has = [&](std::string_view name) { return head.find(name) != std::string_view::npos; };
  if (has("[Content_Types].xml") || has("_rels/.rels")) return "ooxml";
  if (has("META-INF/MANIFEST.MF")) return "jar";
  return "zip";
}

/// DER or BER of RFC 5652: SEQUENCE { OID 1.2.840.113549.1.7.n ..; "" if it is something else.
std::string_view kind_of_cms(ByteView content) noexcept {
  static constexpr auto kOid = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07"sv;
  if (content.peek(0) != 0x30) return "";
  const auto where = content.clamped(0, 32).find(kOid);
  if (where == ByteView::npos || where > 8) return "";
  if (content.peek(where + kOid.size()) != 2) return "cms-sealed";
  // signedData: the second OID is what was signed. Its SEQUENCE is eleven bytes long where the content is elsewhere.
  const auto inner = content.clamped(0, 1024).find(kOid, where + kOid.size());
  if (inner == ByteView::npos || inner < 2 || content.peek(inner - 2) != 0x30) return "cms-wrapped";
  const auto length = content.peek(inner - 1);
  const bool indefinite = length == 0x80 && content.peek(inner + kOid.size() + 1) == 0;
  return length == static_cast<int>(kOid.size()) + 1 || indefinite ? "cms-signed" : "cms-wrapped";
}

/// A control character that plain text does not have: it may have white space, backspace, SO, SI and ESC.
bool is_odd(char c) noexcept { return is_control(c) && (c < 8 || c > 15) && c != '\x1b'; }

bool is_text(std::string_view head) noexcept {
  if (head.find('\0') != std::string_view::npos) return false;
  const auto sample = head.substr(0, 1024);
  return !has_any(sample, is_odd) ||
         static_cast<std::size_t>(std::count_if(sample.begin(), sample.end(), is_odd)) * 50 <= sample.size();
}

bool is_utf16_text(ByteView head) noexcept {
  const int first = head.peek(0);
  const int second = head.peek(1);
  return (first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF);
}

/// The first element of markup; nothing if there is none.
xml::Token root_of(std::string_view markup) noexcept {
  xml::Tokens tokens(markup);
  for (xml::Token token; tokens.next(token);)
    if (token.kind == xml::Token::Kind::open) return token;
  return {};
}

/// Documents of Office in one XML file: Word 2003 and Excel 2003 by name, Flat OPC (which shares its name with others)
/// by name and namespace.
bool is_office_root(const xml::Token& root) noexcept {
  const auto name = xml::local(root.name);
  if (name == "wordDocument" || name == "Workbook") return true;
  return name == "package" &&
         (root.name.size() > name.size() || xml::decoded(root.attributes).find("/xmlPackage") != std::string::npos);
}

std::string_view kind_of_markup(std::string_view text) noexcept {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto start = find_where(text, [](char c) { return !is_space(c); });
  if (start == std::string_view::npos || text[start] != '<') return "";
  const auto begin = text.substr(start);
  // One pass over the names behind '<'.
  static constexpr std::array kScripts = {"job"sv, "package"sv, "component"sv, "scriptlet"sv}; // WSF, SCT
  static constexpr std::array kHtml = {"!doctype"sv, "html"sv, "head"sv, "body"sv,  "script"sv,
                                       "div"sv,      "p"sv,    "br"sv,   "table"sv, "meta"sv,
                                       "a"sv,        "font"sv, "span"sv, "style"sv, "title"sv};
  // What begins as XML and has nothing but elements that other vocabularies have too (a workbook's styles: font) is
  // none.
  static constexpr std::array kHtmlOnly = {"!doctype"sv, "html"sv, "head"sv, "body"sv, "script"sv, "div"sv, "meta"sv};
  const std::span<const std::string_view> names = starts_fold(begin, "<?xml")
                                                      ? std::span<const std::string_view>(kHtmlOnly)
                                                      : std::span<const std::string_view>(kHtml);
  bool html = false;
  const auto first = begin.substr(0, 1024);
  const auto root = root_of(begin);
  if (first.find("mso-application") != std::string_view::npos || is_office_root(root)) return "office-xml";
  for (auto open = first.find('<'); open != std::string_view::npos; open = first.find('<', open + 1)) {
    auto end = open + 1;
    while (end < first.size() && (is_alnum(first[end]) || first[end] == ':' || first[end] == '!')) ++end;
    const auto name = first.substr(open + 1, end - open - 1);
    const auto is_name = [&](std::string_view known) { return equal_fold(known, name); };
    if (std::any_of(kScripts.begin(), kScripts.end(), is_name)) return "script";
    if (is_name("svg")) return html ? "html" : "svg";
    html = html || std::any_of(names.begin(), names.end(), is_name);
  }
  const auto is_root = [&](std::string_view known) { return equal_fold(known, root.name); };
  if (html || std::any_of(names.begin(), names.end(), is_root)) return "html";
  if (starts_fold(begin, "<?xml") || root.attributes.find("xmlns") != std::string_view::npos) return "xml";
  return "";
}

std::string_view kind_of_text(std::string_view text) noexcept {
  if (const auto markup = kind_of_markup(text); !markup.empty()) return markup;
  const auto begin = trim(text.substr(0, 4096));
  if (begin.starts_with("{\\rt")) return "rtf";
  if (begin.starts_with("#!") && begin.find('/') < 20) return "script";
  if (starts_fold(begin, "@echo off")) return "script";
  if (starts_fold(begin, "[internetshortcut]")) return "url";
  if (begin.starts_with("-----BEGIN PGP MESSAGE-----")) return "pgp-sealed";
  if (begin.starts_with("-----BEGIN PGP SIGNATURE-----")) return "pgp-text";
  return "text";
}

} // namespace

std::string_view name_of(Family family) noexcept {
  switch (family) {
    case Family::empty: return "empty";
    case Family::text: return "text";
    case Family::message: return "message";
    case Family::multipart: return "multipart";
    case Family::picture: return "picture";
    case Family::sound: return "sound";
    case Family::video: return "video";
    case Family::font: return "font";
    case Family::data: return "data";
    case Family::web: return "web";
    case Family::document: return "document";
    case Family::office: return "office";
    case Family::note: return "note";
    case Family::archive: return "archive";
    case Family::disk_image: return "disk-image";
    case Family::executable: return "executable";
    case Family::script: return "script";
    case Family::shortcut: return "shortcut";
    case Family::installer: return "installer";
    case Family::help: return "help";
    case Family::sealed: return "sealed";
    case Family::unknown: return "unknown";
  }
  return "";
}

std::span<const Kind> kinds() noexcept { return kKinds; }

const Kind& kind(std::string_view id) noexcept {
  static constexpr auto kById = [] {
    StringTable<const Kind*, 256> out;
    for (const auto& kind : kKinds) out.add(kind.id, &kind);
    return out;
  }();
  const auto* known = kById.find(id);
  if (known == nullptr) check_failed("kind id", __FILE__, __LINE__);
  return **known;
}

const Kind& kind_of(ByteView content) noexcept {
  if (content.empty()) return kind("empty");
  if (const auto* signature = signature_of(content))
    return kind(signature->kind == "zip" ? kind_of_zip(content) : signature->kind);
  const auto head = content.clamped(0, 4096);
  if (const auto pdf = head.text().substr(0, 1024 + 5).find("%PDF-");
      pdf != ByteView::npos &&
      (pdf == 0 || content.peek(pdf - 1) == '\n' || content.peek(pdf - 1) == '\r' || !is_text(head.text())))
    return kind("pdf"); // ISO 32000-1, annex H.3: anywhere in the first 1,024 bytes
  if (content.size() >= 512 && at(content, content.size() - 512, "conectix")) return kind("vhd");
  if (const auto cms = kind_of_cms(content); !cms.empty()) return kind(cms);
  if (at(content, 0, "BM") && content.peek(6) == 0 && content.peek(8) == 0) return kind("bmp");
  if (content.peek(0) == 'P' && content.peek(1) >= '1' && content.peek(1) <= '6' && content.peek(2) == '\n')
    return kind("pnm");
  if (xml::is_utf16(content)) {
    static constexpr std::size_t kMost = 64U << 10U;
    std::string room;
    const auto text = xml::as_ascii(content.clamped(0, kMost), room);
    auto markup = kind_of_markup(text);
    // So much before the first element is nothing that a person writes: whoever reads it sees all of it.
    if (content.size() > kMost && trim(text).starts_with('<') && root_of(text).name.empty()) markup = "office-xml";
    // Without a mark only readers of XML take it for UTF-16.
    if (is_utf16_text(head)) return kind(markup.empty() ? "text" : markup);
    if (markup == "office-xml" || markup == "xml") return kind(markup);
  }
  if (is_utf16_text(head)) return kind("text");
  if (!is_text(head.text())) return kind("data");
  return kind(kind_of_text(content.text()));
}

bool looks_like_message(ByteView content) noexcept {
  static constexpr std::array kKnown = {"from"sv,
                                        "to"sv,
                                        "subject"sv,
                                        "date"sv,
                                        "received"sv,
                                        "message-id"sv,
                                        "mime-version"sv,
                                        "return-path"sv,
                                        "content-type"sv,
                                        "delivered-to"sv,
                                        "reply-to"sv,
                                        "x-mailer"sv,
                                        "content-transfer-encoding"sv};
  auto head = content.clamped(0, 4096).text();
  if (head.starts_with("From ")) head = head.substr(std::min(head.find('\n'), head.size() - 1) + 1);
  int known = 0;
  while (!head.empty()) {
    const auto end = std::min(head.find('\n'), head.size());
    const auto line = head.substr(0, end);
    head = head.substr(std::min(end + 1, head.size()));
    if (trim(line).empty()) break;
    if (is_space(line.front())) continue;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    const auto name = trim(line.substr(0, colon));
    for (const auto candidate : kKnown)
      if (equal_fold(name, candidate)) ++known;
  }
  return known >= 2;
}

Family family_of_extension(std::string_view extension) noexcept {
  struct Row {
    Family family;
    std::string_view extensions;
  };
  // What Windows runs or mounts on a double click, beyond the kinds that content can show.
  static constexpr std::array kActing = {
      Row{Family::executable, " exe dll scr pif com cpl msi msp mst sys drv ocx gadget xll wll ax jar efi "},
      Row{Family::script, " js jse vbs vbe wsf wsh wsc sct hta ps1 ps1xml psm1 psd1 psc1 bat cmd reg inf msc py pyw "},
      Row{Family::shortcut,
          " lnk url scf library-ms search-ms searchconnector-ms settingcontent-ms appref-ms desklink mapimail "
          "website "},
      Row{Family::installer, " appinstaller appx appxbundle msix msixbundle application "},
      Row{Family::disk_image, " iso img vhd vhdx udf dmg wim toast "},
      Row{Family::help, " chm hlp "},
      Row{Family::note, " one onepkg "},
      Row{Family::office, " iqy slk dqy oqy rqy csproj "},
  };
  static constexpr auto kByExtension = [] {
    StringTable<Family, 1024> out;
    const auto add = [&](std::string_view list, Family family) {
      for (auto at = std::min(list.size(), std::size_t{1}); at < list.size();) {
        const auto end = list.find(' ', at);
        out.add(list.substr(at, end - at), family);
        at = end + 1;
      }
    };
    for (const auto& row : kActing) add(row.extensions, row.family);
    for (const auto& kind : kKinds) add(kind.extensions, kind.family);
    return out;
  }();
  const auto* known = kByExtension.find(extension);
  return known == nullptr ? Family::unknown : *known;
}

} // namespace fumiban
