// SPDX-License-Identifier: Apache-2.0
/// @file
/// From Beast's requests to ours.
#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>

#include "http/request.hpp"

namespace fumiban::gateway {

[[nodiscard]] inline http::Request request_of(const boost::beast::http::request_header<>& header, std::string peer) {
  http::Request out;
  out.method = header.method_string();
  out.target = header.target();
  out.version = header.version();
  for (const auto& field : header) out.fields.emplace_back(field.name_string(), field.value());
  out.peer = std::move(peer);
  return out;
}

} // namespace fumiban::gateway
