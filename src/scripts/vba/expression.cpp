// SPDX-License-Identifier: Apache-2.0
// Expressions and calls, as far as they are known before anything runs.
// Reads:  operators by rank, calls with and without parentheses, member chains, named arguments.
// Leaves: what depends on the machine or on what a person does: a gap.
// Trusts: no balance of parentheses, no order of operands and operators.
// Costs:  each token once; the bytes that are made are counted.
// Damage: what fits nowhere ends the expression, and the next one begins.
#include "scripts/vba/expression.hpp"

#include <utility>

#include "scripts/vba/markers.hpp"

namespace fumiban::vba {
namespace {

constexpr std::size_t kDeepest = 4096;

int rank_of_word(std::uint32_t symbol) {
  switch (symbol) {
    case word("mod"): return 6;
    case word("like"):
    case word("is"): return 3;
    case word("and"): return 2;
    case word("or"):
    case word("xor"): return 1;
    case word("imp"):
    case word("eqv"): return 1;
    default: return 0;
  }
}

int rank_of_sign(std::uint32_t code) {
  switch (code) {
    case '^': return 9;
    case '*':
    case '/': return 8;
    case '\\': return 7;
    case '+':
    case '-': return 5;
    case '&': return 4;
    case '=':
    case '<':
    case '>':
    case kComparison: return 3;
    default: return 0;
  }
}

/// Words that stand before an operand and say nothing to us.
bool is_passed_over(std::uint32_t symbol) {
  return symbol == word("not") || symbol == word("new") || symbol == word("byval") || symbol == word("byref") ||
         symbol == word("addressof") || symbol == word("typeof");
}

/// Words that end an expression.
bool ends_expression(std::uint32_t symbol) {
  switch (symbol) {
    case word("if"):
    case word("elseif"):
    case word("select"):
    case word("case"):
    case word("do"):
    case word("loop"):
    case word("while"):
    case word("until"):
    case word("for"):
    case word("each"):
    case word("to"):
    case word("set"):
    case word("let"):
    case word("call"):
    case word("with"):
    case word("as"):
    case word("on"):
    case word("goto"):
    case word("gosub"):
    case word("resume"):
    case word("redim"):
    case word("preserve"): return true;
    default: return false;
  }
}

bool is_library(std::uint32_t symbol) {
  return symbol == word("vba") || symbol == word("strings") || symbol == word("interaction") ||
         symbol == word("filesystem") || symbol == word("conversion") || symbol == word("math");
}

} // namespace

void Expression::reduce(std::size_t down_to, int rank) {
  while (ops_.size() > down_to && ops_.back().rank >= rank) {
    const auto op = ops_.back();
    ops_.pop_back();
    if (op.rank == 10) { // a sign
      auto& value = operands_.back();
      if (value.is_number()) value.number = -value.number;
      else value = Value{};
      continue;
    }
    const auto right = std::move(operands_.back());
    operands_.pop_back();
    apply(operands_.back(), op.code, right, work_);
  }
}

void Expression::end_argument(std::uint32_t line) {
  const Frame top = frames_.empty() ? Frame{} : frames_.back();
  if (wants_operand_ && ops_.size() > top.ops) operands_.emplace_back(); // "a &" and nothing
  reduce(top.ops, 0);
  const auto expected = top.operands + top.arguments;
  if (operands_.size() == expected && !frames_.empty()) operands_.emplace_back();
  if (operands_.size() > expected) {
    operands_.resize(expected + 1);
    const auto& value = operands_.back();
    if (listener_ != nullptr && value.is_text() && value.made && !(hold_ && frames_.empty()))
      listener_->said(value, line);
  }
  bare_ = false;
  wants_operand_ = true;
  receiver_ = 0;
}

void Expression::open(bool call, bool implicit, std::uint32_t name, std::uint32_t receiver, std::uint32_t line) {
  frames_.push_back({call, implicit, name, receiver, line, operands_.size(), ops_.size(), 0, false});
  wants_operand_ = true;
  bare_ = false;
  receiver_ = 0;
}

void Expression::close(std::uint32_t line) {
  const bool empty = wants_operand_ && frames_.back().arguments == 0 && operands_.size() == frames_.back().operands &&
                     ops_.size() == frames_.back().ops;
  if (!empty) {
    end_argument(line);
    ++frames_.back().arguments;
  }
  const auto frame = frames_.back();
  frames_.pop_back();
  arguments_.clear();
  for (auto i = frame.operands; i < operands_.size(); ++i) arguments_.push_back(std::move(operands_[i]));
  operands_.resize(frame.operands);
  Value result;
  if (frame.index) {
    result = element_of(operands_.back(), arguments_);
    operands_.pop_back();
  } else if (!frame.call) {
    if (!arguments_.empty()) result = std::move(arguments_.back());
  } else {
    if (listener_ != nullptr && frame.name != 0) listener_->called(frame.name, frame.receiver, arguments_, frame.line);
    if (frame.receiver == 0 || is_library(frame.receiver)) {
      result = call_function(frame.name, arguments_, work_);
      if (result.kind == Value::Kind::unknown) result = names_.call(frame.name, arguments_);
    } else {
      result = names_.call(frame.name, arguments_);
    }
    if (result.kind == Value::Kind::unknown && !arguments_.empty())
      result = names_.held(frame.name == word("item") ? frame.receiver : frame.name, arguments_[0]);
  }
  operands_.push_back(std::move(result));
  wants_operand_ = false;
  bare_ = false;
  name_ = frame.name;
  if (frame.call && frame.name == word("controls") && !arguments_.empty()) {
    name_ = names_.name_in(arguments_[0]);
    owner_ = frame.receiver;
  }
}

void Expression::flush(std::uint32_t line) {
  while (!frames_.empty()) close(line);
  end_argument(line);
  if (!operands_.empty()) last_ = std::move(operands_.back());
  operands_.clear();
  ops_.clear();
  wants_operand_ = true;
}

/// An operand where none is wanted: the name before it is a call without parentheses, or a new expression begins.
void Expression::before_operand(std::uint32_t line) {
  if (wants_operand_) return;
  const auto base = frames_.empty() ? 0 : frames_.back().operands + frames_.back().arguments;
  const auto ops = frames_.empty() ? 0 : frames_.back().ops;
  if (bare_ && frames_.empty() && operands_.size() == base + 1 && ops_.size() == ops) {
    operands_.pop_back();
    open(true, true, name_, bare_receiver_, line);
  } else if (frames_.empty() || frames_.size() == 1) {
    flush(line);
  } else {
    end_argument(line);
    ++frames_.back().arguments;
  }
}

void Expression::operand(Value value, std::uint32_t line) {
  before_operand(line);
  operands_.push_back(std::move(value));
  wants_operand_ = false;
  bare_ = false;
  receiver_ = 0;
}

void Expression::binary(std::uint32_t code, int rank) {
  if (wants_operand_) operands_.emplace_back();
  reduce(frames_.empty() ? 0 : frames_.back().ops, rank);
  ops_.push_back({code, rank});
  wants_operand_ = true;
  bare_ = false;
  receiver_ = 0;
}

void Expression::take_name(std::span<const Token> tokens, std::size_t& at) {
  const auto& token = tokens[at];
  const auto symbol = token.symbol;
  const auto before = receiver_;
  const bool member = before != 0;
  if (!member && rank_of_word(symbol) != 0) return binary(symbol, rank_of_word(symbol));
  if (!member && is_passed_over(symbol)) return;
  if (!member && ends_expression(symbol)) return flush(token.line);
  if (listener_ != nullptr) listener_->named(symbol, receiver_, token.line);
  const auto* next = at + 1 < tokens.size() ? &tokens[at + 1] : nullptr;
  if (next != nullptr && (next->is_op('.') || (next->is_op('!') && at + 2 < tokens.size()))) {
    const auto receiver = is_library(symbol) ? 0 : symbol == 0 ? kMember : symbol;
    before_operand(token.line);
    receiver_ = receiver;
    owner_ = before;
    ++at;
    return;
  }
  const auto receiver = receiver_;
  const auto owner = std::exchange(owner_, 0);
  auto subject = std::exchange(subject_, Value{});
  before_operand(token.line);
  if (next != nullptr && next->is_op('(') && frames_.size() < kDeepest) {
    open(true, false, symbol, receiver, token.line);
    ++at;
    return;
  }
  const Value* known = receiver == 0 ? names_.value_of(symbol) : nullptr;
  if (known != nullptr && !work_.budget.spend(known->text.size() / 8 + 4 * known->items.size() + 1)) known = nullptr;
  if (known == nullptr && receiver != 0) {
    if (symbol != word("value") || !subject.is_text()) subject = names_.member(owner, receiver, symbol);
    operands_.push_back(std::move(subject));
  } else {
    operands_.push_back(known == nullptr ? Value{} : *known);
  }
  operands_.back().literal = false;
  wants_operand_ = false;
  bare_ = true;
  name_ = symbol;
  bare_receiver_ = receiver;
  receiver_ = 0;
}

void Expression::take_sign(const Token& token) {
  const auto code = token.symbol;
  if (code == '(') {
    if (frames_.size() >= kDeepest) return;
    if (!wants_operand_ && !operands_.empty() && !bare_) { // what a call gave is called or indexed
      open(true, false, 0, kMember, token.line);
      frames_.back().index = true;
      return;
    }
    before_operand(token.line);
    return open(false, false, 0, 0, token.line);
  }
  if (code == ')') {
    while (!frames_.empty() && frames_.back().implicit) close(token.line);
    if (frames_.empty()) flush(token.line);
    else close(token.line);
    return;
  }
  if (code == ',' || code == ';') {
    if (frames_.empty()) return flush(token.line);
    end_argument(token.line);
    ++frames_.back().arguments;
    return;
  }
  if (code == kNamed) {
    if (!wants_operand_ && !operands_.empty()) operands_.pop_back();
    wants_operand_ = true;
    bare_ = false;
    return;
  }
  if (code == '.' || code == '!') {
    if (!wants_operand_ && !operands_.empty()) {
      subject_ = std::move(operands_.back());
      operands_.pop_back();
      receiver_ = name_ == 0 || is_library(name_) ? kMember : name_;
      wants_operand_ = true;
    } else {
      receiver_ = kMember;
    }
    bare_ = false;
    return;
  }
  if (code == '#') return; // a file's number
  if (wants_operand_ && code == '-') {
    ops_.push_back({code, 10});
    return;
  }
  if (wants_operand_ && code == '+') return;
  if (const int rank = rank_of_sign(code); rank != 0) return binary(code, rank);
  flush(token.line);
}

void Expression::take(std::span<const Token> tokens, std::size_t& at) {
  const auto& token = tokens[at];
  switch (token.kind) {
    case Token::Kind::string: {
      if (!work_.budget.spend(token.text.size() + 1)) return operand(Value{}, token.line);
      auto value = Value::of_text(unquoted(token.text));
      value.literal = true;
      value.seen = markers_in(value.text);
      if (listener_ != nullptr) listener_->said(value, token.line);
      operand(std::move(value), token.line);
      break;
    }
    case Token::Kind::number: operand(Value::of_number(number_of(token.text)), token.line); break;
    case Token::Kind::date: operand(Value{}, token.line); break;
    case Token::Kind::name: take_name(tokens, at); break;
    case Token::Kind::op: take_sign(token); break;
    default: break;
  }
}

Value Expression::evaluate(std::span<const Token> tokens, Value* first, bool hold) {
  hold_ = hold;
  frames_.clear();
  operands_.clear();
  ops_.clear();
  wants_operand_ = true;
  bare_ = false;
  receiver_ = 0;
  owner_ = 0;
  subject_ = Value{};
  last_ = Value{};
  if (first != nullptr) {
    operands_.push_back(std::move(*first));
    wants_operand_ = false;
  }
  for (std::size_t at = 0; at < tokens.size(); ++at) take(tokens, at);
  flush(tokens.empty() ? 0 : tokens.back().line);
  return std::move(last_);
}

} // namespace fumiban::vba
