// SPDX-License-Identifier: Apache-2.0
/// @file
/// What crosses the sandbox wall: a job in, a report or a list of edits out, as numbers and byte strings. The side that
/// trusts nothing decodes; a report that says what cannot be is refused.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fumiban/edits.hpp"
#include "fumiban/options.hpp"
#include "fumiban/report.hpp"
#include "wire/codec.hpp"

namespace fumiban::wire {

/// All words that reports point to, told once by a worker's parent before it has seen a message: the side that decodes
/// has no reader linked in whose tables it could ask.
class Vocabulary {
public:
  /// What this program itself can say. `specs`, `kinds`: finding_specs() and the ids of formats().
  [[nodiscard]] static std::string encode(std::string_view version, const std::vector<const FindingSpec*>& specs,
                                          const std::vector<std::string_view>& kinds);
  /// An error also where the other side is of another version.
  [[nodiscard]] static Result<std::shared_ptr<const Vocabulary>> decode(ByteView bytes, std::string_view version);

  [[nodiscard]] std::size_t specs() const noexcept { return specs_.size(); }
  /// nullptr if there is none.
  [[nodiscard]] const FindingSpec* spec(std::string_view id) const noexcept;
  /// The id as it lives here; a view without data if there is none.
  [[nodiscard]] std::string_view kind(std::string_view id) const noexcept;

private:
  std::set<std::string, std::less<>> words_;
  std::vector<FindingSpec> specs_; ///< ordered by id; they point into words_
  std::set<std::string_view> kinds_;
};

[[nodiscard]] std::string encode(const Report& report);
/// The report, which keeps `vocabulary` alive; an error where it says what no scan within `limits` does: words nobody
/// knows, parts that are their own parents, text that is not UTF-8, evidence that a terminal acts on. Linear; takes at
/// most `memory` bytes besides those of its texts.
[[nodiscard]] Result<Report> decode(ByteView bytes, const std::shared_ptr<const Vocabulary>& vocabulary,
                                    const Limits& limits, std::uint64_t memory);

[[nodiscard]] std::string encode(const ScanOptions& options);
[[nodiscard]] Result<ScanOptions> decode_options(ByteView bytes);

[[nodiscard]] std::string encode(const Changes& changes);
[[nodiscard]] Result<Changes> decode_changes(ByteView bytes);

/// How many bytes the edits of a message of that size may bring with them.
[[nodiscard]] constexpr std::uint64_t most_made(std::uint64_t message) noexcept {
  return 12 * message + (std::uint64_t{1} << 20U);
}
/// What rewriting may change in the header of a message: the subject, and how the body is to be read.
[[nodiscard]] bool is_changeable(std::string_view name) noexcept;
/// True if `bytes` are that one field with its line end, folded at most before blanks; or nothing, which takes it out.
[[nodiscard]] bool is_field(std::string_view bytes, std::string_view name) noexcept;
[[nodiscard]] std::string encode(const Edits& edits);
/// The edits, for a message of `message` bytes; an error where they overlap, reach beyond it, are not in order, or
/// change a field that no rewriting changes, or into what is not one field. Linear.
[[nodiscard]] Result<Edits> decode_edits(ByteView bytes, std::uint64_t message, std::uint64_t memory);

} // namespace fumiban::wire
