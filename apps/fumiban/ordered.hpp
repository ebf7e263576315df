// SPDX-License-Identifier: Apache-2.0
/// @file
/// Work by several threads, results in order.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace fumiban::app {

/// Calls `work(i)` for 0 <= i < count on `jobs` threads and `take(i, result)` on this thread in order of i. At most
/// 64 results a thread wait for their turn.
template <class Work, class Take>
void in_order(std::size_t count, unsigned jobs, Work work, Take take) {
  using Made = decltype(work(std::size_t{0}));
  if (jobs <= 1) {
    for (std::size_t i = 0; i < count; ++i) take(i, work(i));
    return;
  }
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::size_t, Made> ready;
  std::size_t next = 0;
  std::size_t taken = 0;
  const std::size_t window = std::size_t{64} * jobs;
  std::vector<std::jthread> threads;
  for (unsigned j = 0; j < jobs; ++j)
    threads.emplace_back([&] {
      for (;;) {
        std::size_t i = 0;
        {
          std::unique_lock lock(mutex);
          changed.wait(lock, [&] { return next >= count || next < taken + window; });
          if (next >= count) return;
          i = next++;
        }
        auto made = work(i);
        const std::lock_guard lock(mutex);
        ready.emplace(i, std::move(made));
        changed.notify_all();
      }
    });
  for (std::size_t i = 0; i < count; ++i) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return ready.contains(i); });
    auto node = ready.extract(i);
    taken = i + 1;
    lock.unlock();
    changed.notify_all();
    take(i, std::move(node.mapped()));
  }
}

} // namespace fumiban::app
