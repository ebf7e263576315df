// SPDX-License-Identifier: Apache-2.0
#include "mime/disagreement.hpp"

#include <array>

namespace fumiban::mime {

const DisagreementRow& row_of(Disagreement disagreement) noexcept {
  static constexpr std::array kRows = {
      DisagreementRow{"duplicate-content-type", true},
      DisagreementRow{"duplicate-transfer-encoding", true},
      DisagreementRow{"duplicate-boundary", true},
      DisagreementRow{"duplicate-parameter", true},
      DisagreementRow{"field-name", true},
      DisagreementRow{"field-in-field", true},
      DisagreementRow{"nul-in-header", true},
      DisagreementRow{"header-end", true},
      DisagreementRow{"late-header", true},
      DisagreementRow{"content-type-syntax", true},
      DisagreementRow{"transfer-encoding-syntax", true},
      DisagreementRow{"transfer-encoding-unknown", true},
      DisagreementRow{"encoded-multipart", true},
      DisagreementRow{"boundary-syntax", true},
      DisagreementRow{"boundary-missing", true},
      DisagreementRow{"delimiter", true},
      DisagreementRow{"undeclared-multipart", true},
      DisagreementRow{"undeclared-encoding", true},
      DisagreementRow{"base64-padding", true},
      DisagreementRow{"base64-junk", true},
      DisagreementRow{"quoted-printable-illegal", true},
      DisagreementRow{"preamble", true},
      DisagreementRow{"epilogue", true},
      DisagreementRow{"message-partial", true},
      DisagreementRow{"external-body", false},
      DisagreementRow{"conflicting-names", true},
      DisagreementRow{"no-mime-version", false},
      DisagreementRow{"encoded-word-in-parameter", false},
      DisagreementRow{"uuencode", false},
      DisagreementRow{"yenc", false},
      DisagreementRow{"binhex", false},
      DisagreementRow{"bare-cr", true},
      DisagreementRow{"junk-in-header", false},
  };
  static_assert(kRows.size() == static_cast<std::size_t>(Disagreement::count_));
  return kRows[static_cast<std::size_t>(disagreement)];
}

} // namespace fumiban::mime
