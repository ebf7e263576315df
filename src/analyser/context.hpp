// SPDX-License-Identifier: Apache-2.0
/// @file
/// What an analyser may do: pay, say, and hand on children. It sees nothing else of the house.
#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyser/blob.hpp"
#include "base/budget.hpp"
#include "fumiban/dns.hpp"
#include "fumiban/options.hpp"
#include "fumiban/report.hpp"
#include "kind/kind.hpp"

namespace fumiban {

/// Something that an analyser found inside a part.
struct Child {
  Blob blob;
  std::string name; ///< as a person would see it, UTF-8
  std::vector<std::string> other_names{};
  std::string declared_type{}; ///< lower case "type/subtype"
  std::string_view reading = "plain";
  std::uint32_t alternate_of = kNoPart;
  std::uint64_t offset = 0; ///< raw bytes in the parent's content
  std::uint64_t raw_size = 0;
  HeaderFields fields{};
  std::string charset{}; ///< label, for text
};

/// A part that waits for the walker.
struct Pending {
  std::uint32_t part = 0;
  Blob blob;
  std::string charset;
};

class Context;

/// The members of an archive, made one at a time, so that one at a time is held: the walker looks through each, and
/// what it holds, before it asks for the next.
class Members {
public:
  Members() = default;
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;
  virtual ~Members() = default;
  /// Adds the next member to the part that is being analysed, or says why not. False: that was all.
  [[nodiscard]] virtual bool next(Context& context) = 0;
};

/// Content that only a password opens.
class Lock {
public:
  Lock() = default;
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  virtual ~Lock() = default;
  /// Tries one password, the cheapest check first. True: it fits, and the content has been handed on by
  /// Context::unlocked() or Context::enumerate().
  [[nodiscard]] virtual bool open(std::string_view password, Context& context) = 0;
};

/// A lock that waits until every text has been read.
struct Locked {
  std::uint32_t part = 0;
  std::shared_ptr<Lock> lock;
  const FindingSpec* spec = nullptr; ///< what is said if nothing opens it
  std::string evidence{};
};

/// Bytes of unpacked content that are held at a time.
struct Memory {
  std::uint64_t allowed = 0;
  std::uint64_t held = 0;
};

/// One scan's state. Analysers get it with `part()` set to the part they are called for.
class Context {
public:
  Context(Report& report, const ScanOptions& options, dns::Ask ask = {});

  [[nodiscard]] std::uint32_t part_index() const noexcept { return current_; }
  [[nodiscard]] Part& part() noexcept { return report_.parts[current_]; }
  [[nodiscard]] Part& part(std::uint32_t index) noexcept { return report_.parts[index]; }
  [[nodiscard]] const Report& report() const noexcept { return report_; }
  [[nodiscard]] const ScanOptions& options() const noexcept { return options_; }
  [[nodiscard]] const Limits& limits() const noexcept { return options_.limits; }
  /// True if every program reaches that part: neither it nor what it lies in is one of several readings.
  [[nodiscard]] bool is_ordinary(std::uint32_t part) const noexcept;
  /// What the part that is being analysed is by its content.
  [[nodiscard]] const Kind& kind() const noexcept { return *kind_; }
  /// The charset label of the part that is being analysed.
  [[nodiscard]] std::string_view charset() const noexcept { return charset_; }

  /// `blob`, which is the part that is being analysed, opened by T::open(blob, context): once, however many analysers
  /// ask. To be asked from Analyser::analyse alone; what is given may be kept.
  template <class T>
  [[nodiscard]] Result<std::shared_ptr<const T>> parsed(const Blob& blob) {
    using Answer = Result<std::shared_ptr<const T>>;
    auto& slot = parsed_[typeid(T)];
    if (!slot.has_value()) {
      auto opened = T::open(blob, *this);
      slot = opened ? Answer(std::make_shared<const T>(std::move(opened).value())) : Answer(opened.error());
    }
    return *std::any_cast<Answer>(&slot);
  }

  /// What the readers of one document share: a T that lives until `part` and all that lies in it have been looked
  /// through. `part` is the one that is being analysed, or one that it lies in. Formats do not call each other; what
  /// one of them finds beside a macro reaches the judge of macros so.
  template <class T>
  [[nodiscard]] T& shared(std::uint32_t part) {
    auto& slot = shared_[part][typeid(T)];
    if (!slot.has_value()) slot = T{};
    return *std::any_cast<T>(&slot);
  }
  /// Does `work` for the part that is being analysed once `part` (itself, or one that it lies in) has been looked
  /// through: what lies beside it is known then, in whatever order it lies there. Not done if the budget ends before.
  void when_done(std::uint32_t part, std::function<void(Context&)> work) {
    waiting_.emplace(part, std::pair(current_, std::move(work)));
  }

  /// What the domain name system says, if somebody may be asked: behind the wall, before the first document. Waits.
  [[nodiscard]] dns::Answer ask(const dns::Question& question) const;

  /// Pays for looking at or making `bytes`. False: the limit is reached and has been said; stop.
  [[nodiscard]] bool pay(std::uint64_t bytes);
  /// True once any payment was refused.
  [[nodiscard]] bool broke() const noexcept { return bytes_.refused(); }
  [[nodiscard]] std::uint64_t affordable() const noexcept { return bytes_.left(); }

  /// States a finding about the current part. Said twice with the same evidence about one part, it counts once.
  void say(const FindingSpec& spec, std::uint64_t offset = 0, std::uint64_t length = 0,
           std::string_view evidence = {}) {
    say_of(current_, spec, offset, length, evidence);
  }
  void say_of(std::uint32_t part, const FindingSpec& spec, std::uint64_t offset, std::uint64_t length,
              std::string_view evidence);
  /// States that a limit was reached in the current part.
  void reached(const FindingSpec& limit) { reached_in(current_, limit); }
  void reached_in(std::uint32_t part, const FindingSpec& limit);
  /// Notes something to look up. `kind` is a constant.
  void indicate(std::string_view kind, std::string value);

  /// Hands on a child of `parent` to be analysed. Its index, or kNoPart if a limit forbids it or, for a further
  /// reading, if the same content is known already (its readings then name this one too).
  std::uint32_t add(std::uint32_t parent, Child child);
  /// True if the part that is being analysed may have one more child; else the limit has been said. To be asked before
  /// a child is made.
  [[nodiscard]] bool room() { return !broke() && room_under(current_); }
  /// Hands on a child that only a password opens: it has a name and `size`, and no content yet.
  std::uint32_t add_locked(std::uint32_t parent, Child child, std::uint64_t size, std::shared_ptr<Lock> lock,
                           const FindingSpec& spec, std::string_view evidence);
  /// States that only a password opens (more of) the part that is being analysed.
  void lock(std::shared_ptr<Lock> lock, const FindingSpec& spec, std::string_view evidence);
  /// The content of the part whose lock was opened.
  void unlocked(Blob content);
  /// Hands on children that are made one at a time.
  void enumerate(std::unique_ptr<Members> members) { members_.push_back(std::move(members)); }
  /// Room for unpacked content, shared with all blobs that take some of it.
  [[nodiscard]] const std::shared_ptr<Memory>& memory() const noexcept { return memory_; }
  /// A container without content of its own (a multipart): has an index, is not analysed.
  std::uint32_t add_container(std::uint32_t parent, Child child, std::string_view type);

private:
  friend class Walker;

  [[nodiscard]] bool room_under(std::uint32_t parent);
  std::uint32_t append(std::uint32_t parent, Child& child);
  void say_unchecked(std::uint32_t part, const FindingSpec& spec, std::uint64_t offset, std::uint64_t length,
                     std::string_view evidence);

  Report& report_;
  const ScanOptions& options_;
  dns::Ask ask_;
  Budget bytes_;
  std::uint32_t current_ = 0;
  std::string charset_;
  const Kind* kind_ = nullptr;
  std::unordered_map<std::type_index, std::any> parsed_; ///< of the part that is being analysed; the walker clears it
  std::unordered_map<std::uint32_t, std::unordered_map<std::type_index, std::any>> shared_;
  std::unordered_multimap<std::uint32_t, std::pair<std::uint32_t, std::function<void(Context&)>>> waiting_;
  std::vector<Pending> queue_;                    ///< children of the part that is being analysed
  std::vector<std::unique_ptr<Members>> members_; ///< and those that are yet to be made
  std::vector<Locked> locked_;
  std::shared_ptr<Memory> memory_;
  std::unordered_map<std::uint64_t, std::uint32_t> by_digest_;
  std::unordered_set<std::string> said_;
  std::unordered_set<std::string_view> ids_;
  std::unordered_set<std::string> indicated_;
};

} // namespace fumiban
