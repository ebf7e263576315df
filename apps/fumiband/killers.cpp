// SPDX-License-Identifier: Apache-2.0
#include "killers.hpp"

#include <unistd.h>

#include <cstdio>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace fumiban::gateway {

Killers::Killers(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  std::ifstream file(path_);
  for (std::string line; digests_.size() < kMost && std::getline(file, line);)
    if (line.size() >= 64) digests_.insert(line.substr(0, 64));
}

bool Killers::empty() const {
  const std::scoped_lock lock(mutex_);
  return digests_.empty();
}

bool Killers::contains(const Sha256& digest) const {
  const std::scoped_lock lock(mutex_);
  return digests_.contains(hex(digest));
}

void Killers::add(const Sha256& digest, const std::string& cause) {
  const std::scoped_lock lock(mutex_);
  const auto name = hex(digest);
  if (digests_.size() >= kMost || !digests_.insert(name).second || path_.empty()) return;
  // A line that cannot be written is a worker more when the message comes again, and no harm else.
  std::FILE* file = std::fopen(path_.c_str(), "ae");
  if (file == nullptr) return;
  (void)std::fputs((name + " " + printable(cause) + "\n").c_str(), file);
  (void)std::fflush(file);
  (void)fsync(fileno(file));
  (void)std::fclose(file);
}

} // namespace fumiban::gateway
