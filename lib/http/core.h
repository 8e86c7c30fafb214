#pragma once
// What all connections of one server share. Made by the server; the order of members is the order of their need: the
// I/O context goes before what its pending work refers to.

#include <boost/asio/io_context.hpp>
#include <string>

#include "lib/base/log.h"
#include "lib/http/dispatcher.h"
#include "lib/http/registry.h"
#include "lib/http/workers.h"

namespace millwright::http {

struct Core {
  Core(ServerOptions given, Router routes, Authenticator authenticator, Metrics& metrics)
      : options(std::move(given)),
        router(std::move(routes)),
        dispatcher(router, std::move(authenticator), options, metrics),
        registry(metrics),
        frames_refused(metrics.counter("millwright_http_websocket_frames_refused_total",
                                       "Frames not taken because a connection's queue was full.")),
        busy(metrics.counter("millwright_http_busy_total", "Requests refused because too many were waiting.")),
        quick("http workers", options.workers, options.connections_max + 1),
        slow("http slow workers", kSlowWorkers, kSlowWaitingMax) {}

  static constexpr int kSlowWorkers = 2;
  static constexpr std::size_t kSlowWaitingMax = 64;

  const Logger log{"http"};
  const ServerOptions options;
  const Router router;
  const Dispatcher dispatcher;
  Registry registry;
  const Counter frames_refused;
  const Counter busy;
  boost::asio::io_context io{1};
  Workers quick;
  Workers slow;
};

}  // namespace millwright::http
