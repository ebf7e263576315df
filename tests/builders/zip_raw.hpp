// SPDX-License-Identifier: Apache-2.0
/// @file
/// Zip archives in pieces, so that they can be put together as no honest packer would.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::test {

/// Methods as APPNOTE 4.4.5 numbers them.
enum class ZipMethod : std::uint16_t {
  stored = 0,
  deflate = 8,
  deflate64 = 9,
  bzip2 = 12,
  lzma = 14,
  zstd_old = 20,
  zstd = 93,
  xz = 95
};

/// What a header says. Both headers of a member begin as the same one.
struct RawHeader {
  std::uint16_t version = 20;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0; ///< above 32 bits: 0xffffffff is written, and `zip64` must be set
  std::uint64_t size = 0;
  std::string name;
  std::string extra;
  std::string comment;      ///< central alone
  std::uint64_t offset = 0; ///< central alone: of the local header
  bool zip64 = false;       ///< sizes (and, in the central one, the offset) stand in an extra field
};

enum class Descriptor { none, with_signature, without_signature, wide_with_signature };

/// A member: what it is, and what its headers are made to say instead.
struct RawMember {
  std::string name;
  std::string bytes;
  ZipMethod method = ZipMethod::deflate;
  std::optional<std::string> packed{}; ///< instead of `bytes` packed by `method`
  std::string extra{};
  std::uint16_t flags = 0;
  Descriptor descriptor = Descriptor::none;
  bool zip64 = false;
  std::string password{}; ///< ZipCrypto, if not empty
  std::function<void(RawHeader&)> local{};
  std::function<void(RawHeader&)> central{};
};

/// The bytes of a member as its method packs them.
[[nodiscard]] std::string zip_packed(ZipMethod method, std::string_view bytes);

/// An end record as it is to be; fields that are not set are right.
struct RawEnd {
  std::string comment{};
  std::optional<std::uint64_t> offset{};
  std::optional<std::uint64_t> size{};
  std::optional<std::uint16_t> count{};
  std::optional<std::uint16_t> comment_size{};
  std::uint16_t disk = 0;
  bool zip64 = false;      ///< with a Zip64 record and its locator, and 0xffffffff in the short one
  bool also_zip64 = false; ///< with both, and true numbers in the short one
  std::optional<std::uint64_t> offset64{};
};

/// Writes an archive from front to back.
class RawZip {
public:
  /// `base`: what every offset leaves out, as where a program was put before a finished archive.
  explicit RawZip(std::string leading = {}, std::uint64_t base = 0) : out_(std::move(leading)), base_(base) {}

  RawZip& raw(std::string_view bytes);
  /// The local header and the data. Members are counted from 0.
  RawZip& local(const RawMember& member);
  /// The member is known, and nothing of it is written but its data.
  RawZip& without_local(const RawMember& member);
  /// A directory of these members.
  RawZip& directory(const std::vector<std::size_t>& members);
  /// The end record of the last directory.
  RawZip& end(const RawEnd& end = {});
  [[nodiscard]] std::uint64_t size() const { return out_.size(); }
  [[nodiscard]] std::string bytes() const { return out_; }
  [[nodiscard]] const RawHeader& header(std::size_t member) const { return central_[member]; }

private:
  RawHeader prepare(const RawMember& member, std::string& data);

  std::string out_;
  std::uint64_t base_;
  std::vector<RawHeader> central_;
  std::uint64_t directory_at_ = 0;
  std::size_t directory_count_ = 0;
};

/// All members in both places, and an end record.
[[nodiscard]] std::string raw_zip(const std::vector<RawMember>& members, const RawEnd& end = {});

/// Info-ZIP's Unicode Path (0x7075) for a member called `name`.
[[nodiscard]] std::string unicode_path(std::string_view name, std::string_view utf8);

} // namespace fumiban::test
