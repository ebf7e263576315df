// SPDX-License-Identifier: Apache-2.0
// Files inside text.
// Reads:  uuencode, yEnc, BinHex; "--X" followed by a MIME field; runs of base64 lines.
// Leaves: base64 that decodes to nothing known: words and tokens look like it.
// Trusts: nothing; what is found is one more reading of the text, never a replacement.
// Costs:  one pass over the lines, which leaves most of them at the first character.
// Damage: none possible: text that holds nothing is text.
#include "mime/embedded.hpp"

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"
#include "mime/disagreement.hpp"
#include "mime/encodings.hpp"
#include "mime/findings.hpp"
#include "mime/line_marks.hpp"
#include "mime/message.hpp"

namespace fumiban::mime {
namespace {

constexpr std::size_t kMostFiles = 64;

void found(Context& context, Disagreement kind, Child child) {
  child.reading = row_of(kind).id;
  context.say(kIrregular, child.offset, child.raw_size, child.reading);
  const auto here = context.part_index();
  context.add(here, std::move(child));
}

/// True for text as a person or an interpreter would read it: UTF-8 or nearly all printable.
bool is_readable(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") || is_utf8(text)) return true;
  std::size_t odd = 0;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 127) ++odd;
  return odd * 20 < text.size();
}

void read_base64(const Blob& blob, const LineMarks& marks, Context& context) {
  const auto text = blob.whole().text();
  std::size_t files = 0;
  for (const auto& [begin, end] : marks.base64) {
    if (files == kMostFiles || !context.pay(end - begin)) return;
    auto decoded = decode_base64(text.substr(begin, end - begin), Padding::restarts);
    const ByteView bytes{std::string_view(decoded)};
    const auto& kind = kind_of(bytes);
    // Words and tokens that merely look like base64 decode to noise.
    if (kind.family == Family::unknown || kind.family == Family::empty ||
        (kind.family == Family::text && !is_readable(decoded)))
      continue;
    ++files;
    found(context, Disagreement::undeclared_encoding,
          {.blob = Blob::owned(std::move(decoded)), .name = {}, .offset = begin, .raw_size = end - begin});
  }
}

Result<void> analyse(const Blob& blob, Context& context) {
  if (!context.pay(blob.size())) return {};
  const auto text = blob.whole().text();
  const auto marks = line_marks(text);
  for (auto& file : embedded_files(text, marks.files, kMostFiles)) {
    const auto kind = file.how == "yenc"     ? Disagreement::yenc
                      : file.how == "binhex" ? Disagreement::binhex
                                             : Disagreement::uuencode;
    found(context, kind,
          {.blob = Blob::owned(std::move(file.bytes)),
           .name = to_utf8(file.name, {}).utf8,
           .offset = file.offset,
           .raw_size = file.length});
  }
  if (marks.boundary.data() != nullptr) {
    const auto begin = static_cast<std::size_t>(marks.boundary.data() - text.data()) - 2;
    found(context, Disagreement::undeclared_multipart,
          {.blob = blob.piece(blob.whole().clamped(begin)),
           .name = {},
           .declared_type = "multipart/mixed",
           .offset = begin,
           .raw_size = text.size() - begin});
  }
  read_base64(blob, marks, context);
  return {};
}

bool is_text(const Sight& sight) noexcept {
  // A message's own texts are looked at one by one.
  if (sight.declared.starts_with("multipart/") || sight.declared == "message/rfc822" || is_attached_message(sight))
    return false;
  return sight.kind.family == Family::text || sight.kind.family == Family::web ||
         (sight.kind.family == Family::unknown && (sight.declared.empty() || sight.declared.starts_with("text/")));
}

constexpr std::array<const FindingSpec*, 1> kFindings = {&kIrregular};

} // namespace

const Analyser kEmbeddedAnalyser{"embedded", &is_text, &analyse, kFindings};

} // namespace fumiban::mime
