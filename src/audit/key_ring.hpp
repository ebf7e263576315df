// SPDX-License-Identifier: Apache-2.0
/// @file
/// Keys for what events tell of people. They lie outside the log: whoever forgets one has forgotten what it sealed, and
/// the log stays what it was. See docs/decisions/0013-forgetting-by-keys.md.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/files.hpp"

namespace fumiban::audit {

/// Seals under a key of its own for each text, drawn from the day's key and a random number that stands in the text
/// (HMAC-SHA256, then AES-256-GCM). So the key of one text can be kept, or left out, when the day's key goes.
struct DayKey {
  std::string day; ///< "2026-11-24", UTC
  std::array<std::uint8_t, 32> bytes{};

  /// "day.base64(number | ciphertext | tag)".
  [[nodiscard]] std::string seal(std::string_view plain) const;
};

/// A folder with a file a day. Thread-safe.
class KeyRing {
public:
  /// Makes the folder (0700) if there is none.
  [[nodiscard]] static Got<std::unique_ptr<KeyRing>> open(Files& files, const std::string& folder);

  /// Of the day of that time (milliseconds since 1970-01-01 UTC); made, and on the disk, if there is none.
  [[nodiscard]] Got<DayKey> key_for(std::int64_t time);
  /// Nothing if the key is gone, or it was not sealed with it.
  [[nodiscard]] std::optional<std::string> unseal(std::string_view sealed);
  /// Forgets a day but for the texts of it in `keep` (what is under a hold, or all but one). What failed, or empty.
  [[nodiscard]] std::string forget(const std::string& day, const std::vector<std::string>& keep = {});
  /// Of which there is a key, or keys of single texts.
  [[nodiscard]] Got<std::vector<std::string>> days();

private:
  KeyRing(Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}
  using Secret = std::array<std::uint8_t, 32>;
  [[nodiscard]] std::optional<Secret> day_key(const std::string& day);
  /// Of one text, by its number.
  [[nodiscard]] std::optional<Secret> text_key(const std::string& day, std::string_view number);

  Files& files_;
  std::string folder_;
  std::mutex mutex_;
  std::map<std::string, Secret> known_;
};

} // namespace fumiban::audit
