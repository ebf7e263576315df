// SPDX-License-Identifier: Apache-2.0
/// @file
/// Signed tree heads: a signed note (C2SP signed-note) that holds a checkpoint (C2SP tlog-checkpoint). No I/O.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "audit/merkle.hpp"

namespace fumiban::audit {

using Signature = std::array<std::uint8_t, 64>; ///< Ed25519 (RFC 8032)

/// Who a log says it is, and how its signatures are checked.
struct PublicKey {
  std::string name; ///< of the log (its origin): no blanks, no "+"
  std::array<std::uint8_t, 32> bytes{};

  /// "name+hash+base64", as verifiers of signed notes take it.
  [[nodiscard]] std::string text() const;
  /// Nothing if it is not exactly that.
  [[nodiscard]] static std::optional<PublicKey> parse(std::string_view text);
  /// The first four bytes of SHA-256(name, line end, 1, key).
  [[nodiscard]] std::array<std::uint8_t, 4> id() const;
  [[nodiscard]] bool verifies(std::string_view message, const Signature& signature) const;
  bool operator==(const PublicKey&) const = default;
};

/// What signs.
class SigningKey {
public:
  [[nodiscard]] static SigningKey make(std::string name);
  /// Of "PRIVATE+KEY+name+hash+base64"; nothing if it is not exactly that.
  [[nodiscard]] static std::optional<SigningKey> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  [[nodiscard]] const PublicKey& public_key() const noexcept { return public_key_; }
  [[nodiscard]] Signature sign(std::string_view message) const;

private:
  SigningKey(std::string name, const std::array<std::uint8_t, 32>& seed);
  std::array<std::uint8_t, 32> seed_;
  PublicKey public_key_;
};

/// True for what may name a log: 1 to 200 characters of ASCII that are seen, without "+".
[[nodiscard]] bool is_log_name(std::string_view name) noexcept;

/// The tree of the first `size` events.
struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};

  /// Three lines: what is signed.
  [[nodiscard]] std::string text() const;
  bool operator==(const Checkpoint&) const = default;
};

struct SignedCheckpoint {
  Checkpoint checkpoint;
  Signature signature{};

  /// The note: the text, an empty line, and "— name base64" with the key's id and the signature.
  [[nodiscard]] std::string note(const PublicKey& key) const;
};

/// Why a note is not a checkpoint of that key's log.
enum class NoteProblem : std::uint8_t {
  form,      ///< it is not written as one
  stranger,  ///< of another log, or signed only by others
  signature, ///< it was changed, or another key of that name signed it
};

/// Reads a note of at most 64 KB and checks it; other signatures beside (of witnesses) are left unread. Strict: what is
/// written in any other way than note() does, further lines of text apart, is refused.
[[nodiscard]] std::variant<SignedCheckpoint, NoteProblem> read_checkpoint(std::string_view note, const PublicKey& key);

} // namespace fumiban::audit
