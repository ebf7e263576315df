// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "clamd/session.hpp"
#include "connection.hpp"
#include "gateway.hpp"

namespace fumiban::gateway {

/// A client of clamd that asks what a file is.
class ClamdConnection final : public Connection {
public:
  ClamdConnection(Socket socket, Gateway& gateway);

private:
  void take(std::string_view bytes, wall::Descriptor descriptor) override;
  void advance();
  /// Answers what needs no scan. False: it is being scanned, or waits for a descriptor.
  bool answer(clamd::Request& request);
  [[nodiscard]] bool in_test() const; ///< what nobody judged changes nothing either
  void scan(clamd::Request request, std::string what, std::string bytes);
  void reply(const clamd::Request& request, std::string_view text);

  Gateway& gateway_;
  clamd::Session session_;
  std::optional<clamd::Request> waiting_; ///< for a descriptor
  wall::Descriptor descriptor_;
};

/// "OK", "Fumiban.Malicious.test.eicar FOUND", "Fumiban.Unscanned.locked FOUND" or, with `errors` and where nobody
/// could read it, ".. ERROR". What was not read is never OK but in test mode, where everything is.
[[nodiscard]] std::string clamd_text(const Judgement& judgement, bool errors);

} // namespace fumiban::gateway
