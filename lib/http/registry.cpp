#include "lib/http/registry.h"

namespace millwright::http {

Registry::Registry(Metrics& metrics)
    : connections_gauge_(metrics.gauge("millwright_http_connections", "Open connections, WebSockets included.")),
      websockets_gauge_(metrics.gauge("millwright_http_websockets", "Open WebSockets.")),
      refused_(metrics.counter("millwright_http_connections_refused_total",
                               "Connections refused because there were too many.")) {}

std::unique_ptr<Registry::Slot> Registry::enter(std::size_t connections_max) {
  std::scoped_lock lock(mutex_);
  if (places_.size() >= connections_max) {
    refused_.add();
    return nullptr;
  }
  const auto id = next_id_++;
  places_.emplace(id, Place{});
  show_counts();
  return std::make_unique<Slot>(*this, id);
}

std::vector<std::shared_ptr<OpenConnection>> Registry::all() const {
  std::vector<std::shared_ptr<OpenConnection>> out;
  std::scoped_lock lock(mutex_);
  for (const auto& [id, place] : places_) {
    if (auto connection = place.connection.lock()) out.push_back(std::move(connection));
  }
  return out;
}

bool Registry::wait_until_empty(Duration timeout) const {
  std::unique_lock lock(mutex_);
  return left_.wait_for(lock, timeout, [this] { return places_.empty(); });
}

void Registry::hold(std::uint64_t id, std::weak_ptr<OpenConnection> connection, bool websocket) {
  std::scoped_lock lock(mutex_);
  auto& place = places_.at(id);
  if (websocket && !place.websocket) ++websockets_;
  place = {std::move(connection), websocket};
  show_counts();
}

void Registry::leave(std::uint64_t id) {
  std::scoped_lock lock(mutex_);
  const auto found = places_.find(id);
  if (found->second.websocket) --websockets_;
  places_.erase(found);
  show_counts();
  left_.notify_all();
}

void Registry::show_counts() const {
  connections_gauge_.set(static_cast<double>(places_.size()));
  websockets_gauge_.set(static_cast<double>(websockets_));
}

}  // namespace millwright::http
