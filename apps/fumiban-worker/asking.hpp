// SPDX-License-Identifier: Apache-2.0
/// @file
/// A worker's questions to the domain name system, which somebody else asks.
#pragma once

#include <cstdint>

#include "fumiban/dns.hpp"

namespace fumiban::worker {

/// Asks on `socket` and waits; after `most` questions it asks none.
class Asking {
public:
  Asking(int socket, std::uint64_t most) : socket_(socket), left_(most) {}
  /// `question` has a name that may be asked for.
  dns::Answer operator()(const dns::Question& question);
  /// Asks no more: what a document makes of the worker has nobody to tell.
  void stop() { left_ = 0; }

private:
  int socket_;
  std::uint64_t left_;
};

} // namespace fumiban::worker
