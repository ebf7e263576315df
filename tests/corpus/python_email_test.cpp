// SPDX-License-Identifier: Apache-2.0
/// @file
/// The test mail of Python's email package: the types of all parts as that package reads them. What it cuts into
/// pieces beyond MIME (delivery reports, external bodies) counts as one part here.
#include <gtest/gtest.h>

#include <array>
#include <iostream>

#include "corpus_differences.hpp"
#include "corpus_files.hpp"
#include "corpus_tree.hpp"

namespace fumiban::test {
namespace {

constexpr std::array kMessages = {
    TypedMessage{"msg_01", "text/plain"},
    TypedMessage{"msg_02",
                 "multipart/mixed(text/plain, text/plain, multipart/digest(message/rfc822(text/plain), "
                 "message/rfc822(text/plain), message/rfc822(text/plain), message/rfc822(text/plain), "
                 "message/rfc822(text/plain)), text/plain)"},
    TypedMessage{"msg_03", "text/plain"},
    TypedMessage{"msg_04", "multipart/mixed(text/plain, text/plain)"},
    TypedMessage{"msg_05", "multipart/report(text/plain, text/plain, message/rfc822(text/plain))"},
    TypedMessage{"msg_06", "message/rfc822(text/plain)"},
    TypedMessage{"msg_07", "multipart/mixed(text/plain, image/gif)"},
    TypedMessage{"msg_08", "multipart/mixed(text/plain, text/html, text/plain, text/plain)"},
    TypedMessage{"msg_09", "multipart/mixed(text/plain, text/html, text/plain, text/plain)"},
    TypedMessage{"msg_10", "multipart/mixed(text/plain, text/html, text/plain, text/plain, text/plain)"},
    TypedMessage{"msg_11", "message/rfc822(text/plain)"},
    TypedMessage{"msg_12",
                 "multipart/mixed(text/plain, text/html, multipart/mixed(text/plain, text/plain), text/plain, "
                 "text/plain)"},
    TypedMessage{"msg_12a",
                 "multipart/mixed(text/plain, text/html, multipart/mixed(text/plain, text/plain), text/plain, "
                 "text/plain)"},
    TypedMessage{"msg_13", "multipart/mixed(text/plain, multipart/mixed(text/plain, image/gif))"},
    TypedMessage{"msg_14", "text/plain"},
    TypedMessage{"msg_15", "multipart/mixed(multipart/alternative(), text/plain, text/html)"},
    TypedMessage{"msg_16", "multipart/report(text/plain, message/delivery-status, message/rfc822(text/plain))"},
    TypedMessage{"msg_17", "multipart/mixed()"},
    TypedMessage{"msg_18", "text/plain"},
    TypedMessage{"msg_19", "text/plain"},
    TypedMessage{"msg_20", "text/plain"},
    TypedMessage{"msg_21", "multipart/mixed(text/plain, text/plain)"},
    TypedMessage{"msg_22", "multipart/mixed(text/plain, image/jpeg, image/jpeg, text/plain)"},
    TypedMessage{"msg_23", "multipart/mixed(text/plain)"},
    TypedMessage{"msg_24", "multipart/mixed(text/plain)"},
    TypedMessage{"msg_25", "multipart/report()"},
    TypedMessage{"msg_26", "multipart/mixed(text/plain, application/riscos)"},
    TypedMessage{"msg_27", "text/plain"},
    TypedMessage{"msg_28", "multipart/digest(message/rfc822(text/plain), message/rfc822(text/plain))"},
    TypedMessage{"msg_29", "text/plain"},
    TypedMessage{"msg_30", "multipart/digest(message/rfc822(text/plain), message/rfc822(text/plain))"},
    TypedMessage{"msg_31", "multipart/mixed()"},
    TypedMessage{"msg_32", "text/plain"},
    TypedMessage{"msg_33", "multipart/signed(text/plain, text/plain)"},
    TypedMessage{"msg_34", "multipart/digest(text/plain, message/rfc822(text/plain))"},
    TypedMessage{"msg_35", "text/plain"},
    TypedMessage{"msg_36",
                 "multipart/mixed(text/plain, multipart/alternative(message/external-body, message/external-body))"},
    TypedMessage{"msg_37", "multipart/mixed(text/x-one, text/x-two, text/x-two)"},
    TypedMessage{"msg_38",
                 "multipart/mixed(multipart/mixed(multipart/alternative(text/plain), text/plain), text/plain, "
                 "text/plain)"},
    TypedMessage{"msg_39",
                 "multipart/mixed(multipart/mixed(multipart/alternative(), application/octet-stream, "
                 "application/octet-stream), text/plain)"},
    TypedMessage{"msg_40", "text/html"},
    TypedMessage{"msg_41", "multipart/alternative()"},
    TypedMessage{"msg_42", "multipart/mixed(text/plain, message/rfc822(multipart/mixed()))"},
    TypedMessage{"msg_43", "multipart/report(text/plain, message/delivery-status, text/rfc822-headers)"},
    TypedMessage{"msg_44", "multipart/mixed(text/plain, text/plain)"},
    TypedMessage{"msg_45", "multipart/signed(text/plain, application/pgp-signature)"},
    TypedMessage{"msg_46", "message/rfc822(text/plain)"},
    TypedMessage{"msg_47", "multipart/mixed(text/plain, text/html)"},
};

constexpr std::array kExpected = {
    ExpectedDifference{"msg_37", "types",
                       "two delimiters in a row hold an empty part (RFC 2046 5.1.1); Python passes over the "
                       "second one"},
};

TEST(PythonEmail, TypesOfAllParts) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  const auto folder = root / "python-email" / "data";
  EXPECT_EQ(files_under(folder, ".txt").size(), kMessages.size());
  std::vector<Difference> found;
  for (const auto& message : kMessages) {
    const auto types = types_of(ordinary_tree(read_mail(bytes_of(folder / (std::string(message.file) + ".txt")))));
    if (types != message.types)
      found.push_back(
          {std::string(message.file), "types", "expected " + std::string(message.types) + ", got " + types});
  }
  check_differences("python-email", kMessages.size(), found, kExpected);
}

} // namespace
} // namespace fumiban::test
