// SPDX-License-Identifier: Apache-2.0
/// @file
/// Who asks by HTTP.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "connection.hpp"
#include "http_session.hpp"

namespace fumiban::gateway {

class HttpServer {
public:
  /// `unlocker`: of the page for recipients; nullptr if there is none.
  HttpServer(Gateway& gateway, Unlocker* unlocker) : house_(std::make_shared<HttpHouse>(gateway, unlocker)) {}
  /// Reads certificate and key; what is wrong with them, or empty.
  [[nodiscard]] std::string use_tls(const http::Settings& settings) { return read_tls(settings, tls_); }
  [[nodiscard]] static std::string read_tls(const http::Settings& settings, boost::asio::ssl::context& out);
  /// Talks with whoever connected, and keeps `place` while it does.
  void accept(Connection::Socket socket, std::shared_ptr<void> place, Door door, bool tls);

private:
  std::shared_ptr<HttpHouse> house_;
  boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_server};
};

} // namespace fumiban::gateway
