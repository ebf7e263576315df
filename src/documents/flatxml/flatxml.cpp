// SPDX-License-Identifier: Apache-2.0
// Documents of Office that are one XML file.
// Reads:  Word 2003 XML (binData, docSuppData; attachedTemplate, subDoc, frames), Flat OPC (part, binaryData, xmlData),
//         Excel 2003 XML, which has neither macros nor macro sheets.
// Leaves: namespaces: an element is what its local name says; formulas, formats, fields.
// Trusts: no name of a part; what a part is, its content says.
// Costs:  one pass; what is decoded.
// Damage: data without an end runs to the end, and the file is said to be damaged.
#include "documents/flatxml/flatxml.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/xml.hpp"
#include "documents/office/external.hpp"
#include "documents/office/findings.hpp"
#include "findings/archive.hpp"
#include "links/links.hpp"

namespace fumiban::flatxml {
namespace {

using xml::Token;

bool is_data(std::string_view name) { return name == "binData" || name == "binaryData"; }

/// Content that Office fetches by itself: the element and its attribute.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kFetched = {
    {{"attachedTemplate", "val"}, {"subDoc", "link"}, {"sourceFileName", "val"}, {"WorksheetSource", "HRef"}}};

/// The document and its characters, which are the blob's own where ASCII is ASCII in it.
struct Document {
  explicit Document(Blob bytes) : blob(std::move(bytes)), text(xml::as_ascii(blob.whole(), room)) {}
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  ~Document() = default;
  Blob blob;
  std::string room;
  std::string_view text;
};

/// What the document holds, part by part.
class Parts final : public Members {
public:
  explicit Parts(std::unique_ptr<Document> document)
      : document_(std::move(document)), text_(document_->text), tokens_(text_) {}

  bool next(Context& context) override {
    Token token;
    while (tokens_.next(token)) {
      const bool done = inside_ == Inside::data ? take_data(token) : take(token, context);
      if (!done) continue;
      if (!hand_on(token, context)) return false;
      return true;
    }
    if (inside_ == Inside::nothing) return false;
    context.say(archive::kDamaged, begin_, 0, name_);
    token.begin = text_.size();
    return hand_on(token, context);
  }

private:
  enum class Inside { nothing, data, part };

  /// True if the data ends here.
  bool take_data(const Token& token) {
    if (token.kind == Token::Kind::text) base64_ += token.literal ? std::string(token.text) : xml::decoded(token.text);
    return token.kind == Token::Kind::close && is_data(xml::local(token.name));
  }

  /// True if a part ends here.
  bool take(const Token& token, Context& context) {
    if (token.kind == Token::Kind::text) return false;
    const auto name = xml::local(token.name);
    const bool opens = token.kind == Token::Kind::open && !token.empty;
    if (inside_ == Inside::part) {
      if (name != "xmlData") return false;
      depth_ = opens ? depth_ + 1 : depth_ - 1;
      return depth_ == 0;
    }
    if (token.kind == Token::Kind::close) return false;
    if (name == "part") part_ = xml::attribute(token.attributes, "name").value_or("");
    for (const auto& [element, attribute] : kFetched)
      if (name == element)
        if (const auto address = xml::attribute(token.attributes, attribute); address && office::is_remote(*address))
          context.say(office::kExternal, token.begin, token.end - token.begin, *address);
    if (opens && is_data(name)) begin(Inside::data, token);
    if (opens && name == "xmlData") begin(Inside::part, token);
    return false;
  }

  void begin(Inside inside, const Token& token) {
    inside_ = inside;
    begin_ = token.end;
    depth_ = 1;
    name_ = xml::attribute(token.attributes, "name").value_or(part_);
    if (name_.starts_with('/')) name_.erase(0, 1);
  }

  /// Hands on the part that ends at `end`. False: a limit is reached.
  bool hand_on(const Token& end, Context& context) {
    const auto inside = std::exchange(inside_, Inside::nothing);
    const auto raw = text_.substr(begin_, end.begin - begin_);
    if (!context.room() || !context.pay(raw.size())) return false;
    // XML may have been cut out of what declared it.
    auto bytes = inside == Inside::data ? decode_base64(base64_, Padding::ignored)
                                        : "<?xml version=\"1.0\"?>" + std::string(raw);
    base64_.clear();
    (void)context.add(
        context.part_index(),
        {.blob = Blob::owned(std::move(bytes)), .name = std::move(name_), .offset = begin_, .raw_size = raw.size()});
    name_.clear();
    return true;
  }

  std::unique_ptr<Document> document_;
  std::string_view text_;
  xml::Tokens tokens_;
  Inside inside_ = Inside::nothing;
  std::string part_; ///< the name of the package's part that is being read
  std::string name_;
  std::string base64_;
  std::size_t begin_ = 0;
  std::size_t depth_ = 0; ///< of xmlData in xmlData
};

/// The charset that the declaration names.
std::string_view charset_of(std::string_view text) {
  static constexpr std::string_view kMark = "encoding=";
  const auto head = text.substr(0, std::min(text.find("?>"), std::size_t{256}));
  const auto at = head.find(kMark);
  if (!head.starts_with("<?xml") || at == std::string_view::npos) return "utf-8";
  const auto value = head.substr(std::min(at + kMark.size() + 1, head.size()));
  return value.substr(0, value.find_first_of("\"'"));
}

/// What people read: paragraphs and rows are lines, cells and tabs stand apart by tabs. The parts of a package have
/// texts of their own.
std::string text_of(const Blob& blob, std::string_view) {
  const Document document(blob);
  xml::Tokens tokens(document.text);
  std::string out;
  std::string_view within; // what is passed over
  for (Token token; tokens.next(token);) {
    const auto name = xml::local(token.name);
    if (!within.empty()) {
      if (token.kind == Token::Kind::close && name == within) within = {};
    } else if (token.kind == Token::Kind::text) {
      if (token.literal) out += token.text;
      else if (!trim(token.text).empty()) out += xml::decoded(token.text);
    } else if (token.kind == Token::Kind::open && !token.empty && (is_data(name) || name == "part")) {
      within = name;
    } else if (name == "tab" || (token.kind == Token::Kind::close && (name == "Cell" || name == "tc"))) {
      out += '\t';
    } else if (name == "br" || (token.kind == Token::Kind::close && (name == "p" || name == "Row"))) {
      out += '\n';
    }
  }
  return to_utf8(out, document.room.empty() ? charset_of(document.text) : "utf-8").utf8;
}

Result<void> analyse(const Blob& blob, Context& context) {
  if (!context.pay(blob.size())) return {};
  auto document = std::make_unique<Document>(blob);
  if (!context.pay(document->room.size())) return {};
  links::note_urls(document->text, context);
  context.enumerate(std::make_unique<Parts>(std::move(document)));
  return {};
}

bool is_flat(const Sight& sight) noexcept { return sight.kind.id == "office-xml"; }

constexpr std::array<const FindingSpec*, 2> kFindings = {&office::kExternal, &archive::kDamaged};

} // namespace

const Analyser kAnalyser{"flatxml", &is_flat, &analyse, kFindings, true, false, &text_of};

} // namespace fumiban::flatxml
