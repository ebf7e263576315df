// SPDX-License-Identifier: Apache-2.0
// A project's statements, and what its variables hold by then.
// Reads:  declarations, procedures, assignments, calls; constants of the project; functions that are short and
// straight,
//         followed with the arguments of the call.
// Leaves: branches, loops but those of such functions, arrays whose elements are set one by one, what cells hold.
// Trusts: no End Sub: the next procedure ends the one before.
// Costs:  each token twice, against a limit; functions that are followed are paid as work.
// Damage: statements that are none change nothing.
#include "scripts/vba/program.hpp"

#include <algorithm>
#include <utility>

namespace fumiban::vba {
namespace {

constexpr std::size_t kLongestFunction = 400;
constexpr std::size_t kMostRemembered = 100000;
constexpr int kDeepestCall = 3;

bool is_modifier(const Token& token) {
  return token.is_name(word("public")) || token.is_name(word("private")) || token.is_name(word("friend")) ||
         token.is_name(word("global")) || token.is_name(word("static"));
}

bool branches(std::span<const Token> tokens) {
  if (tokens[0].kind != Token::Kind::name) return false;
  switch (tokens[0].symbol) {
    case word("for"): return tokens.size() < 2 || tokens[1].is_name(word("each"));
    case word("do"):
    case word("while"):
    case word("if"):
    case word("select"):
    case word("goto"):
    case word("gosub"): return true;
    default: return false;
  }
}

/// Where "name.member(..) =" has its equals sign; npos if the statement is no assignment.
std::size_t equals_of(std::span<const Token> tokens) {
  std::size_t depth = 0;
  bool wants_name = true;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto& token = tokens[i];
    if (token.is_op('(')) {
      if (i == 0) return std::string_view::npos;
      ++depth;
    } else if (token.is_op(')')) {
      if (depth == 0) return std::string_view::npos;
      --depth;
    } else if (depth > 0) {
      continue;
    } else if (token.is_op('=')) {
      return i > 0 ? i : std::string_view::npos;
    } else if (token.is_op('.') || token.is_op('!')) {
      wants_name = true;
    } else if (token.kind == Token::Kind::name && wants_name) {
      wants_name = false;
    } else {
      return std::string_view::npos;
    }
  }
  return std::string_view::npos;
}

} // namespace

bool Program::run(Sink& sink) {
  scopes_.resize(modules_.size());
  for (std::size_t i = 0; i < modules_.size(); ++i) read_module(i);
  for (auto& scope : scopes_) scope.before = std::exchange(scope.now.slots, {});
  everywhere_before_ = std::exchange(everywhere_.slots, {});
  work_.density = {};
  sink_ = &sink;
  for (std::size_t i = 0; i < modules_.size(); ++i) {
    sink.begin_module(i);
    read_module(i);
    tell_all(scopes_[i].now.slots);
  }
  tell_all(everywhere_.slots);
  return tokens_ > 0 && !work_.budget.refused();
}

void Program::read_module(std::size_t module) {
  module_ = module;
  in_block_ = false;
  Statements statements(modules_[module].source, symbols_);
  for (std::vector<Token> statement; tokens_ > 0 && statements.next(statement);) {
    tokens_ -= std::min<std::uint64_t>(tokens_, statement.size());
    if (statement[0].kind == Token::Kind::attribute) {
      if (sink_ != nullptr) sink_->attribute(statement[0].text);
      continue;
    }
    read_statement(statement);
  }
  end_procedure();
}

void Program::read_statement(std::span<const Token> tokens) {
  if (in_block_) {
    in_block_ = !(tokens.size() == 2 && tokens[0].is_name(word("end")) && tokens[1].kind == Token::Kind::name);
    return;
  }
  if (read_declaration(tokens)) return;
  remember(tokens);
  Expression expression(*this, work_, sink_);
  read_code(tokens, expression, sink_);
}

bool Program::read_declaration(std::span<const Token> tokens) {
  bool modified = false;
  bool everywhere = false;
  while (tokens.size() > 1 && is_modifier(tokens[0]) && tokens[1].kind == Token::Kind::name) {
    modified = true;
    everywhere = everywhere || tokens[0].is_name(word("public")) || tokens[0].is_name(word("global"));
    tokens = tokens.subspan(1);
  }
  if (tokens[0].kind != Token::Kind::name) return false;
  const bool named = tokens.size() > 1 && tokens[1].kind == Token::Kind::name;
  switch (tokens[0].symbol) {
    case word("sub"): return named && (begin_procedure(tokens.subspan(1), false), true);
    case word("function"): return named && (begin_procedure(tokens.subspan(1), true), true);
    case word("property"):
      if (!named || tokens.size() < 3 || tokens[2].kind != Token::Kind::name) return false;
      begin_procedure(tokens.subspan(2), tokens[1].is_name(word("get")));
      return true;
    case word("end"):
      if (!named) return false;
      if (tokens[1].is_name(word("sub")) || tokens[1].is_name(word("function")) || tokens[1].is_name(word("property")))
        end_procedure();
      return true;
    case word("declare"): return named && (read_api(tokens), true);
    case word("const"): return named && (read_constants(tokens.subspan(1)), true);
    case word("dim"):
    case word("redim"): return named && (read_variables(tokens.subspan(1), everywhere), true);
    case word("type"):
    case word("enum"): in_block_ = named && procedure_ == 0 && tokens.size() == 2; return in_block_;
    case word("option"):
    case word("implements"):
    case word("event"): return named;
    default: break;
  }
  if (modified) read_variables(tokens, everywhere);
  return modified;
}

void Program::read_api(std::span<const Token> tokens) {
  std::uint32_t name = 0;
  std::string library;
  std::string alias;
  for (std::size_t i = 1; i + 1 < tokens.size() && !tokens[i].is_op('('); ++i) {
    if (tokens[i].is_name(word("sub")) || tokens[i].is_name(word("function"))) name = tokens[i + 1].symbol;
    else if (tokens[i].is_name(word("lib"))) library = unquoted(tokens[i + 1].text);
    else if (tokens[i].is_name(word("alias"))) alias = unquoted(tokens[i + 1].text);
  }
  if (sink_ != nullptr) sink_->declared_api(name, library, alias, tokens[0].line);
}

void Program::read_constants(std::span<const Token> tokens) {
  const bool local = procedure_ != 0;
  while (!tokens.empty()) {
    const auto name = tokens[0];
    std::size_t i = 1;
    while (i < tokens.size() && !tokens[i].is_op('=')) ++i;
    auto end = std::min(i + 1, tokens.size());
    for (std::size_t depth = 0; end < tokens.size() && (depth > 0 || !tokens[end].is_op(',')); ++end) {
      if (tokens[end].is_op('(')) ++depth;
      if (tokens[end].is_op(')') && depth > 0) --depth;
    }
    if (i + 1 < end && name.kind == Token::Kind::name) {
      Expression expression(*this, work_, sink_);
      auto value = expression.evaluate(tokens.subspan(i + 1, end - i - 1), nullptr, true);
      value.literal = false;
      const Slot slot{std::move(value), name.line};
      tell(slot);
      if (!local) everywhere_.slots[name.symbol] = slot;
      (local ? local_ : scopes_[module_].now).slots[name.symbol] = slot;
      if (local) local_.declared.insert(name.symbol);
    }
    tokens = tokens.subspan(std::min(end + 1, tokens.size()));
  }
}

void Program::read_variables(std::span<const Token> tokens, bool everywhere) {
  auto& declared = procedure_ != 0 ? local_.declared
                   : everywhere    ? everywhere_.declared
                                   : scopes_[module_].now.declared;
  bool wants_name = true;
  bool events = false;
  std::size_t depth = 0;
  for (const auto& token : tokens) {
    if (token.is_op('(')) ++depth;
    if (token.is_op(')') && depth > 0) --depth;
    if (depth > 0) continue;
    if (token.is_op(',')) {
      wants_name = true;
    } else if (token.is_name(word("withevents"))) {
      events = true;
    } else if (token.kind == Token::Kind::name && wants_name) {
      if (!token.is_name(word("preserve"))) {
        declared.insert(token.symbol);
        wants_name = false;
        if (events && sink_ != nullptr) sink_->with_events(token.symbol);
      }
    } else if (token.kind == Token::Kind::name && sink_ != nullptr) {
      sink_->named(token.symbol, 0, token.line); // its type
    }
  }
}

void Program::begin_procedure(std::span<const Token> tokens, bool function) {
  end_procedure();
  procedure_ = tokens[0].symbol;
  is_function_ = function;
  if (sink_ != nullptr) sink_->begin_procedure(procedure_, tokens[0].line);
  Function shape;
  bool wants_name = true;
  for (std::size_t i = 2; i < tokens.size() && tokens[1].is_op('('); ++i) {
    const auto& token = tokens[i];
    if (token.is_op(',')) wants_name = true;
    if (token.kind != Token::Kind::name || !wants_name) continue;
    if (token.is_name(word("optional")) || token.is_name(word("byval")) || token.is_name(word("byref")) ||
        token.is_name(word("paramarray")))
      continue;
    wants_name = false;
    local_.declared.insert(token.symbol);
    shape.parameters.push_back(token.symbol);
  }
  if (sink_ == nullptr && function && shape.parameters.size() <= 8) functions_[procedure_] = std::move(shape);
}

void Program::end_procedure() {
  if (procedure_ != 0) {
    if (is_function_ && sink_ == nullptr) {
      const auto result = local_.slots.find(procedure_);
      if (result != local_.slots.end()) results_[procedure_] = std::move(result->second.value);
      const auto function = functions_.find(procedure_);
      if (function != functions_.end() && !function->second.straight) functions_.erase(function);
    }
    tell_all(local_.slots);
    if (sink_ != nullptr) sink_->end_procedure();
  }
  local_ = Scope{};
  procedure_ = 0;
}

/// Keeps a statement of a function that may be followed later.
void Program::remember(std::span<const Token> tokens) {
  if (sink_ != nullptr || procedure_ == 0 || !is_function_) return;
  const auto found = functions_.find(procedure_);
  if (found == functions_.end() || !found->second.straight) return;
  auto& function = found->second;
  function.tokens += tokens.size();
  remembered_ += tokens.size();
  if (branches(tokens) || function.tokens > kLongestFunction || remembered_ > kMostRemembered) {
    function.straight = false;
    function.body.clear();
    return;
  }
  function.body.emplace_back(tokens.begin(), tokens.end());
}

void Program::read_code(std::span<const Token> tokens, Expression& expression, Sink* sink) {
  auto left = tokens;
  while (left.size() > 2 && (left[0].is_name(word("set")) || left[0].is_name(word("let")) ||
                             left[0].is_name(word("lset")) || left[0].is_name(word("rset"))))
    left = left.subspan(1);
  const bool counts = left[0].is_name(word("for")); // a loop's variable is not known
  const auto equals = counts ? std::string_view::npos : equals_of(left);
  if (equals == std::string_view::npos) {
    (void)expression.evaluate(tokens);
    return;
  }
  const auto right = left.subspan(equals + 1);
  left = left.subspan(0, equals);
  if (left.size() == 1) {
    assign(left[0].symbol, right, expression, left[0].line);
    return;
  }
  const auto value = expression.evaluate(right);
  (void)expression.evaluate(left);
  if (sink != nullptr && left.back().kind == Token::Kind::name)
    sink->set_member(left.back().symbol, value, left[0].line);
}

Program::Slots& Program::home_of(std::uint32_t name) {
  if (depth_ > 0 || local_.declared.contains(name) || name == procedure_) return local_.slots;
  auto& module = scopes_[module_].now;
  if (module.declared.contains(name)) return module.slots;
  return everywhere_.declared.contains(name) ? everywhere_.slots : local_.slots;
}

void Program::assign(std::uint32_t name, std::span<const Token> right, Expression& expression, std::uint32_t line) {
  auto& home = home_of(name);
  const bool grows = right.size() > 2 && right[0].is_name(name) && (right[1].is_op('&') || right[1].is_op('+'));
  auto& slot = home[name];
  Value value;
  if (grows) { // "s = s & .." goes on where it is: building a string in steps stays linear
    auto before = std::exchange(slot.value, Value{});
    if (before.kind == Value::Kind::unknown && slot.line == 0) before = Value::of_text("");
    value = expression.evaluate(right.subspan(1), &before, true);
  } else {
    value = expression.evaluate(right, nullptr, true);
    tell(slot);
  }
  value.literal = false;
  auto& now = home[name]; // an expression may have moved it
  now.value = std::move(value);
  now.line = line;
}

void Program::tell(const Slot& slot) {
  if (sink_ != nullptr && depth_ == 0 && slot.value.is_text() && slot.value.made) sink_->said(slot.value, slot.line);
}

void Program::tell_all(const Slots& slots) {
  if (sink_ == nullptr) return;
  std::vector<const Slot*> ordered;
  for (const auto& [name, slot] : slots) ordered.push_back(&slot);
  std::sort(ordered.begin(), ordered.end(), [](const Slot* a, const Slot* b) {
    return a->line != b->line ? a->line < b->line : a->value.text < b->value.text;
  });
  for (const auto* slot : ordered) tell(*slot);
}

const Value* Program::value_of(std::uint32_t name) {
  const auto in = [&](const Slots& slots) -> const Value* {
    const auto found = slots.find(name);
    return found == slots.end() ? nullptr : &found->second.value;
  };
  if (const auto* known = in(local_.slots)) return known;
  if (local_.declared.contains(name)) return nullptr;
  for (const auto* slots :
       {&scopes_[module_].now.slots, &scopes_[module_].before, &everywhere_.slots, &everywhere_before_})
    if (const auto* known = in(*slots)) return known;
  const auto result = results_.find(name);
  return result == results_.end() ? nullptr : &result->second;
}

/// "For name = from To to Step step": sets the name. Where the bounds are not known, once is enough.
Program::Loop Program::enter_loop(std::span<const Token> tokens, Expression& expression) {
  const auto at = [&](auto is) {
    return static_cast<std::size_t>(std::find_if(tokens.begin(), tokens.end(), is) - tokens.begin());
  };
  const auto to = at([](const Token& one) { return one.is_name(word("to")); });
  const auto step = std::max(to, at([](const Token& one) { return one.is_name(word("step")); }));
  Loop loop{0, tokens[1].symbol, -1, 0};
  if (to == tokens.size() || to < 4) return loop;
  bool known = true;
  const double from = number_in(expression.evaluate(tokens.subspan(3, to - 3)), known);
  loop.last = number_in(expression.evaluate(tokens.subspan(to + 1, step - to - 1)), known);
  loop.step = step < tokens.size() ? number_in(expression.evaluate(tokens.subspan(step + 1)), known) : 1;
  if (!known) loop.step = 0;
  local_.slots[loop.name].value = known ? Value::of_number(from) : Value{};
  return loop;
}

/// Runs a function whose arguments are set: its statements, and its loops as often as they say. Every statement is
/// paid.
void Program::follow(const Function& function) {
  Expression expression(*this, work_, nullptr);
  std::vector<Loop> loops;
  for (std::size_t at = 0; at < function.body.size();) {
    const auto& statement = function.body[at++];
    if (!work_.budget.spend(8 * statement.size())) return;
    if (statement[0].is_name(word("for"))) {
      loops.push_back(enter_loop(statement, expression));
      loops.back().body = at;
    } else if (statement[0].is_name(word("next"))) {
      if (loops.empty()) continue;
      const auto loop = loops.back();
      bool known = loop.step != 0;
      auto& counter = local_.slots[loop.name].value;
      const double now = number_in(counter, known) + loop.step;
      if (known) counter = Value::of_number(now);
      if (known && (loop.step > 0 ? now <= loop.last : now >= loop.last)) at = loop.body;
      else loops.pop_back();
    } else {
      read_code(statement, expression, nullptr);
    }
  }
}

Value Program::call(std::uint32_t name, std::vector<Value>& arguments) {
  const auto* known = value_of(name);
  if (known != nullptr && known->kind == Value::Kind::array) return element_of(*known, arguments);
  const auto found = functions_.find(name);
  if (found == functions_.end() || !found->second.straight || depth_ >= kDeepestCall ||
      !work_.budget.spend(16 * found->second.tokens + 16)) {
    if (known == nullptr || !work_.budget.spend(known->text.size() + 1)) return {};
    return *known;
  }
  ++depth_;
  auto caller = std::exchange(local_, Scope{});
  const auto& function = found->second;
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    local_.declared.insert(function.parameters[i]);
    if (i < arguments.size()) local_.slots[function.parameters[i]] = {arguments[i], 1};
  }
  follow(function);
  Value result;
  if (const auto given = local_.slots.find(name); given != local_.slots.end()) result = std::move(given->second.value);
  local_ = std::move(caller);
  --depth_;
  return result;
}

Value Program::held(std::uint32_t collection, const Value& name) {
  if (holdings_.empty()) return {};
  switch (collection) {
    case word("variables"): return name.is_text() ? holdings_.of(Held::As::variable, name.text, work_) : Value{};
    case word("customdocumentproperties"):
      return name.is_text() ? holdings_.of(Held::As::custom, name.text, work_) : Value{};
    case word("builtindocumentproperties"):
      return holdings_.of(Held::As::builtin, name.is_number() ? property_of(name.number) : name.text, work_);
    default: return {};
  }
}

Value Program::member(std::uint32_t owner, std::uint32_t receiver, std::uint32_t member) {
  if (holdings_.empty()) return {};
  const auto name_of = [&](std::uint32_t symbol) -> std::string_view {
    if (symbol == word("me") || symbol == 0) return modules_[module_].name;
    return symbol == kMember ? std::string_view() : symbols_.spelling(symbol);
  };
  const auto of_document = [&] {
    return receiver == word("thisworkbook") || receiver == word("activeworkbook") || receiver == word("me");
  };
  switch (member) {
    case word("title"):
    case word("subject"):
    case word("author"):
    case word("keywords"):
    case word("comments"): return of_document() ? holdings_.of(Held::As::builtin, kWords[member], work_) : Value{};
    case word("caption"): return holdings_.of(Held::As::caption, name_of(owner), name_of(receiver), work_);
    case word("value"):
    case word("text"): return holdings_.of(Held::As::value, name_of(owner), name_of(receiver), work_);
    case word("tag"): return holdings_.of(Held::As::tag, name_of(owner), name_of(receiver), work_);
    case word("controltiptext"): return holdings_.of(Held::As::tip, name_of(owner), name_of(receiver), work_);
    default: return holdings_.of(Held::As::value, name_of(receiver), symbols_.spelling(member), work_);
  }
}

std::uint32_t Program::name_in(const Value& text) {
  return text.is_text() ? symbols_.of(std::string_view(text.text).substr(0, 256)) : 0;
}

} // namespace fumiban::vba
