// SPDX-License-Identifier: Apache-2.0
/// @file
/// Whether a log is what it was. Needs no private key and no lock; works on a copy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/checkpoint.hpp"
#include "audit/files.hpp"

namespace fumiban::audit {

/// What is wrong with a log. The texts are in rules/messages.*.toml under "audit.wrong.<name>".
enum class Wrong : std::uint8_t {
  damaged,    ///< the bytes of `first` are no sound record
  changed,    ///< `first` is not what was recorded: changed, removed, added, or in another place
  among,      ///< the same of one or more of `first` to `last`
  missing,    ///< `first` to `last` are not there, and what follows is
  cut,        ///< everything from `first` on is not there; it was up to `last`
  unsigned_,  ///< the checkpoint behind `last` was not signed by the key; what is after `first` may be anything
  outside,    ///< a given checkpoint tells otherwise of `first` to `last`: they were written anew
  tile,       ///< a hash file is damaged or missing; the events are as they were
  checkpoint, ///< the checkpoint file is damaged, missing or signed by another key
  unreadable, ///< a file cannot be read
};
[[nodiscard]] std::string_view name_of(Wrong wrong) noexcept;

struct Trouble {
  Wrong wrong = Wrong::unreadable;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::string path;       ///< in which file
  std::uint64_t byte = 0; ///< where in it, of what is damaged
};

struct Verification {
  std::uint64_t events = 0;       ///< that hold together, from the first on
  Hash root{};                    ///< over them
  std::optional<Trouble> trouble; ///< the first; none: the log is what it was
  std::uint64_t unfinished = 0; ///< bytes at the end that were never acknowledged: of a write under way or interrupted
  std::size_t compared = 0; ///< given checkpoints that were reached and fit; without one, nothing here shows whether
                            ///< the whole folder was put back to an earlier state
};

/// Reads all of it once, and once more where the place is to be found. Holds one segment.
[[nodiscard]] Verification verify(Files& files, const std::string& folder, const PublicKey& key,
                                  const std::vector<Checkpoint>& outside = {});

} // namespace fumiban::audit
