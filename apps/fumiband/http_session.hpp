// SPDX-License-Identifier: Apache-2.0
/// @file
/// One HTTP connection: requests in their order, each answered before the next is read.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "gateway.hpp"
#include "http/rate.hpp"
#include "http_stream.hpp"
#include "page_session.hpp"
#include "unlocker.hpp"

namespace fumiban::gateway {

/// What all HTTP connections share.
struct HttpHouse {
  HttpHouse(Gateway& middle, Unlocker* keys)
      : gateway(middle), unlocker(keys), locked(!middle.setup()->config.door.tokens.empty()) {}
  Gateway& gateway;   ///< not to be touched once the daemon has ended
  Unlocker* unlocker; ///< where there is a page for recipients
  const bool locked;  ///< the listeners were opened with tokens: they demand one, whatever a reload says
  http::Rate rate;
  PageRates page;
};

/// What is served on a connection.
enum class Door : std::uint8_t { programs, recipients };

/// Until either side closes. `peer`: the client's address; empty on a unix socket.
boost::asio::awaitable<void> converse(PlainStream stream, std::string peer, Door door,
                                      std::shared_ptr<HttpHouse> house);
boost::asio::awaitable<void> converse(TlsStream stream, std::string peer, Door door, std::shared_ptr<HttpHouse> house);

} // namespace fumiban::gateway
