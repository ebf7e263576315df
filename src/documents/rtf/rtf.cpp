// SPDX-License-Identifier: Apache-2.0
// RTF: objects, templates and addresses.
// Reads:  what reading.cpp finds; objects of OLE 1.0 (MS-OLEDS 2.2) and what they pack.
// Leaves: pictures; fields other than as text; \datastore.
// Trusts: no class name: an object is what its content is.
// Costs:  one pass, and the objects once more.
// Damage: an object that is no OLE object is searched for a compound file.
#include "documents/rtf/rtf.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "documents/office/external.hpp"
#include "documents/office/findings.hpp"
#include "documents/rtf/reading.hpp"
#include "findings/archive.hpp"
#include "findings/limits.hpp"
#include "links/links.hpp"
#include "unpack/ole1/object.hpp"
#include "unpack/ole1/package.hpp"

namespace fumiban::rtf {
namespace {

/// There is an object of some program in the document.
constexpr FindingSpec kObject{"rtf.object", Severity::info, Topic::content};
/// The object belongs to Microsoft's old Equation Editor, whose faults run code.
constexpr FindingSpec kEquation{"rtf.equation", Severity::medium, Topic::content, Unread::no, "T1203"};
/// An object is loaded when the document is opened, without a click.
constexpr FindingSpec kUpdates{"rtf.object-updates", Severity::low, Topic::content, Unread::no, "T1203"};
/// Written as no program writes, and as Word reads all the same.
constexpr FindingSpec kObfuscated{"rtf.obfuscated", Severity::high, Topic::evasion, Unread::no, "T1027"};

constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The class ids of Equation 3.0 and 2.0, as compound files tell them whatever the object's header says.
constexpr std::array<std::string_view, 2> kEquationIds = {
    std::string_view("\x02\xCE\x02\x00\x00\x00\x00\x00\xC0\x00\x00\x00\x00\x00\x00\x46", 16),
    std::string_view("\x00\x17\x02\x00\x00\x00\x00\x00\xC0\x00\x00\x00\x00\x00\x00\x46", 16)};

bool is_equation(std::string_view class_name) { return starts_fold(class_name, "Equation."); }

void say_oddities(const Oddities& oddities, Context& context) {
  const std::array<std::pair<bool, std::string_view>, 6> all = {{{oddities.header, "header"},
                                                                 {oddities.groups, "groups in an object"},
                                                                 {oddities.words, "control words in an object"},
                                                                 {oddities.characters, "\\' in an object"},
                                                                 {oddities.binary, "\\bin among digits"},
                                                                 {oddities.junk, "no digits in an object"}}};
  for (const auto& [is_so, evidence] : all)
    if (is_so) context.say(kObfuscated, 0, 0, evidence);
}

/// One way to read the digits of an object.
class Object {
public:
  Object(const ObjectData& data, std::string bytes, Context& context)
      : data_(data), context_(context), blob_(Blob::owned(std::move(bytes))) {}

  /// Says and hands on what it is. False: it is no object and holds none, or ends before its data does.
  bool hand_on() {
    const auto all = blob_.whole();
    if (all.empty() || !context_.pay(all.size())) return false;
    for (const auto& target : ole1::moniker_targets(all)) fetched(target);
    for (const auto id : kEquationIds)
      if (all.find(id) != ByteView::npos) say(kEquation, "class id");
    const auto object = ole1::read_object(all);
    if (!object) return add_known(all) || add_compound(all);
    take(*object);
    return object->complete;
  }

  void say(const FindingSpec& spec, std::string_view evidence) {
    context_.say(spec, data_.begin, data_.end - data_.begin, evidence);
  }

private:
  void fetched(const std::string& address) {
    if (!office::is_remote(address)) return;
    links::note_target(address, context_);
    say(office::kExternal, address);
  }

  void take(const ole1::Object& object) {
    if (!object.class_name.empty()) say(kObject, object.class_name);
    if (is_equation(object.class_name)) say(kEquation, object.class_name);
    if (object.linked) fetched(object.topic);
    if (const auto package = ole1::read_package(object.native)) {
      (void)ole1::hand_on(*package, blob_, data_.begin, context_);
      return;
    }
    if (!add_known(object.native)) (void)add_compound(blob_.whole());
  }

  /// What a person could open; the data of other programs stays with them.
  bool add_known(ByteView bytes) {
    const auto family = kind_of(bytes).family;
    return family != Family::unknown && family != Family::empty && add(bytes);
  }
  bool add_compound(ByteView bytes) {
    const auto at = bytes.find(kCompound);
    return at != ByteView::npos && add(bytes.clamped(at));
  }
  bool add(ByteView bytes) {
    (void)context_.add(
        context_.part_index(),
        {.blob = blob_.piece(bytes), .name = "objdata", .offset = data_.begin, .raw_size = data_.end - data_.begin});
    return true;
  }

  const ObjectData& data_;
  Context& context_;
  Blob blob_;
};

Result<void> analyse(const Blob& blob, Context& context) {
  if (!context.pay(blob.size() * 2)) return {};
  Reading reading;
  auto result = read(blob.whole().text(), static_cast<std::size_t>(context.limits().parts), reading);
  say_oddities(reading.oddities, context);
  if (reading.updates) context.say(kUpdates);
  for (const auto& name : reading.class_names)
    if (is_equation(name)) context.say(kEquation, 0, 0, name);
  for (const auto& address : reading.templates) {
    if (!office::is_remote(address)) continue;
    links::note_target(address, context);
    context.say(office::kExternal, 0, 0, address);
  }
  links::note_urls(reading.text, context);
  links::note_urls(reading.other, context);
  for (auto& object : reading.objects) {
    Object first(object, std::move(object.bytes), context);
    Object second(object, std::move(object.other_bytes), context);
    const bool opened = first.hand_on();
    if (!second.hand_on() && !opened) first.say(archive::kDamaged, "objdata");
  }
  if (reading.more_objects) context.reached(limit::kParts);
  return result;
}

std::string text_of(const Blob& blob, std::string_view) {
  Reading reading;
  (void)read(blob.whole().text(), 0, reading);
  return std::move(reading.text);
}

bool is_rtf(const Sight& sight) noexcept { return sight.kind.id == "rtf"; }

constexpr std::array<const FindingSpec*, 6> kFindings = {&kObject,     &kEquation,         &kUpdates,
                                                         &kObfuscated, &office::kExternal, &archive::kDamaged};

} // namespace

const Analyser kAnalyser{"rtf", &is_rtf, &analyse, kFindings, true, false, &text_of};

} // namespace fumiban::rtf
