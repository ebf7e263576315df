// SPDX-License-Identifier: Apache-2.0
/// @file
/// Expressions and calls of one statement, evaluated as far as they are known. No recursion on input.
#pragma once

#include <span>
#include <vector>

#include "scripts/vba/lexer.hpp"
#include "scripts/vba/value.hpp"

namespace fumiban::vba {

/// Who is told what a statement does.
class Listener {
public:
  Listener() = default;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  virtual ~Listener() = default;
  /// A name stands in code. `receiver`: the name before its dot; kMember where that is not known; 0 without a dot.
  virtual void named(std::uint32_t name, std::uint32_t receiver, std::uint32_t line) = 0;
  /// A call with arguments, or an array's element.
  virtual void called(std::uint32_t name, std::uint32_t receiver, std::span<const Value> arguments,
                      std::uint32_t line) = 0;
  /// A text is complete: a literal, or one that was put together.
  virtual void said(const Value& text, std::uint32_t line) = 0;
};

/// What names stand for.
class Names {
public:
  Names() = default;
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;
  virtual ~Names() = default;
  /// The value of a variable or constant; nullptr if it is not known.
  [[nodiscard]] virtual const Value* value_of(std::uint32_t name) = 0;
  /// What a function of the project gives.
  [[nodiscard]] virtual Value call(std::uint32_t name, std::vector<Value>& arguments) = 0;
  /// What the document holds under that name: Variables("x"), CustomDocumentProperties("x").
  [[nodiscard]] virtual Value held(std::uint32_t collection, const Value& name) = 0;
  /// What a form or the document holds: owner.receiver.member. 0 or kMember: not known.
  [[nodiscard]] virtual Value member(std::uint32_t owner, std::uint32_t receiver, std::uint32_t member) = 0;
  /// The number of a control that is named by a text: Controls("TextBox1").
  [[nodiscard]] virtual std::uint32_t name_in(const Value& text) = 0;
};

inline constexpr std::uint32_t kMember = word("with"); ///< receiver that is not known

/// A shunting yard with frames for calls and parentheses.
class Expression {
public:
  Expression(Names& names, Work& work, Listener* listener) : names_(names), work_(work), listener_(listener) {}
  /// Evaluates all that stands in `tokens`; the value of the last expression on the outermost level. With `first`, that
  /// value stands before the tokens, which begin with an operator. With `hold`, the last value is not told: the caller
  /// keeps it and tells it once it is complete.
  Value evaluate(std::span<const Token> tokens, Value* first = nullptr, bool hold = false);

private:
  struct Frame {
    bool call = false;
    bool implicit = false; ///< a call without parentheses: ends with the statement
    std::uint32_t name = 0;
    std::uint32_t receiver = 0;
    std::uint32_t line = 0;
    std::size_t operands = 0;
    std::size_t ops = 0;
    std::size_t arguments = 0;
    bool index = false; ///< of what stands before it among the operands
  };
  struct Op {
    std::uint32_t code;
    int rank;
  };

  void take(std::span<const Token> tokens, std::size_t& at);
  void take_name(std::span<const Token> tokens, std::size_t& at);
  void take_sign(const Token& token);
  void operand(Value value, std::uint32_t line);
  void binary(std::uint32_t code, int rank);
  void open(bool call, bool implicit, std::uint32_t name, std::uint32_t receiver, std::uint32_t line);
  void end_argument(std::uint32_t line);
  void close(std::uint32_t line);
  void flush(std::uint32_t line);
  void before_operand(std::uint32_t line);
  void reduce(std::size_t down_to, int rank);

  Names& names_;
  Work& work_;
  Listener* listener_;
  std::vector<Frame> frames_;
  std::vector<Value> operands_;
  std::vector<Op> ops_;
  std::vector<Value> arguments_;
  bool wants_operand_ = true;
  bool hold_ = false;
  bool bare_ = false; ///< the last operand is a name that may become a call
  std::uint32_t name_ = 0;
  std::uint32_t receiver_ = 0; ///< of the name that comes next
  std::uint32_t owner_ = 0;    ///< of the receiver: what stands before its dot
  std::uint32_t bare_receiver_ = 0;
  Value subject_; ///< what was held under a name, of which a member comes next
  Value last_;
};

} // namespace fumiban::vba
