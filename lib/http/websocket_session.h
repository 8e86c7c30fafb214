#pragma once
// One WebSocket connection. Runs on the I/O thread and owns itself; the application holds its SendQueue.

#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>

#include "lib/http/core.h"

namespace millwright::http {

void start_websocket(Core& core, boost::beast::tcp_stream stream,
                     boost::beast::http::request<boost::beast::http::string_body> handshake,
                     Dispatcher::Admission admission, std::unique_ptr<Registry::Slot> slot);

}  // namespace millwright::http
