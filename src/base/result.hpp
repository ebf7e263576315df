// SPDX-License-Identifier: Apache-2.0
/// @file
/// A value or an error; looking at the wrong one stops the program in every build (see docs/decisions/0001-result.md).
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.hpp"

namespace fumiban {

/// Why reading bytes stopped. `where` is an offset in the view that was read, `what` a constant sentence.
struct Error {
  enum class Kind : std::uint8_t { truncated, malformed, limit, unsupported };
  Kind kind = Kind::malformed;
  const char* what = "";
  std::uint64_t where = 0;
};

template <class T>
class [[nodiscard]] Result {
  static_assert(!std::is_reference_v<T> && !std::is_same_v<T, Error>);

public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, error) {}

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  [[nodiscard]] const T& value() const& {
    FB_CHECK(has_value());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] T& value() & {
    FB_CHECK(has_value());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] T&& value() && {
    FB_CHECK(has_value());
    return std::move(*std::get_if<0>(&state_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }
  [[nodiscard]] T value_or(T fallback) const& { return has_value() ? value() : std::move(fallback); }
  [[nodiscard]] const Error& error() const {
    FB_CHECK(!has_value());
    return *std::get_if<1>(&state_);
  }

private:
  std::variant<T, Error> state_;
};

/// Success without a value.
struct Done {};

template <>
class [[nodiscard]] Result<void> : public Result<Done> {
public:
  using Result<Done>::Result;
  Result() : Result<Done>(Done{}) {}
};

} // namespace fumiban

/// The value of `expression`, or returns its error from the enclosing function.
#define FB_TRY(expression)                                \
  __extension__({                                         \
    auto fb_result = (expression);                        \
    if (!fb_result.has_value()) return fb_result.error(); \
    std::move(fb_result).value();                         \
  })
