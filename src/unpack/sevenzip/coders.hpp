// SPDX-License-Identifier: Apache-2.0
/// @file
/// From the packed streams of a folder to its content.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "analyser/context.hpp"
#include "base/stream.hpp"
#include "unpack/sevenzip/aes.hpp"
#include "unpack/sevenzip/archive.hpp"

namespace fumiban::sevenzip {

/// An archive that is being read, shared by all that reads on in it.
struct Opened {
  Blob blob;
  Archive archive;
  std::shared_ptr<Keyring> keys;
};

/// Why `folder` cannot be decoded, for people: the first method that is not read; empty if all are.
[[nodiscard]] std::string unsupported(const Archive& archive, const Folder& folder);
/// True if a coder of it wants a password.
[[nodiscard]] bool is_encrypted(const Folder& folder) noexcept;
/// False if what an encrypted stream of 1 MB or more is padded with shows that `password` is wrong: decoders tell that
/// soon, but what was only copied would be read to its end. Costs a key.
[[nodiscard]] bool may_fit(const Opened& opened, const Folder& folder, std::string_view password, Context& context);
/// What comes of `folder`, which must be supported: exactly as many bytes as it says, else an error after those that
/// came. Its coders pay for what they make (`opened` and `context` must outlive it); of the last one the reader of the
/// stream pays the first of the bytes' weights. Errors: a budget that is spent, a password that cannot be one.
[[nodiscard]] Result<std::unique_ptr<Stream>> decode(const Opened& opened, const Folder& folder,
                                                     std::string_view password, Context& context);

} // namespace fumiban::sevenzip
