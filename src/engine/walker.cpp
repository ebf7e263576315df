// SPDX-License-Identifier: Apache-2.0
// The corridor.
#include "engine/walker.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "correlate/correlate.hpp"
#include "engine/catalogue.hpp"
#include "engine/findings.hpp"
#include "findings/limits.hpp"

namespace fumiban {
namespace {

/// Text is a message where it is declared one, and where it begins like one and is not declared plain text (a letter
/// may quote a header); whatever else it may be is seen by content.
const Kind& kind_as_declared(ByteView content, std::string_view declared) {
  const auto& is = kind_of(content);
  const bool text = is.family == Family::text || is.family == Family::empty;
  if (!text && !looks_like_message(content)) return is;
  if (declared == "message/rfc822" || declared == "message/global" || declared == "message/news")
    return kind("message");
  if (declared.starts_with("multipart/")) return kind("multipart");
  const bool file = declared.empty() || declared.starts_with("application/");
  return is.family == Family::text && file && looks_like_message(content) ? kind("message") : is;
}

/// What is yet to be looked at below one part.
struct Frame {
  std::uint32_t part;
  std::vector<Pending> queue;
  std::vector<std::unique_ptr<Members>> members;
  std::size_t next = 0; ///< in the queue
};

} // namespace

void Walker::walk(ByteView bytes, const ScanOptions& options) {
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
  walk_down();
  if (!context_.locked_.empty()) open_locks();
  correlate::find(context_);
  std::stable_sort(report_.findings.begin(), report_.findings.end(), [](const auto& a, const auto& b) {
    return std::tie(a.part, a.offset, a.spec->id, a.evidence) < std::tie(b.part, b.offset, b.spec->id, b.evidence);
  });
}

void Walker::walk_down() {
  std::vector<Frame> frames;
  const auto push = [&] {
    if (context_.queue_.empty() && context_.members_.empty()) return;
    frames.push_back({context_.current_, std::exchange(context_.queue_, {}), std::exchange(context_.members_, {})});
  };
  for (push(); !frames.empty(); push()) {
    auto& frame = frames.back();
    if (context_.broke()) {
      for (; frame.next < frame.queue.size(); ++frame.next) {
        const auto& left = frame.queue[frame.next];
        if (report_.parts[left.part].type.empty()) report_.parts[left.part].type = kind_of(left.blob.head().whole()).id;
        keep_content(left);
      }
      frames.pop_back();
    } else if (frame.next < frame.queue.size()) {
      const auto pending = std::move(frame.queue[frame.next++]);
      look_at(pending);
      if (context_.queue_.empty() && context_.members_.empty()) finish(pending.part);
    } else if (!frame.members.empty()) {
      context_.current_ = frame.part;
      if (!frame.members.front()->next(context_)) frame.members.erase(frame.members.begin());
    } else {
      const auto part = frame.part;
      frames.pop_back();
      if (frames.empty() || frames.back().part != part) finish(part); // a member of it has a frame of its own
    }
  }
}

/// All that lies in `part` has been looked through: what waited for that is done.
void Walker::finish(std::uint32_t part) {
  for (auto found = context_.waiting_.find(part); found != context_.waiting_.end();
       found = context_.waiting_.find(part)) {
    const auto [whose, work] = std::move(found->second);
    context_.waiting_.erase(found);
    context_.current_ = whose;
    work(context_);
  }
  context_.shared_.erase(part);
}

void Walker::keep_content(const Pending& pending) {
  if (!context_.options().keep_content || !pending.blob.is_whole()) return;
  const auto text = pending.blob.whole().text();
  auto& content = report_.parts[pending.part].content;
  content.resize(text.size());
  std::transform(text.begin(), text.end(), content.begin(), [](char c) { return static_cast<std::byte>(c); });
}

void Walker::keep_text(const Pending& pending, const Analyser& analyser) {
  static constexpr std::uint64_t kMost = 4U << 20U; // of all texts together: people do not write more
  if (context_.options().keep_text) report_.parts[pending.part].text = analyser.text(pending.blob, pending.charset);
  if (readable_bytes_ + pending.blob.size() > kMost) return;
  readable_bytes_ += pending.blob.size();
  readable_.push_back({pending, &analyser});
}

void Walker::look_at(const Pending& pending) {
  context_.current_ = pending.part;
  context_.charset_ = pending.charset;
  context_.parsed_.clear(); // of the part before
  auto& part = report_.parts[pending.part];
  const auto head = pending.blob.head();
  const std::string declared = part.declared_type;
  const auto& is = part.type == "locked" ? kind("locked") : kind_as_declared(head.whole(), declared);
  const Sight sight{head.whole(), is, declared};
  part.type = is.id;
  context_.kind_ = &is;
  keep_content(pending);
  int openers = 0;
  for (const auto* analyser : engine::catalogue()) {
    if (context_.broke()) return;
    if (!analyser->probe(sight)) continue;
    if (analyser->opens) ++openers;
    const bool in_part = !pending.blob.is_whole() && !analyser->streams;
    if (in_part && analyser->opens) context_.reached(limit::kMemory);
    const auto& blob = in_part ? head : pending.blob;
    before_(analyser->name);
    const auto result = analyser->analyse(blob, context_);
    if (!result)
      context_.say(engine::kDamaged, result.error().where, 0, std::string(analyser->name) + ": " + result.error().what);
    if (analyser->text != nullptr) keep_text({pending.part, blob, pending.charset}, *analyser);
  }
  if (openers > 1) context_.say(engine::kPolyglot, 0, 0, is.id);
  if (openers == 0 || is.reading == Reading::unread) say_unread(is);
}

void Walker::say_unread(const Kind& is) {
  if (is.reading != Reading::unread || is.id == "locked") return; // a lock is told when nothing opened it
  if (is.family == Family::unknown) {
    // In a further reading unknown bytes are what a wrong decoding looks like; in a document they are its own data
    // (printer settings, sheets of BIFF12): nobody opens them by themselves.
    const auto parent = context_.part().parent;
    const bool of_document =
        parent != kNoPart && (report_.parts[parent].type == "ooxml" || report_.parts[parent].type == "office-xml");
    if (!of_document && context_.is_ordinary(context_.part_index())) context_.say(engine::kUnknown);
  } else if (is.id == "cms-sealed" || is.id == "pgp-sealed") context_.say(engine::kSealed, 0, 0, is.id);
  else context_.say(engine::kUnread, 0, 0, is.id);
}

} // namespace fumiban
