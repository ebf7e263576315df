// SPDX-License-Identifier: Apache-2.0
#include "evasion_cases.hpp"

#include "evasion_mail.hpp"

namespace fumiban::evasion {

std::vector<EvasionCase> evasion_cases() {
  CaseList cases;
  for (const auto add :
       {add_transfer_encoding, add_content_type,     add_line_ends,        add_boundary_choice, add_boundary_syntax,
        add_boundary_quotes,   add_boundary_rfc2231, add_delimiters,       add_header_end,      add_comments,
        add_encoded_words,     add_base64,           add_quoted_printable, add_other_encodings, add_part_headers,
        add_names_rfc2231,     add_names_rfc2047,    add_names_syntax,     add_newest,          add_combined}) {
    add(cases);
  }
  return cases.take();
}

} // namespace fumiban::evasion
