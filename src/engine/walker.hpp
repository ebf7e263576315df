// SPDX-License-Identifier: Apache-2.0
/// @file
/// One scan from the root to the last part.
#pragma once

#include <functional>
#include <set>
#include <string_view>
#include <vector>

#include "analyser/analyser.hpp"
#include "passwords/passwords.hpp"

namespace fumiban {

/// Takes parts from the queue and lets every analyser that recognises one look at it. It goes down before it goes on:
/// of an archive one member is held, with what lies in it. Locks wait until every text has been read.
class Walker {
public:
  Walker(Report& report, const ScanOptions& options, const std::function<void(std::string_view reader)>& before,
         const dns::Ask& ask)
      : report_(report), context_(report, options, ask), before_(before) {}
  void walk(ByteView bytes, const ScanOptions& options);

private:
  /// A text that a person reads, to be searched for passwords if something is locked.
  struct Readable {
    Pending pending;
    const Analyser* analyser;
  };

  void walk_down();
  void look_at(const Pending& pending);
  void finish(std::uint32_t part);
  void say_unread(const Kind& is);
  void keep_content(const Pending& pending);
  void keep_text(const Pending& pending, const Analyser& analyser);
  void open_locks();
  [[nodiscard]] bool open(Locked& locked, const std::vector<passwords::Candidate>& words);
  [[nodiscard]] std::vector<passwords::Candidate> candidates(const std::vector<Locked>& locks);

  Report& report_;
  Context context_;
  const std::function<void(std::string_view reader)>& before_;
  std::vector<Readable> readable_;
  std::uint64_t readable_bytes_ = 0;
  std::vector<passwords::Candidate> opened_; ///< what opened something
  bool too_many_words_ = false;
  std::set<std::uint32_t> resisted_; ///< parents of locks that no word opened
};

} // namespace fumiban
