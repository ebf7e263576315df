// SPDX-License-Identifier: Apache-2.0
// Exported modules that lie bare: what a developer mails, and what an analyst keeps.
// Reads:  the text, cut into modules at each line `Attribute VB_Name = "`.
// Leaves: the layout of forms (.frx).
// Trusts: VB_Base and VB_PredeclaredId to say whose module it is; without them it is a standard one.
// Costs:  one pass beside those of judge().
// Damage: none is possible: any text is source.
#include "scripts/vba/vba.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "scripts/vba/findings.hpp"

namespace fumiban::vba {
namespace {

constexpr std::string_view kHead = "attribute vb_name = \"";

/// Where a line that names a module begins, at or after `from`.
std::size_t next_module(std::string_view source, std::size_t from) {
  for (auto at = from; at < source.size();) {
    if (starts_fold(source.substr(at), kHead)) return at;
    const auto end = source.find_first_of("\r\n", at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  return std::string_view::npos;
}

Module::Type type_of(std::string_view source, std::string_view preamble) {
  const auto head = source.substr(0, 2048);
  const auto base = find_fold(head, "attribute vb_base = \"");
  if (base != std::string_view::npos) { // a form's has two class ids
    const auto line = head.substr(base, head.find_first_of("\r\n", base) - base);
    return line.find("}{") == std::string_view::npos ? Module::Type::document : Module::Type::form;
  }
  return starts_fold(trim(preamble), "version ") || find_fold(head, "attribute vb_exposed") != std::string_view::npos
             ? Module::Type::klass
             : Module::Type::standard;
}

std::vector<Module> modules_of(std::string_view source) {
  std::vector<Module> out;
  auto at = next_module(source, 0);
  auto preamble = source.substr(0, at);
  while (at != std::string_view::npos) {
    const auto next = next_module(source, at + 1);
    Module module;
    module.source = source.substr(at, next == std::string_view::npos ? next : next - at);
    const auto name = std::string_view(module.source).substr(kHead.size(), 256);
    module.name = name.substr(0, name.find_first_of("\"\r\n"));
    module.type = type_of(module.source, preamble);
    preamble = {};
    out.push_back(std::move(module));
    at = next;
  }
  return out;
}

Result<void> analyse(const Blob& blob, Context& context) {
  if (!context.pay(blob.size())) return {};
  const auto text = to_utf8(blob.whole().text(), context.charset());
  context.say(kPresent, 0, 0, "");
  judge(modules_of(text.utf8), {}, context);
  return {};
}

/// Only where it begins so: mail that talks about macros is none.
bool is_module(const Sight& sight) noexcept {
  if (sight.kind.family != Family::text) return false;
  auto head = sight.content.clamped(0, 4096).text();
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head = trim(head);
  return starts_fold(head, kHead) || (starts_fold(head, "version ") && next_module(head, 0) != std::string_view::npos);
}

} // namespace

const Analyser kAnalyser{"vba", &is_module, &analyse, findings(), false, false, nullptr};

} // namespace fumiban::vba
