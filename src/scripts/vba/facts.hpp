// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the procedures of a project can do, which of them run by themselves, and what its texts say.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "scripts/vba/capabilities.hpp"
#include "scripts/vba/program.hpp"

namespace fumiban::vba {

/// Where something stands.
struct Place {
  std::size_t module = 0;
  std::uint32_t line = 0;
};

/// The first place of an ability in a procedure.
struct Deed {
  Can can;
  std::uint32_t line;
  std::string what; ///< the name or the beginning of the text
};

struct Procedure {
  std::size_t module = 0;
  std::uint32_t name = 0; ///< 0: code outside of procedures
  std::uint32_t line = 0;
  bool entry = false; ///< runs by itself
  Abilities abilities = 0;
  std::vector<Deed> deeds;
  std::vector<std::uint32_t> mentions; ///< names in it, each once
};

/// A text that is put together, or one that says something by its markers or addresses.
struct Spoken {
  std::string text;
  Place place;
  std::uint64_t hidden = 0; ///< markers that no literal of it has
  bool made = false;
  bool hostile = false; ///< a command line as attackers write them
};

struct Api {
  std::uint32_t name;
  std::string true_name; ///< in the library
  Place place;
};

/// Collects while a Program runs.
class Facts final : public Sink {
public:
  Facts(std::span<const Module> modules, Symbols& symbols, Work& work);

  std::vector<Procedure> procedures;
  std::vector<Spoken> texts;
  std::vector<Api> apis;
  std::size_t encoded_bytes = 0; ///< of literals that are long runs of base64 or hex
  std::string analysis_word;     ///< a text that names what analysts use
  Place analysis;
  std::unordered_set<std::uint32_t> variables; ///< names in code that are none of the language's

  void begin_module(std::size_t module) override;
  void attribute(std::string_view line) override;
  void begin_procedure(std::uint32_t name, std::uint32_t line) override;
  void end_procedure() override;
  void declared_api(std::uint32_t name, std::string_view library, std::string_view alias, std::uint32_t line) override;
  void with_events(std::uint32_t name) override;
  void set_member(std::uint32_t member, const Value& value, std::uint32_t line) override;
  void named(std::uint32_t name, std::uint32_t receiver, std::uint32_t line) override;
  void called(std::uint32_t name, std::uint32_t receiver, std::span<const Value> arguments,
              std::uint32_t line) override;
  void said(const Value& text, std::uint32_t line) override;

private:
  void add(Abilities abilities, std::uint32_t line, std::string_view what);
  void mention(std::uint32_t name);
  void mention_text(std::string_view text);
  void take_text(std::string_view text, std::uint64_t seen, bool made, std::uint32_t line);
  void keep(std::string_view text, std::uint64_t hidden, bool made, bool hostile, std::uint32_t line);
  [[nodiscard]] bool is_entry(std::uint32_t name) const;

  std::span<const Module> modules_;
  Symbols& symbols_;
  Work& work_;
  std::size_t module_ = 0;
  std::uint32_t module_name_ = 0;
  std::size_t procedure_ = 0;                       ///< index into procedures
  std::unordered_set<std::uint32_t> controls_;      ///< of the module
  std::unordered_set<std::uint32_t> event_sources_; ///< WithEvents of the module
  std::unordered_map<std::uint32_t, std::size_t> mentioned_in_;
  std::unordered_set<std::size_t> known_texts_;
  std::size_t kept_bytes_ = 0;
};

} // namespace fumiban::vba
