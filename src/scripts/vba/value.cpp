// SPDX-License-Identifier: Apache-2.0
#include "scripts/vba/value.hpp"

#include <cmath>
#include <cstdio>

#include "base/ascii.hpp"
#include "scripts/vba/lexer.hpp"

namespace fumiban::vba {
namespace {

constexpr std::size_t kLongestValue = 1U << 20U;
constexpr double kWhole = 9007199254740992.0; // 2^53: beyond it a double is no integer any more

bool is_fragment(const Value& value) {
  if (!value.literal || value.text.empty() || value.text.size() > 3) return false;
  return has_any(value.text, is_alnum);
}

double bits(std::uint32_t op, double a, double b) {
  const auto x = static_cast<std::int64_t>(a);
  const auto y = static_cast<std::int64_t>(b);
  if (op == word("xor")) return static_cast<double>(x ^ y);
  return static_cast<double>(op == word("and") ? x & y : x | y);
}

} // namespace

std::string text_of(const Value& value) {
  if (value.is_text()) return value.text;
  if (!value.is_number()) return std::string(1, kGap);
  char room[40];
  const bool whole = std::abs(value.number) < kWhole && value.number == std::floor(value.number);
  if (whole) std::snprintf(room, sizeof room, "%lld", static_cast<long long>(value.number));
  else std::snprintf(room, sizeof room, "%.15g", value.number);
  return room;
}

double number_in(const Value& value, bool& ok) {
  if (value.is_number()) return value.number;
  const auto text = trim(value.text);
  const bool minus = text.starts_with('-');
  const auto digits = text.substr(minus ? 1 : 0);
  if (!value.is_text() || digits.empty() || (!is_digit(digits[0]) && digits[0] != '&' && digits[0] != '.')) {
    ok = false;
    return 0;
  }
  return minus ? -number_of(digits) : number_of(digits);
}

void append(Value& a, const Value& b, Work& work) {
  const bool any = a.kind != Value::Kind::unknown || b.kind != Value::Kind::unknown;
  if (!any || !work.budget.spend(b.text.size() + 1)) {
    a = Value{};
    return;
  }
  if (is_fragment(b) && a.is_text() && (a.literal || a.made)) ++work.density.fragments;
  if (!a.is_text()) {
    a.text = text_of(a);
    a.kind = Value::Kind::text;
    a.items.clear();
  }
  const auto piece = b.is_text() ? std::string_view(b.text) : std::string_view();
  if (a.text.size() + piece.size() <= kLongestValue) {
    if (b.is_text()) a.text += piece;
    else if (const auto shown = text_of(b); shown[0] != kGap || !a.text.ends_with(kGap)) a.text += shown;
  }
  a.literal = false;
  a.made = true;
  a.seen |= b.seen;
}

void apply(Value& a, std::uint32_t op, const Value& b, Work& work) {
  if (op == '&' || (op == '+' && (a.is_text() || b.is_text()) && !(a.is_number() || b.is_number()))) {
    append(a, b, work);
    return;
  }
  bool ok = true;
  const double x = number_in(a, ok);
  const double y = number_in(b, ok);
  if (!ok && op == '+' && (a.is_text() || b.is_text())) {
    append(a, b, work);
    return;
  }
  const bool whole = std::abs(x) < kWhole && std::abs(y) < kWhole;
  double result = 0;
  switch (op) {
    case '+': result = x + y; break;
    case '-': result = x - y; break;
    case '*': result = x * y; break;
    case '/':
      ok = ok && y != 0;
      result = ok ? x / y : 0;
      break;
    case '\\':
      ok = ok && y != 0;
      result = ok ? std::trunc(x / y) : 0;
      break;
    case '^': result = std::pow(x, y); break;
    case word("mod"):
      ok = ok && whole && std::trunc(y) != 0;
      result = ok ? std::fmod(std::trunc(x), std::trunc(y)) : 0;
      break;
    case word("xor"):
    case word("and"):
    case word("or"):
      ok = ok && whole;
      result = ok ? bits(op, x, y) : 0;
      break;
    default: ok = false;
  }
  a = ok && std::isfinite(result) ? Value::of_number(result) : Value{};
}

Value element_of(const Value& array, std::span<const Value> arguments) {
  bool ok = arguments.size() == 1 && array.kind == Value::Kind::array;
  const double index = ok ? number_in(arguments[0], ok) : 0;
  if (!ok || index < 0 || index >= static_cast<double>(array.items.size())) return {};
  auto out = Value::of_text(array.items[static_cast<std::size_t>(index)]);
  out.seen = array.seen;
  return out;
}

} // namespace fumiban::vba
