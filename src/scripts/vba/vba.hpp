// SPDX-License-Identifier: Apache-2.0
/// @file
/// VBA as a language: what macro source does. Knows nothing of the containers that it lies in.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyser/analyser.hpp"

namespace fumiban::vba {

/// One module of a project, as its reader hands it on.
struct Module {
  /// Who owns it. Only a document's own module and classes get events; where it is not known, `document` misses
  /// nothing.
  enum class Type : std::uint8_t { standard, document, form, klass };
  std::string name;   ///< UTF-8
  std::string source; ///< UTF-8, with or without Attribute lines
  Type type = Type::standard;
  std::vector<std::string> controls{};  ///< names of the controls that lie in its document or form
  std::vector<std::string> texts{};     ///< what the controls hold: captions, tags, values; UTF-8
  std::vector<std::string> callbacks{}; ///< procedures that a ribbon calls when it is loaded (customUI onLoad)
};

/// A text that lies in a document or a form, and that macros fetch by its name.
struct Held {
  enum class As : std::uint8_t { variable, builtin, custom, caption, value, tag, tip };
  As as;
  std::string form; ///< of a control: its form; UTF-8
  std::string name; ///< of the variable, property or control; empty: the form itself
  std::string text;
};

/// What the document holds for its macros: Context::shared<Document>() of the document's part.
struct Document {
  std::vector<Held> held;
  /// Keeps a text; beyond a megabyte, or 4,096 of them, none.
  void hold(Held text);

private:
  std::size_t bytes_ = 0;
};

/// True if the modules may ask their document for texts.
[[nodiscard]] bool asks_document(std::span<const Module> modules);

/// The document carries a VBA project. Said by whoever found it.
inline constexpr FindingSpec kPresent{"vba.present", Severity::medium, Topic::content, Unread::no, "T1059.005"};

/// States what the modules of one project do together, as findings and indicators of the current part. Any bytes are
/// allowed as source. `held`: what macros can ask for. Linear; pays for every pass.
void judge(std::span<const Module> modules, std::span<const Held> held, Context& context);

/// Reads an exported module (.bas, .cls, .frm) that lies bare.
extern const Analyser kAnalyser;

} // namespace fumiban::vba
