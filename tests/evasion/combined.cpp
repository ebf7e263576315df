// SPDX-License-Identifier: Apache-2.0
/// @file
/// Several tricks in one mail, chosen so that one real program goes along with all of them. A scanner that tries one
/// other reading at a time finds none of these.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

namespace {

/// What one program does with each kind of trick.
struct Program {
  std::string name;
  std::vector<Row> encodings; ///< transfer encoding fields that it reads as base64
  std::vector<Row> types;     ///< type fields from which it takes the boundary `real`
  std::vector<Row> bodies;    ///< how the base64 is written: the size of each padded piece, or the line end
};

const std::string& two_fields(bool real_first) {
  static const std::string first = mixed("; boundary=\"real\"") + mixed("; boundary=\"none\"");
  static const std::string last = mixed("; boundary=\"none\"") + mixed("; boundary=\"real\"");
  return real_first ? first : last;
}

/// The file as base64: padded after every byte, after every two bytes, or with foreign characters between.
std::string written(const std::string& how, std::string_view file) {
  if (how == "junk") {
    return in_lines(base64(file), 4, ".") + "\r\n";
  }
  if (how == "short") {
    return in_lines(base64(file), 6);
  }
  const std::size_t size = how == "one" ? 1 : 2;
  std::string text;
  for (std::size_t at = 0; at < file.size(); at += size) {
    text += base64(file.substr(at, size));
  }
  return in_lines(text, 76);
}

/// First of two encodings, first of two boundaries, base64 goes on after padding.
Program first_reader() {
  return {"thunderbird",
          {{"encoding-twice", cte("base64") + cte("7bit")},
           {"encoding-blank-before-colon", "Content-Transfer-Encoding : base64\r\n"}},
          {{"two-type-fields", two_fields(true)},
           {"two-boundaries", mixed("; boundary=\"real\"; boundary=\"none\"")},
           {"sections-and-plain", mixed("; boundary=\"none\"; boundary*0=\"re\"; boundary*1=\"al\"")}},
          {{"padded-one", "one"}, {"padded-two", "two"}}};
}

/// First of two fields, last of two boundary parameters, base64 goes on after padding.
Program first_field_last_parameter_reader() {
  return {"apple",
          {{"encoding-twice", cte("base64") + cte("quoted-printable")}},
          {{"two-boundaries", mixed("; boundary=\"none\"; boundary=\"real\"")}, {"two-type-fields", two_fields(true)}},
          {{"padded-one", "one"}, {"padded-two", "two"}}};
}

/// First of two fields, comments honoured.
Program comment_reader() {
  return {"outlook",
          {{"encoding-twice", cte("base64") + cte("7bit")}},
          {{"comment-in-boundary", mixed("; boundary=(none)\"real\"")},
           {"comment-after-boundary", mixed("; boundary=real(none)")}},
          {{"junk", "junk"}, {"short-lines", "short"}}};
}

/// Last of two fields, only the beginning of the encoding compared.
Program last_reader() {
  return {"mutt",
          {{"encoding-twice", cte("7bit") + cte("base64")},
           {"encoding-more-letters", cte("base645")},
           {"encoding-list-and-twice", cte("8bit") + cte("base64, 7bit")}},
          {{"two-type-fields", two_fields(false)}},
          {{"junk", "junk"}, {"short-lines", "short"}}};
}

} // namespace

void add_combined(CaseList& cases) {
  for (const Program& program :
       {first_reader(), first_field_last_parameter_reader(), comment_reader(), last_reader()}) {
    for (const Row& encoding : program.encodings) {
      for (const Row& type : program.types) {
        for (const Row& body : program.bodies) {
          const std::string name = program.name + "-" + encoding.name + "-" + type.name + "-" + body.name;
          cases.content("several at once", name, [&](std::string_view file) {
            const std::string part = file_part(encoding.text, written(body.text, file));
            return mail(type.text, multipart("real", {note(), part}));
          });
        }
      }
    }
  }
}

} // namespace fumiban::evasion
