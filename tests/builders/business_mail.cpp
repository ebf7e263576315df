// SPDX-License-Identifier: Apache-2.0
#include "business_mail.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "shapes.hpp"

namespace fumiban::test {
namespace {

const std::vector<ShapeRow>& rows() {
  static const std::vector<ShapeRow> kRows = [] {
    std::vector<ShapeRow> all;
    for (const auto& part : {letter_shapes(), file_shapes(), report_shapes(), bulk_shapes(), machine_shapes(),
                             signed_shapes(), unpack_shapes()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return kRows;
}

} // namespace

std::size_t business_mail_count() {
  std::size_t count = 0;
  for (const ShapeRow& row : rows()) count += row.count;
  return count;
}

NamedMail business_mail(std::size_t index) {
  std::size_t serial = index;
  for (const ShapeRow& row : rows()) {
    if (serial >= row.count) {
      serial -= row.count;
      continue;
    }
    Built built = row.build(serial);
    const std::string shape = std::string(row.name) + (built.detail.empty() ? "" : "-" + built.detail);
    const std::string digits = std::to_string(index);
    return {std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits + "-" + shape,
            std::move(built.bytes), shape, row.needs_unpack};
  }
  throw std::out_of_range("no business mail " + std::to_string(index));
}

} // namespace fumiban::test
