// SPDX-License-Identifier: Apache-2.0
#include "documents/text/text.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "links/links.hpp"

namespace fumiban::text {
namespace {

bool is_wide(std::string_view bytes, std::string_view label) {
  return label.starts_with("utf-16") || label.starts_with("utf-32") || label.starts_with("utf-7") ||
         bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

std::string decoded(std::string_view bytes, std::string_view label) {
  return to_utf8(bytes, is_wide(bytes, label) && !label.starts_with("utf-") ? "utf-16" : label).utf8;
}

Result<void> analyse(const Blob& blob, Context& context) {
  if (!context.pay(blob.size())) return {};
  const auto bytes = blob.whole().text();
  const auto label = to_lower(context.charset());
  const bool wide = is_wide(bytes, label);
  if (wide) links::note_urls(decoded(bytes, label), context);
  else links::note_urls(bytes, context); // addresses are ASCII in every other charset
  return {};
}

std::string text_of(const Blob& blob, std::string_view charset) {
  return decoded(blob.whole().text(), to_lower(charset));
}

bool is_text(const Sight& sight) noexcept {
  return sight.kind.family == Family::text && !sight.declared.starts_with("multipart/") &&
         sight.declared != "message/rfc822";
}

} // namespace

const Analyser kAnalyser{"text", &is_text, &analyse, {}, false, false, &text_of};

} // namespace fumiban::text
