// SPDX-License-Identifier: Apache-2.0
#include "page_session.hpp"

namespace fumiban::gateway {

http::Answer page_of(const Shown& shown, Language language) {
  const unsigned status = shown.state == unlock::State::gone ? 404 : shown.state == unlock::State::later ? 503 : 200;
  return http::page_answer(status, unlock::page(shown.state, shown.about, shown.tries, language));
}

} // namespace fumiban::gateway
