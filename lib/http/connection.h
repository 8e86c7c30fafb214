#pragma once
// One HTTP/1.1 connection: reads a request, has it answered by a worker, writes the answer, and only then reads the
// next, so that pipelined requests are answered in order. Runs on the I/O thread and owns itself.

#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "lib/http/core.h"

namespace millwright::http {

void start_connection(Core& core, boost::asio::ip::tcp::socket socket, std::unique_ptr<Registry::Slot> slot);

}  // namespace millwright::http
