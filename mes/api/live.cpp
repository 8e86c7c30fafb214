#include "mes/api/live.h"

namespace millwright::mes::api {

void Live::opened(const std::shared_ptr<http::WebSocket>& socket) {
  std::scoped_lock lock(mutex_);
  sockets_.insert(socket);
}

void Live::received(const std::shared_ptr<http::WebSocket>& socket, std::string_view) {
  const json::object answer{{"kind", "error"}, {"message", "this socket takes no requests: it tells what changed"}};
  socket->send(std::make_shared<const std::string>(json::serialize(answer)));
}

void Live::closed(const std::shared_ptr<http::WebSocket>& socket) {
  std::scoped_lock lock(mutex_);
  sockets_.erase(socket);
}

void Live::tell(const std::vector<Change>& changes) {
  for (const auto& change : changes)
    send(json::serialize(json::object{{"kind", "changed"}, {"what", change.what}, {"id", change.id}}));
}

void Live::beat() { send(json::serialize(json::object{{"kind", "heartbeat"}, {"time", to_rfc3339(clock_.utc())}})); }

void Live::send(const std::string& frame) {
  const auto shared = std::make_shared<const std::string>(frame);
  std::vector<std::shared_ptr<http::WebSocket>> all;
  {
    std::scoped_lock lock(mutex_);
    all.assign(sockets_.begin(), sockets_.end());
  }
  for (const auto& socket : all)
    if (!socket->send(shared)) socket->close();
}

}  // namespace millwright::mes::api
