// SPDX-License-Identifier: Apache-2.0
/// @file
/// The page for recipients, on an HTTP connection.
#pragma once

#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "http/page.hpp"
#include "http/rate.hpp"
#include "http_stream.hpp"
#include "unlocker.hpp"

namespace fumiban::gateway {

/// How often somebody may ask. Who has a ticket is counted by that alone: his address may be a proxy's, from which
/// everybody comes.
struct PageRates {
  http::Rate tickets;
  http::Rate strangers; ///< by address
};

/// What is shown, as an answer. A page that nobody may see any more is not found.
[[nodiscard]] http::Answer page_of(const Shown& shown, Language language);

/// One request and its answer. False: the connection is to be closed.
template <class Stream>
boost::asio::awaitable<bool> show_page(HttpStream<Stream>& stream, std::string peer, Unlocker& unlocker,
                                       PageRates& rates, double now) {
  static constexpr unsigned kPerMinute = 300;
  static constexpr std::size_t kForm = 4096; ///< bytes
  using ErrorCode = boost::system::error_code;
  const auto request = http::page_request(stream.request(peer));
  const auto* asked = std::get_if<http::PageRequest>(&request);
  Shown shown;
  unsigned status = 0;
  std::string form;
  if (asked == nullptr) {
    status = std::get<unsigned>(request);
  } else if (const bool known = unlocker.knows(asked->ticket);
             (known ? rates.tickets.take(asked->ticket, kPerMinute, now)
                    : rates.strangers.take(peer, kPerMinute, now)) != 0) {
    shown.state = unlock::State::later;
    status = 429;
  } else if (!known) {
    shown.state = unlock::State::gone;
  } else if (!asked->posts) {
    shown = unlocker.look(asked->ticket);
  } else {
    auto error = co_await stream.go_ahead();
    while (!error && stream.has_body_left() && form.size() <= kForm) error = co_await stream.read_piece(form);
    if (error) co_return false;
    if (form.size() > kForm) {
      status = 413;
    } else {
      using Channel = boost::asio::experimental::channel<void(ErrorCode, Shown)>;
      const auto executor = co_await boost::asio::this_coro::executor;
      const auto answers = std::make_shared<Channel>(executor, 1);
      auto password = http::form_field(form, "password").value_or("");
      unlocker.open(asked->ticket, std::move(password), [answers, executor](const Shown& out) {
        boost::asio::post(executor, [answers, out] { (void)answers->try_send(ErrorCode(), out); });
      });
      auto [error_of_wait, out] = co_await answers->async_receive(boost::asio::as_tuple(boost::asio::use_awaitable));
      shown = std::move(out);
    }
  }
  auto answer = page_of(shown, asked != nullptr ? asked->language : Language::ja);
  if (status != 0) answer.status = status;
  const bool keep = stream.keeps_alive() && !stream.has_body_left();
  const auto error = co_await stream.write(answer, keep);
  co_return !error && keep;
}

} // namespace fumiban::gateway
