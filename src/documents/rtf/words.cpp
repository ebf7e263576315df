// SPDX-License-Identifier: Apache-2.0
#include "documents/rtf/words.hpp"

#include "base/string_table.hpp"

namespace fumiban::rtf {
namespace {

constexpr auto kWords = [] {
  using Does = Word::Does;
  StringTable<Word, 256> out;
  // Destinations that may stand without \*, and those of which more is known than that nobody sees them.
  const auto enter = [&](Place place, auto... words) {
    (out.add(words, {.does = Does::enter_place, .place = place}), ...);
  };
  enter(Place::object_data, "objdata");
  enter(Place::class_name, "objclass");
  enter(Place::document_template, "template");
  enter(Place::fonts, "fonttbl");
  enter(Place::nothing, "colortbl", "stylesheet", "pict", "themedata", "colorschememapping", "datastore", "datafield",
        "fontemb", "blipuid", "listtable", "listoverridetable", "nesttableprops");
  enter(Place::other, "info", "fldinst", "objname");
  enter(Place::text, "shpinst", "shptxt", "shprslt", "footnote", "annotation", "header", "footer", "result", "fldrslt");
  const auto write = [&](std::string_view text, auto... words) {
    (out.add(words, {.does = Does::write_text, .text = text}), ...);
  };
  write("\n", "par", "line", "row", "nestrow", "sect", "page");
  write("\t", "tab", "cell", "nestcell");
  write("\u2014", "emdash");
  write("\u2013", "endash");
  write("\u2022", "bullet");
  write("\u2018", "lquote");
  write("\u2019", "rquote");
  write("\u201C", "ldblquote");
  write("\u201D", "rdblquote");
  write("\u2003", "emspace");
  write("\u2002", "enspace");
  out.add("u", {.does = Does::unicode});
  out.add("uc", {.does = Does::set_fallback});
  out.add("objupdate", {.does = Does::update_objects});
  out.add("objautlink", {.does = Does::update_objects});
  out.add("f", {.does = Does::set_font});
  out.add("af", {.does = Does::name_font});
  out.add("fcharset", {.does = Does::set_font_charset});
  out.add("ansicpg", {.does = Does::set_page});
  out.add("mac", {.does = Does::set_known_page, .page = 10000});
  out.add("pc", {.does = Does::set_known_page, .page = 437});
  out.add("pca", {.does = Does::set_known_page, .page = 850});
  return out;
}();

} // namespace

const Word* find_word(std::string_view word) noexcept { return kWords.find(word); }

} // namespace fumiban::rtf
