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

namespace fumiban::gateway {

/// What all HTTP connections share.
struct HttpHouse {
  explicit HttpHouse(Gateway& middle) : gateway(middle) {}
  Gateway& gateway; ///< not to be touched once the daemon has ended
  http::Rate rate;
  std::uint32_t open = 0; ///< connections
};

/// Until either side closes. `peer`: the client's address; empty on a unix socket.
boost::asio::awaitable<void> converse(PlainStream stream, std::string peer, std::shared_ptr<HttpHouse> house);
boost::asio::awaitable<void> converse(TlsStream stream, std::string peer, std::shared_ptr<HttpHouse> house);

} // namespace fumiban::gateway
