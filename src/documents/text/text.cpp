// SPDX-License-Identifier: Apache-2.0
#include "documents/text/text.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "links/links.hpp"

namespace fumiban::text {
namespace {

Result<void> analyse(const Blob& blob, Context& context) {
  if (!context.pay(blob.size())) return {};
  const auto bytes = blob.whole().text();
  const auto label = to_lower(context.charset());
  const bool wide = label.starts_with("utf-16") || label.starts_with("utf-32") || label.starts_with("utf-7") ||
                    bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  if (!wide && !context.options().keep_text) { // addresses are ASCII in every other charset
    links::note_urls(bytes, context);
    return {};
  }
  auto decoded = to_utf8(bytes, wide && !label.starts_with("utf-") ? "utf-16" : std::string_view(label));
  links::note_urls(decoded.utf8, context);
  if (context.options().keep_text) context.part().text = std::move(decoded.utf8);
  return {};
}

bool is_text(const Sight& sight) noexcept {
  return sight.kind.family == Family::text && !sight.declared.starts_with("multipart/") &&
         sight.declared != "message/rfc822";
}

} // namespace

const Analyser kAnalyser{"text", &is_text, &analyse, {}};

} // namespace fumiban::text
