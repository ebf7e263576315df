// SPDX-License-Identifier: Apache-2.0
#include "documents/rtf/code_pages.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace fumiban::rtf {

std::uint16_t page_of_charset(std::int32_t charset) {
  static constexpr std::array<std::pair<std::int32_t, std::uint16_t>, 17> kPages = {{{0, 1252},
                                                                                     {77, 10000},
                                                                                     {128, 932},
                                                                                     {129, 949},
                                                                                     {134, 936},
                                                                                     {136, 950},
                                                                                     {161, 1253},
                                                                                     {162, 1254},
                                                                                     {163, 1258},
                                                                                     {177, 1255},
                                                                                     {178, 1256},
                                                                                     {186, 1257},
                                                                                     {204, 1251},
                                                                                     {222, 874},
                                                                                     {238, 1250},
                                                                                     {254, 437},
                                                                                     {255, 850}}};
  const auto known =
      std::find_if(kPages.begin(), kPages.end(), [&](const auto& page) { return page.first == charset; });
  return known == kPages.end() ? std::uint16_t{0} : known->second;
}

std::string label_of(std::uint16_t page) {
  static constexpr std::array<std::pair<std::uint16_t, std::string_view>, 6> kOthers = {
      {{932, "cp932"}, {936, "gbk"}, {950, "big5"}, {10000, "macintosh"}, {65001, "utf-8"}, {51932, "euc-jp"}}};
  const auto known =
      std::find_if(kOthers.begin(), kOthers.end(), [&](const auto& other) { return other.first == page; });
  if (known != kOthers.end()) return std::string(known->second);
  const bool windows = page == 874 || page == 949 || (page >= 1250 && page <= 1258);
  return (windows ? "windows-" : "cp") + std::to_string(page);
}

bool is_double_byte(std::uint16_t page) { return page == 932 || page == 936 || page == 949 || page == 950; }

} // namespace fumiban::rtf
