// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.hpp"
#include "gateway.hpp"
#include "milter/session.hpp"

namespace fumiban::gateway {

/// A mail server that asks what is to become of messages.
class MilterConnection final : public Connection {
public:
  MilterConnection(Socket socket, Gateway& gateway);

private:
  void take(std::string_view bytes, wall::Descriptor descriptor) override;
  /// Acts on what has come, until it is to be waited.
  void advance();
  void judge(milter::Message message);
  /// Says now and then that we are still at it: mail servers wait only so long.
  void keep_waiting();

  Gateway& gateway_;
  milter::Session session_;
  boost::asio::steady_timer progress_;
};

/// What the mail server is told about a message that was judged so. `body`: where its body began.
[[nodiscard]] milter::Answer answer_for(const Judgement& judgement, const milter::Forged& forged, std::size_t body = 0);

} // namespace fumiban::gateway
