// SPDX-License-Identifier: Apache-2.0
/// @file
/// The modules of a project read statement by statement, with what their variables are known to hold.
#pragma once

#include <span>
#include <unordered_map>
#include <unordered_set>

#include "scripts/vba/expression.hpp"
#include "scripts/vba/holdings.hpp"
#include "scripts/vba/vba.hpp"

namespace fumiban::vba {

/// Who is told what the modules hold.
class Sink : public Listener {
public:
  virtual void begin_module(std::size_t module) = 0;
  virtual void attribute(std::string_view line) = 0;
  virtual void begin_procedure(std::uint32_t name, std::uint32_t line) = 0;
  virtual void end_procedure() = 0;
  /// Declare .. Lib "library" Alias "alias".
  virtual void declared_api(std::uint32_t name, std::string_view library, std::string_view alias,
                            std::uint32_t line) = 0;
  virtual void with_events(std::uint32_t name) = 0;
  /// object.member = value
  virtual void set_member(std::uint32_t member, const Value& value, std::uint32_t line) = 0;
};

/// Reads every module twice: first to learn constants, variables of modules and what functions give, then to tell.
/// Statements are taken in the order of their text, each once: no branch is chosen, no loop is run.
class Program final : public Names {
public:
  /// `tokens`: how many may be read, both readings together.
  Program(std::span<const Module> modules, const Holdings& holdings, Symbols& symbols, Work& work, std::uint64_t tokens)
      : modules_(modules), holdings_(holdings), symbols_(symbols), work_(work), tokens_(tokens) {}
  /// False if the tokens or the work did not suffice.
  bool run(Sink& sink);

  [[nodiscard]] const Value* value_of(std::uint32_t name) override;
  [[nodiscard]] Value call(std::uint32_t name, std::vector<Value>& arguments) override;
  [[nodiscard]] Value held(std::uint32_t collection, const Value& name) override;
  [[nodiscard]] Value member(std::uint32_t owner, std::uint32_t receiver, std::uint32_t member) override;
  [[nodiscard]] std::uint32_t name_in(const Value& text) override;

private:
  struct Slot {
    Value value;
    std::uint32_t line = 0;
  };
  using Slots = std::unordered_map<std::uint32_t, Slot>;
  struct Scope {
    Slots slots;
    std::unordered_set<std::uint32_t> declared;
  };
  struct ModuleScope {
    Scope now;
    Slots before; ///< what the first reading left
  };
  /// A function that is short and does not branch: it can be followed with the arguments of a call.
  struct Function {
    std::vector<std::uint32_t> parameters;
    std::vector<std::vector<Token>> body;
    bool straight = true;
    std::size_t tokens = 0;
  };

  struct Loop {
    std::size_t body;
    std::uint32_t name;
    double last;
    double step; ///< 0: not known
  };

  [[nodiscard]] Loop enter_loop(std::span<const Token> tokens, Expression& expression);
  void follow(const Function& function);
  void read_module(std::size_t module);
  void read_statement(std::span<const Token> tokens);
  bool read_declaration(std::span<const Token> tokens);
  void read_api(std::span<const Token> tokens);
  void read_constants(std::span<const Token> tokens);
  void read_variables(std::span<const Token> tokens, bool everywhere);
  void begin_procedure(std::span<const Token> tokens, bool function);
  void end_procedure();
  void read_code(std::span<const Token> tokens, Expression& expression, Sink* sink);
  void assign(std::uint32_t name, std::span<const Token> right, Expression& expression, std::uint32_t line);
  void remember(std::span<const Token> tokens);
  [[nodiscard]] Slots& home_of(std::uint32_t name);
  void tell(const Slot& slot);
  void tell_all(const Slots& slots);

  std::span<const Module> modules_;
  const Holdings& holdings_;
  Symbols& symbols_;
  Work& work_;
  std::uint64_t tokens_;
  Sink* sink_ = nullptr; ///< nullptr in the first reading
  std::vector<ModuleScope> scopes_;
  Scope everywhere_;
  Slots everywhere_before_;
  Scope local_;
  std::unordered_map<std::uint32_t, Value> results_; ///< what functions give
  std::unordered_map<std::uint32_t, Function> functions_;
  std::size_t module_ = 0;
  std::uint32_t procedure_ = 0;
  bool is_function_ = false;
  bool in_block_ = false; ///< Type or Enum
  std::size_t remembered_ = 0;
  int depth_ = 0;
};

} // namespace fumiban::vba
