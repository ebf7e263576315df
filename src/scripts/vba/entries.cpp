// SPDX-License-Identifier: Apache-2.0
#include "scripts/vba/entries.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "scripts/vba/words.hpp"

namespace fumiban::vba {
namespace {

bool is_auto_macro(std::uint32_t symbol) noexcept {
  switch (symbol) {
    case word("autoopen"):
    case word("autoexec"):
    case word("autoexit"):
    case word("autoclose"):
    case word("autonew"):
    case word("auto_open"):
    case word("auto_close"):
    case word("auto_activate"):
    case word("auto_deactivate"):
    case word("auto_exec"):
    case word("auto_exit"):
    case word("auto_new"): return true;
    default: return false;
  }
}

bool is_document_event(std::uint32_t symbol) noexcept {
  switch (symbol) {
    case word("document_open"):
    case word("document_close"):
    case word("document_new"):
    case word("document_beforeclose"):
    case word("workbook_open"):
    case word("workbook_activate"):
    case word("workbook_deactivate"):
    case word("workbook_beforeclose"):
    case word("workbook_windowactivate"):
    case word("workbook_windowresize"):
    case word("workbook_sheetactivate"):
    case word("workbook_sheetcalculate"):
    case word("workbook_addininstall"):
    case word("worksheet_activate"):
    case word("worksheet_calculate"):
    case word("presentation_open"):
    case word("application_startup"):
    case word("application_newmail"):
    case word("application_newmailex"):
    case word("application_quit"): return true;
    default: return false;
  }
}

bool is_one_of(std::string_view event, std::span<const std::string_view> names) noexcept {
  return std::any_of(names.begin(), names.end(), [&](auto name) { return equal_fold(name, event); });
}

} // namespace

bool runs_by_itself(std::uint32_t symbol, std::uint32_t module_name, Module::Type type) noexcept {
  // In Word a module with such a name acts by its Main.
  if (is_auto_macro(symbol) || (symbol == word("main") && is_auto_macro(module_name))) return true;
  if (symbol == word("onslideshowpagechange")) return true;
  return (type == Module::Type::document || type == Module::Type::klass) && is_document_event(symbol);
}

bool comes_by_itself(std::string_view event) noexcept {
  static constexpr std::array<std::string_view, 20> kEvents = {
      "layout",           "painted",           "painting",
      "resize",           "resized",           "gotfocus",
      "mousemove",        "mousehover",        "zoom",
      "scroll",           "onconnecting",      "onconnected",
      "ondisconnected",   "navigatecomplete2", "beforenavigate2",
      "documentcomplete", "downloadcomplete",  "statustextchange",
      "titlechange",      "commandstatechange"};
  return is_one_of(event, kEvents);
}

bool is_application_event(std::string_view event) noexcept {
  static constexpr std::array<std::string_view, 14> kEvents = {
      "documentopen",        "documentchange", "documentbeforeclose", "documentbeforesave", "newdocument",
      "windowactivate",      "quit",           "workbookopen",        "workbookactivate",   "newworkbook",
      "workbookbeforeclose", "sheetactivate",  "presentationopen",    "slideshowbegin"};
  return is_one_of(event, kEvents);
}

} // namespace fumiban::vba
