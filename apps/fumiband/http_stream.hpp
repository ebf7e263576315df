// SPDX-License-Identifier: Apache-2.0
/// @file
/// HTTP/1.1 on one connection, with or without TLS: its framing, as Beast reads and writes it, and its clocks.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "http_answers.hpp"
#include "http_request.hpp"

namespace fumiban::gateway {

using PlainStream = boost::beast::basic_stream<boost::asio::generic::stream_protocol>;
using TlsStream = boost::asio::ssl::stream<PlainStream>;

/// `Stream` is one of the two above. Each call has its time, and fails once that is over. (What is awaited is made
/// before, here and in who calls: g++ 12 copies aggregates inside co_await byte by byte.)
template <class Stream>
class HttpStream {
public:
  using ErrorCode = boost::system::error_code;
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;
  static constexpr std::size_t kHeader = std::size_t{64} << 10U; ///< bytes of one header
  static constexpr std::size_t kPiece = std::size_t{64} << 10U;

  HttpStream(Stream stream, std::chrono::seconds patience) : stream_(std::move(stream)), patience_(patience) {}

  Awaitable<ErrorCode> handshake() {
    if constexpr (kTls) {
      wait(patience_);
      const auto [error] = co_await stream_.async_handshake(Stream::server, kDone);
      co_return error;
    }
    co_return ErrorCode();
  }

  /// The next request's header.
  Awaitable<ErrorCode> read_header() {
    parser_.emplace();
    parser_->header_limit(kHeader);
    parser_->body_limit(boost::none); // the body is counted as it comes
    wait(patience_);
    const auto wrong = co_await translate_exim();
    if (wrong) co_return wrong;
    const auto [error, count] = co_await boost::beast::http::async_read_header(stream_, buffer_, *parser_, kDone);
    co_return error;
  }
  /// The request came as "CHECK RSPAMC/1.3".
  [[nodiscard]] bool is_exim() const noexcept { return exim_; }
  [[nodiscard]] http::Request request(const std::string& peer) const { return request_of(parser_->get(), peer); }
  /// True if the client would send a further request.
  [[nodiscard]] bool keeps_alive() const { return parser_->get().keep_alive(); }
  /// What Content-Length says.
  [[nodiscard]] std::uint64_t announced() const { return parser_->content_length().value_or(0); }
  [[nodiscard]] bool has_body_left() const { return !parser_->is_done(); }

  /// Tells who waits for it ("Expect: 100-continue") to send the body.
  Awaitable<ErrorCode> go_ahead() {
    static constexpr std::string_view kLine = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto expects = parser_->get()[boost::beast::http::field::expect];
    if (!boost::beast::iequals(expects, "100-continue") || parser_->get().version() != 11) co_return ErrorCode();
    wait(patience_);
    const auto [error, count] = co_await boost::asio::async_write(stream_, boost::asio::buffer(kLine), kDone);
    co_return error;
  }

  /// Appends the next piece of the body, which must come at two kilobytes a second.
  Awaitable<ErrorCode> read_piece(std::string& body) {
    piece_.resize(kPiece);
    auto& where = parser_->get().body();
    where.data = piece_.data();
    where.size = piece_.size();
    where.more = true;
    wait(patience_);
    auto [error, count] = co_await boost::beast::http::async_read(stream_, buffer_, *parser_, kDone);
    if (error == boost::beast::http::error::need_buffer) error = {};
    body.append(piece_, 0, piece_.size() - where.size);
    co_return error;
  }

  Awaitable<ErrorCode> write(const http::Answer& answer, bool keep) {
    if (exim_) {
      wait(patience_);
      const auto [error, count] = co_await boost::asio::async_write(stream_, boost::asio::buffer(answer.body), kDone);
      co_return error;
    }
    boost::beast::http::response<boost::beast::http::string_body> out(boost::beast::http::int_to_status(answer.status),
                                                                      version());
    set_fields(out, answer);
    out.keep_alive(keep);
    out.body() = answer.body;
    out.prepare_payload();
    wait(patience_);
    const auto [error, count] = co_await boost::beast::http::async_write(stream_, out, kDone);
    co_return error;
  }

  /// An answer that is written line by line.
  Awaitable<ErrorCode> begin_lines(const http::Answer& answer, bool keep) {
    boost::beast::http::response<boost::beast::http::empty_body> out(boost::beast::http::int_to_status(answer.status),
                                                                     version());
    set_fields(out, answer);
    out.keep_alive(keep);
    out.chunked(true);
    boost::beast::http::response_serializer<boost::beast::http::empty_body> serializer(out);
    wait(patience_);
    const auto [error, count] = co_await boost::beast::http::async_write_header(stream_, serializer, kDone);
    co_return error;
  }
  Awaitable<ErrorCode> write_line(const std::string& line) {
    wait(patience_);
    const auto [error, count] =
        co_await boost::asio::async_write(stream_, boost::beast::http::make_chunk(boost::asio::buffer(line)), kDone);
    co_return error;
  }
  Awaitable<ErrorCode> end_lines() {
    wait(patience_);
    const auto [error, count] =
        co_await boost::asio::async_write(stream_, boost::beast::http::make_chunk_last(), kDone);
    co_return error;
  }

  /// Closes so that the last answer is read: what the client still sends is taken for a while and forgotten, for a
  /// close with something unread would be a reset.
  Awaitable<void> close() {
    ErrorCode ignored;
    auto& lowest = boost::beast::get_lowest_layer(stream_);
    if constexpr (kTls) {
      wait(std::chrono::seconds(2));
      if (parser_ && parser_->is_done()) (void)co_await stream_.async_shutdown(kDone);
      else co_await drain();
    } else {
      lowest.socket().shutdown(boost::asio::socket_base::shutdown_send, ignored);
      co_await drain();
    }
    lowest.socket().close(ignored);
  }

private:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;
  static constexpr auto kDone = boost::asio::as_tuple(boost::asio::use_awaitable);

  void wait(std::chrono::seconds most) { boost::beast::get_lowest_layer(stream_).expires_after(most); }

  Awaitable<void> drain() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    piece_.resize(kPiece);
    while (std::chrono::steady_clock::now() < end) {
      wait(std::chrono::seconds(2));
      const auto [error, count] = co_await stream_.async_read_some(boost::asio::buffer(piece_), kDone);
      if (error) break;
    }
  }
  [[nodiscard]] unsigned version() const { return parser_->get().version() == 10 ? 10 : 11; }

  template <class Response>
  static void set_fields(Response& out, const http::Answer& answer) {
    using boost::beast::http::field;
    out.set(field::date, http_date());
    out.set(field::content_type, answer.type);
    out.set(field::cache_control, "no-store");
    out.set("X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : answer.fields) out.set(name, value);
  }

  /// "CHECK RSPAMC/1.3" is what rspamd read before it spoke HTTP, with fields and a body alike: Exim says it still.
  Awaitable<ErrorCode> translate_exim() {
    static constexpr std::string_view kCheck = "CHECK RSPAMC/1.";
    const auto has = [this] {
      return std::string_view(static_cast<const char*>(buffer_.data().data()), buffer_.size());
    };
    exim_ = false;
    while (kCheck.starts_with(has().substr(0, kCheck.size())) && has().find("\r\n") == std::string_view::npos) {
      if (buffer_.size() > 100) co_return boost::beast::http::error::bad_version;
      const auto [error, count] = co_await stream_.async_read_some(buffer_.prepare(kPiece), kDone);
      if (error)
        co_return error == boost::asio::error::eof&& buffer_.size() == 0
            ? ErrorCode(boost::beast::http::error::end_of_stream)
            : error;
      buffer_.commit(count);
    }
    if (!has().starts_with(kCheck)) co_return ErrorCode();
    exim_ = true;
    const auto rest = "POST /checkv2 HTTP/1.0" + std::string(has().substr(has().find("\r\n")));
    buffer_.consume(buffer_.size());
    buffer_.commit(boost::asio::buffer_copy(buffer_.prepare(rest.size()), boost::asio::buffer(rest)));
    co_return ErrorCode();
  }

  Stream stream_;
  std::chrono::seconds patience_;
  boost::beast::flat_buffer buffer_{2 * (kHeader + kPiece)};
  std::optional<boost::beast::http::request_parser<boost::beast::http::buffer_body>> parser_;
  std::string piece_;
  bool exim_ = false;
};

} // namespace fumiban::gateway
