// SPDX-License-Identifier: Apache-2.0
// PDF: every object in the file, whether a cross-reference table names it or not.
// Reads:  dictionaries, strings, object streams, embedded files (ISO 32000-1, 7.3, 7.5.7, 7.11, 12.6).
// Leaves: pages, fonts, pictures; decryption; filters other than FlateDecode.
// Trusts: no cross-reference table and no /Length that "endstream" does not confirm: readers repair both.
// Costs:  one pass over what is no stream; only object streams and embedded files are inflated, and paid for.
// Damage: a token that fits nothing is passed over.
#include "documents/pdf/pdf.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <vector>

#include "base/ascii.hpp"
#include "base/inflate.hpp"
#include "base/text.hpp"
#include "documents/pdf/lexer.hpp"
#include "findings/limits.hpp"
#include "links/links.hpp"

namespace fumiban::pdf {
namespace {

/// A script runs when the document or something in it is opened.
constexpr FindingSpec kJavaScript{"pdf.javascript", Severity::medium, Topic::content, Unread::no, "T1059.007"};
/// Something happens when the document is opened.
constexpr FindingSpec kOpenAction{"pdf.open-action", Severity::info, Topic::content, Unread::no, "T1204.002"};
/// An action starts a program or opens a file.
constexpr FindingSpec kLaunch{"pdf.launch", Severity::high, Topic::content, Unread::no, "T1204.002"};
/// A file is attached inside the document.
constexpr FindingSpec kEmbedded{"pdf.embedded-file", Severity::low, Topic::content, Unread::no, "T1027.009"};
/// Strings and streams are encrypted.
constexpr FindingSpec kEncrypted{"pdf.encrypted", Severity::low, Topic::content, Unread::locked, "T1027.013"};
/// A name that means something is written with escapes.
constexpr FindingSpec kHiddenName{"pdf.hidden-name", Severity::medium, Topic::evasion, Unread::no, "T1027"};
/// An attached file is packed in a way that is not read.
constexpr FindingSpec kUnreadStream{"pdf.unread-stream", Severity::low, Topic::engine, Unread::unknown_container};

constexpr std::size_t kDeepest = 64;

/// What matters of one dictionary.
struct Dictionary {
  std::string type;
  std::string subtype;
  std::string action; ///< /S
  std::string file_name;
  std::string uri;
  std::string filters; ///< names, blank before each
  std::optional<std::size_t> length;
  std::size_t predictor = 1; ///< /DecodeParms /Predictor (7.4.4.4)
  std::size_t columns = 1;
  bool has_filter = false; ///< there is a /Filter, readable here or not
  bool has_first = false;  ///< /First, which only object streams have
  bool encrypt = false;
  bool embeds = false; ///< /EF
  std::size_t offset = 0;
};

/// A text string (7.9.2.2): UTF-16 with a byte order mark, UTF-8, or PDFDocEncoding.
std::string text_string(std::string_view bytes) {
  return to_utf8(bytes, bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE") ? "utf-16" : "").utf8;
}

/// Undoes the PNG predictors (RFC 2083 6) in place, one byte a pixel. False where the rows are not of that kind.
bool undo_png_predictor(std::string& bytes, std::size_t columns) {
  if (columns == 0 || columns > 1U << 20U) return false;
  std::string row(columns, '\0');
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += columns + 1) {
    const auto filter = bytes[at];
    const auto above = row;
    for (std::size_t i = 0; i < columns && at + 1 + i < bytes.size(); ++i) {
      const int left = i == 0 ? 0 : static_cast<unsigned char>(row[i - 1]);
      const int up = static_cast<unsigned char>(above[i]);
      const int corner = i == 0 ? 0 : static_cast<unsigned char>(above[i - 1]);
      int guess = 0;
      switch (filter) {
        case 0: break;
        case 1: guess = left; break;
        case 2: guess = up; break;
        case 3: guess = (left + up) / 2; break;
        case 4: {
          const int a = std::abs(up - corner);
          const int b = std::abs(left - corner);
          const int c = std::abs(left + up - 2 * corner);
          guess = a <= b && a <= c ? left : b <= c ? up : corner;
          break;
        }
        default: return false;
      }
      row[i] = static_cast<char>(bytes[at + 1 + i] + guess);
    }
    out += std::string_view(row).substr(0, std::min(columns, bytes.size() - at - 1));
  }
  bytes = std::move(out);
  return true;
}

class Document {
public:
  Document(const Blob& blob, Context& context) : context_(context) { pending_.push_back(blob); }

  Result<void> read() {
    while (!pending_.empty() && !context_.broke()) {
      const auto blob = std::move(pending_.back());
      pending_.pop_back();
      read_tokens(blob);
      outer_ = false;
    }
    for (auto& file : files_) {
      const auto here = context_.part_index();
      context_.add(here, {.blob = std::move(file), .name = file_name_});
    }
    if (objects_ == 0) return Error{Error::Kind::malformed, "no object", 0};
    return {};
  }

private:
  void read_tokens(const Blob& blob) {
    Lexer lexer(blob.whole().text());
    Token token;
    std::vector<Dictionary> open;
    Dictionary closed;
    std::string key;
    bool after_key = false;
    for (lexer.next(token); token.kind != Token::Kind::end; lexer.next(token)) {
      switch (token.kind) {
        case Token::Kind::dict_open:
          note_key(key, open);
          if (open.size() < kDeepest) open.emplace_back().offset = token.offset;
          after_key = false;
          if (++objects_ > context_.limits().pdf_objects) {
            context_.reached(limit::kPdfObjects);
            return;
          }
          break;
        case Token::Kind::dict_close:
          if (!open.empty()) {
            closed = std::move(open.back());
            open.pop_back();
            judge(closed);
            if (!open.empty() && closed.predictor > 1) { // /DecodeParms << /Predictor 12 /Columns 4 >>
              open.back().predictor = closed.predictor;
              open.back().columns = closed.columns;
            }
          }
          after_key = false;
          break;
        case Token::Kind::name:
          if (open.empty()) break;
          if (token.escaped && means_something(token.text)) say(kHiddenName, token.offset, token.raw);
          if (after_key) {
            take_name(open.back(), key, token.text);
            // In an array of names ("/Filter [/ASCIIHexDecode /FlateDecode]") the key stays.
            after_key = key == "Filter" && in_array_;
          } else {
            key = token.text;
            after_key = true;
            note_key(key, open);
          }
          break;
        case Token::Kind::string:
          if (!open.empty() && after_key) take_string(open.back(), key, token);
          if (!in_array_) after_key = false;
          break;
        case Token::Kind::array_open: in_array_ = true; break;
        case Token::Kind::array_close:
          in_array_ = false;
          after_key = false;
          break;
        case Token::Kind::number:
          if (!open.empty() && after_key) take_number(open.back(), key, token.raw);
          if (!in_array_) after_key = false;
          break;
        case Token::Kind::word:
          if (token.raw == "stream") read_stream(blob, lexer, closed);
          if (token.raw == "endobj" || token.raw == "obj") open.clear(); // a lost ">>" must not swallow the rest
          if (!in_array_) after_key = false;
          break;
        case Token::Kind::end: break;
      }
    }
  }

  static bool means_something(std::string_view name) {
    static constexpr std::array<std::string_view, 9> kNames = {
        "JS", "JavaScript", "OpenAction", "AA", "Launch", "ObjStm", "EmbeddedFile", "URI", "Encrypt"};
    for (const auto known : kNames)
      if (known == name) return true;
    return false;
  }

  static std::optional<std::size_t> number(std::string_view raw) {
    std::size_t value = 0;
    for (const char c : raw) {
      if (!is_digit(c) || value > (1ULL << 40U)) return std::nullopt;
      value = value * 10 + static_cast<std::size_t>(c - '0');
    }
    return value;
  }

  void note_key(std::string_view key, std::vector<Dictionary>& open) {
    if (open.empty()) return;
    if (key == "OpenAction" || key == "AA") say(kOpenAction, open.back().offset, key);
    if (key == "JS" || key == "JavaScript") say(kJavaScript, open.back().offset, {});
    if (key == "Encrypt") open.back().encrypt = true;
    if (key == "Filter") open.back().has_filter = true;
    if (key == "First") open.back().has_first = true;
    if (key == "EF") open.back().embeds = true;
  }

  static void take_name(Dictionary& dictionary, std::string_view key, const std::string& value) {
    if (key == "Type") dictionary.type = value;
    if (key == "Subtype") dictionary.subtype = value;
    if (key == "S") dictionary.action = value;
    if (key == "Filter" || key == "F") dictionary.filters += " " + value;
  }

  static void take_number(Dictionary& dictionary, std::string_view key, std::string_view raw) {
    const auto value = number(raw);
    if (!value) return;
    if (key == "Length") dictionary.length = value;
    if (key == "Predictor") dictionary.predictor = *value;
    if (key == "Columns") dictionary.columns = *value;
  }

  void take_string(Dictionary& dictionary, std::string_view key, const Token& token) {
    if (key == "URI") links::note_target(text_string(token.text), context_);
    if (key == "UF" || (key == "F" && dictionary.file_name.empty())) dictionary.file_name = text_string(token.text);
  }

  void judge(const Dictionary& dictionary) {
    if (dictionary.action == "JavaScript") say(kJavaScript, dictionary.offset, {});
    if (dictionary.action == "Launch") say(kLaunch, dictionary.offset, dictionary.file_name);
    if (dictionary.encrypt) say(kEncrypted, dictionary.offset, {});
    if (dictionary.embeds && !dictionary.file_name.empty()) {
      say(kEmbedded, dictionary.offset, dictionary.file_name);
      file_name_ = dictionary.file_name;
    }
  }

  void read_stream(const Blob& blob, Lexer& lexer, const Dictionary& dictionary) {
    const auto bytes = blob.whole();
    auto begin = lexer.position();
    if (bytes.peek(begin) == '\r') ++begin;
    if (bytes.peek(begin) == '\n') ++begin;
    std::size_t end = ByteView::npos;
    if (dictionary.length && *dictionary.length <= bytes.size() - std::min(begin, bytes.size())) {
      const auto after = bytes.clamped(begin + *dictionary.length, begin + *dictionary.length + 16).text();
      if (trim(after).starts_with("endstream")) end = begin + *dictionary.length;
    }
    if (end == ByteView::npos) end = bytes.find(std::string_view("endstream"), begin);
    const auto packed = bytes.clamped(begin, end);
    lexer.seek(end == ByteView::npos ? bytes.size() : end);
    const bool objects = dictionary.type == "ObjStm" || dictionary.has_first;
    const bool file = dictionary.type == "EmbeddedFile";
    if ((!objects && !file) || !context_.pay(packed.size())) return;
    if (dictionary.filters.empty() && !dictionary.has_filter) {
      (file ? files_ : pending_).push_back(blob.piece(packed));
      return;
    }
    if (dictionary.filters != " FlateDecode" && dictionary.filters != " Fl") {
      say(kUnreadStream, begin, dictionary.filters);
      return;
    }
    auto inflated = inflate_zlib(packed, [this](std::uint64_t bytes_made) { return context_.pay(bytes_made); });
    if (!inflated.complete) say(kUnreadStream, begin, "FlateDecode: cut off or broken");
    if (dictionary.predictor > 1 && !undo_png_predictor(inflated.bytes, dictionary.columns)) {
      say(kUnreadStream, begin, "Predictor " + std::to_string(dictionary.predictor));
      return;
    }
    if (!inflated.bytes.empty()) (file ? files_ : pending_).push_back(Blob::owned(std::move(inflated.bytes)));
  }

  /// Offsets inside object streams mean nothing to a person: such findings are about the whole part.
  void say(const FindingSpec& spec, std::size_t offset, std::string_view evidence) {
    context_.say(spec, outer_ ? offset : 0, 0, evidence);
  }

  Context& context_;
  std::vector<Blob> pending_;
  std::vector<Blob> files_;
  std::string file_name_;
  std::uint64_t objects_ = 0;
  bool in_array_ = false;
  bool outer_ = true;
};

Result<void> analyse(const Blob& blob, Context& context) {
  if (!context.pay(blob.size())) return {};
  return Document(blob, context).read();
}

/// "%PDF-" may stand anywhere in the first 1,024 bytes (annex H.3), so a PDF can begin as something else.
bool is_pdf(const Sight& sight) noexcept {
  if (sight.kind.id == "pdf") return true;
  const bool words = sight.kind.family == Family::text || sight.kind.family == Family::message ||
                     sight.kind.family == Family::multipart;
  return !words && sight.content.clamped(0, 1024 + 5).find("%PDF-") != ByteView::npos;
}

constexpr std::array<const FindingSpec*, 7> kFindings = {&kJavaScript, &kOpenAction, &kLaunch,      &kEmbedded,
                                                         &kEncrypted,  &kHiddenName, &kUnreadStream};

} // namespace

const Analyser kAnalyser{"pdf", &is_pdf, &analyse, kFindings, true};

} // namespace fumiban::pdf
