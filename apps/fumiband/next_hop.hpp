// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "connection.hpp"
#include "smtp/client.hpp"

namespace fumiban::gateway {

/// The server that mail is handed on to.
class NextHop final : public Connection {
public:
  /// Ready, Answer or Lost: what came of a question.
  using Heard = std::function<void(const smtp::Client::Event&)>;

  NextHop(const boost::asio::any_io_executor& executor, smtp::Protocol protocol, std::string name,
          std::shared_ptr<Account> account);

  /// Connects and says hello.
  void connect(const Endpoint& endpoint, Heard heard);
  /// Who makes questions.
  [[nodiscard]] smtp::Client& client() noexcept { return client_; }
  /// Sends one and waits for what comes of it; one at a time.
  void ask(std::string bytes, Heard heard);
  /// Says goodbye.
  void leave();

private:
  void take(std::string_view bytes, wall::Descriptor descriptor) override;
  void gone() override;
  void advance();
  void tell(const smtp::Client::Event& event);

  smtp::Client client_;
  Heard heard_; ///< lives as long as the question: it keeps alive who asked
};

} // namespace fumiban::gateway
