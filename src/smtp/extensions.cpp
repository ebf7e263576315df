// SPDX-License-Identifier: Apache-2.0
// Extensions that a server names.
// Reads:  the lines behind the first of the reply to EHLO (RFC 5321 4.1.1.1).
// Leaves: extensions that we do not pass on.
// Trusts: nothing.
// Costs:  each byte a few times; replies are bounded.
// Damage: what is not understood is not there.
#include "smtp/extensions.hpp"

#include "base/ascii.hpp"

namespace fumiban::smtp {

bool Extensions::allows(std::string_view parameter) const {
  const auto is = [&](std::string_view name) { return equal_fold(parameter, name); };
  if (is("SIZE")) return size.has_value();
  if (is("BODY")) return eight_bit;
  if (is("SMTPUTF8")) return utf8;
  return dsn && (is("RET") || is("ENVID") || is("NOTIFY") || is("ORCPT"));
}

Extensions extensions_of(const Reply& reply) {
  Extensions out;
  for (std::size_t i = 1; i < reply.lines.size(); ++i) {
    const auto words = words_of(reply.lines[i]);
    if (words.empty()) continue;
    const auto keyword = capitals(words.front());
    if (keyword == "8BITMIME") out.eight_bit = true;
    else if (keyword == "SMTPUTF8") out.utf8 = true;
    else if (keyword == "DSN") out.dsn = true;
    else if (keyword == "ENHANCEDSTATUSCODES") out.status_codes = true;
    else if (keyword == "SIZE") out.size = words.size() > 1 ? number_of(words[1]).value_or(0) : 0;
    else if (keyword == "XFORWARD")
      for (std::size_t k = 1; k < words.size(); ++k) out.forward.push_back(capitals(words[k]));
  }
  return out;
}

} // namespace fumiban::smtp
