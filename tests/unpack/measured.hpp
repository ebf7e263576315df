// SPDX-License-Identifier: Apache-2.0
/// @file
/// Time and memory, where they mean something: in an optimised build without sanitizers.
#pragma once

#include <chrono>
#include <ctime>

namespace fumiban::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
inline constexpr bool kMeasured = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(undefined_behavior_sanitizer)
inline constexpr bool kMeasured = false;
#else
inline constexpr bool kMeasured = true;
#endif
#else
inline constexpr bool kMeasured = true;
#endif

/// Seconds of the processor so far: other tests run at the same time.
inline double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
/// What `seconds` of a measured build are in this one: sanitizers are slow, and no bound is meant for them.
constexpr double allowed_seconds(double seconds) { return kMeasured ? seconds : seconds * 20; }

/// Wall-clock seconds that `work` takes.
template <class Work>
double seconds_of(Work&& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Seconds of the processor, which do not grow with a neighbour's load.
template <class Work>
double processor_seconds_of(Work&& work) {
  const auto begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

} // namespace fumiban::test
