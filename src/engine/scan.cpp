// SPDX-License-Identifier: Apache-2.0
// The corridor: takes parts from the queue and lets every analyser that recognises one look at it.
#include "fumiban/scan.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "analyser/analyser.hpp"
#include "correlate/correlate.hpp"
#include "engine/catalogue.hpp"
#include "engine/findings.hpp"
#include "findings/limits.hpp"
#include "findings/promised.hpp"
#include "fumiban/build.hpp"

namespace fumiban {
namespace {

constexpr std::array kOwnFindings = {&engine::kUnread, &engine::kUnknown, &engine::kSealed, &engine::kDamaged,
                                     &engine::kPolyglot};

} // namespace

/// One scan from the root to the last part.
class Walker {
public:
  Walker(Report& report, const ScanOptions& options) : report_(report), context_(report, options) {}

  void walk(ByteView bytes, const ScanOptions& options) {
    const bool message = options.message || looks_like_message(bytes);
    context_.add(kNoPart, {.blob = Blob::borrowed(bytes),
                           .name = message ? std::string() : options.name,
                           .declared_type = message ? "message/rfc822" : ""});
    if (report_.parts.empty()) { // not even the first part could be paid for
      auto& root = report_.parts.emplace_back();
      root.type = kind("data").id;
      root.size = bytes.size();
      root.readings.emplace_back("plain");
    }
    while (!context_.queue_.empty() && !context_.broke()) {
      const auto pending = std::move(context_.queue_.front());
      context_.queue_.pop_front();
      look_at(pending);
    }
    for (const auto& left : context_.queue_) {
      report_.parts[left.part].type = kind_of(left.blob.whole()).id;
      keep_content(left);
    }
    correlate::find(context_);
    std::stable_sort(report_.findings.begin(), report_.findings.end(), [](const auto& a, const auto& b) {
      return std::tie(a.part, a.offset, a.spec->id, a.evidence) < std::tie(b.part, b.offset, b.spec->id, b.evidence);
    });
  }

private:
  /// Text is a message where it is declared one; whatever else it may be is seen by content.
  static const Kind& kind_as_declared(ByteView content, std::string_view declared) {
    const auto& is = kind_of(content);
    if (is.family != Family::text && is.family != Family::empty && !looks_like_message(content)) return is;
    if (declared == "message/rfc822" || declared == "message/global" || declared == "message/news")
      return kind("message");
    return declared.starts_with("multipart/") ? kind("multipart") : is;
  }

  void keep_content(const Pending& pending) {
    if (!context_.options().keep_content) return;
    const auto text = pending.blob.whole().text();
    auto& content = report_.parts[pending.part].content;
    content.resize(text.size());
    std::transform(text.begin(), text.end(), content.begin(), [](char c) { return static_cast<std::byte>(c); });
  }

  void look_at(const Pending& pending) {
    context_.current_ = pending.part;
    context_.charset_ = pending.charset;
    const auto content = pending.blob.whole();
    auto& part = report_.parts[pending.part];
    const std::string declared = part.declared_type;
    const auto& is = kind_as_declared(content, declared);
    const Sight sight{content, is, declared};
    part.type = is.id;
    context_.kind_ = &is;
    keep_content(pending);
    int openers = 0;
    for (const auto* analyser : engine::catalogue()) {
      if (context_.broke()) return;
      if (!analyser->probe(sight)) continue;
      if (analyser->opens) ++openers;
      const auto result = analyser->analyse(pending.blob, context_);
      if (!result)
        context_.say(engine::kDamaged, result.error().where, 0,
                     std::string(analyser->name) + ": " + result.error().what);
    }
    if (openers > 1) context_.say(engine::kPolyglot, 0, 0, is.id);
    if (openers == 0) say_unread(is);
  }

  void say_unread(const Kind& is) {
    if (is.reading != Reading::unread) return;
    if (is.family == Family::unknown) {
      // In a further reading unknown bytes are what a wrong decoding looks like.
      if (context_.is_ordinary(context_.part_index())) context_.say(engine::kUnknown);
    } else if (is.id == "cms-sealed" || is.id == "pgp-sealed") context_.say(engine::kSealed, 0, 0, is.id);
    else context_.say(engine::kUnread, 0, 0, is.id);
  }

  Report& report_;
  Context context_;
};

Report scan(std::span<const std::byte> bytes, const ScanOptions& options) {
  Report report;
  report.notes.emplace_back("parsed in this process");
  Walker(report, options).walk(ByteView(bytes), options);
  return report;
}

std::vector<Format> formats() {
  std::vector<Format> out;
  for (const auto& kind : kinds())
    out.push_back({kind.id, kind.media, name_of(kind.family), kind.extensions, kind.reading != Reading::unread,
                   kind.reading == Reading::opened});
  return out;
}

std::vector<const FindingSpec*> finding_specs() {
  std::vector<const FindingSpec*> out(kOwnFindings.begin(), kOwnFindings.end());
  for (const auto* analyser : engine::catalogue())
    out.insert(out.end(), analyser->findings.begin(), analyser->findings.end());
  const auto correlated = correlate::findings();
  out.insert(out.end(), correlated.begin(), correlated.end());
  out.insert(out.end(), limit::specs().begin(), limit::specs().end());
  out.insert(out.end(), promised::specs().begin(), promised::specs().end());
  std::sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::string_view version() noexcept { return kVersion; }

} // namespace fumiban
