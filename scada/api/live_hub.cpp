#include "scada/api/live_hub.h"

#include <algorithm>

#include "lib/base/assert.h"
#include "scada/api/live_frames.h"
#include "scada/api/parts.h"
#include "scada/api/views.h"

namespace millwright::scada::api {
namespace {

constexpr Duration kHeartbeat = 1s;
/// How soon a socket that was busy is looked at again.
constexpr Duration kDrainCheck = 5ms;

}  // namespace

LiveHub::LiveHub(const plant::Plant& plant, const tags::CurrentValues& values, const Clock& clock, Metrics& metrics)
    : plant_(plant),
      values_(values),
      clock_(clock),
      feed_(plant.tags.size()),
      fragments_(plant.tags.size()),
      frames_(metrics.counter("millwright_scada_live_frames_total", "value frames sent to live sockets")),
      dropped_(metrics.counter("millwright_scada_live_dropped_total", "live sockets closed because they fell behind")),
      connected_(metrics.gauge("millwright_scada_live_clients", "live sockets that are open")) {}

LiveHub::~LiveHub() { stop(); }

void LiveHub::start() {
  MW_ASSERT(!thread_.joinable());
  thread_ = std::thread([this] { run(); });
}

void LiveHub::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  feed_.close();
  if (thread_.joinable()) thread_.join();
}

LiveHub::Clients LiveHub::clients() const {
  const std::scoped_lock lock(mutex_);
  Clients all;
  for (const auto& [socket, client] : clients_) all.push_back(client);
  return all;
}

void LiveHub::run() {
  auto heartbeat_due = clock_.monotonic();
  bool behind = false;
  while (true) {
    const auto until_heartbeat = std::max<Duration>(0ms, heartbeat_due - clock_.monotonic());
    const auto changes = feed_.take(behind ? std::min<Duration>(kDrainCheck, until_heartbeat) : until_heartbeat);
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_) return;
    }
    const auto everyone = clients();
    if (!everyone.empty() && !changes.empty()) spread(everyone, changes);
    behind = false;
    for (const auto& client : everyone) {
      const std::scoped_lock lock(client->mutex);
      behind = flush(*client) || behind;
    }
    if (clock_.monotonic() < heartbeat_due) continue;
    heartbeat_due = clock_.monotonic() + kHeartbeat;
    news(heartbeat_frame(clock_.utc()));
  }
}

void LiveHub::spread(const Clients& everyone, const std::vector<tags::Change>& changes) {
  for (const auto& change : changes)
    write_fragment(fragments_[change.tag], plant_.tags[change.tag].path, change.sample);
  for (const auto& client : everyone) {
    const std::scoped_lock lock(client->mutex);
    for (const auto& change : changes) {
      if (!client->subscribed[change.tag] || client->waiting[change.tag]) continue;
      client->waiting[change.tag] = true;
      client->pending.push_back(change.tag);
    }
  }
}

bool LiveHub::flush(Client& client) {
  if (client.pending.empty()) return false;
  if (!client.socket->idle()) return true;
  ValuesFrame frame;
  for (const auto tag : client.pending) frame.add(fragments_[tag]);
  if (!client.socket->send(std::move(frame).finish())) return true;
  for (const auto tag : client.pending) client.waiting[tag] = false;
  client.pending.clear();
  frames_.add();
  return false;
}

void LiveHub::subscribe(Client& client, std::vector<bool> wanted) {
  const std::scoped_lock lock(client.mutex);
  client.subscribed = std::move(wanted);
  client.waiting.assign(client.waiting.size(), false);
  client.pending.clear();
  // The table is written before the feed is: what changes from here on reaches this client as a change.
  ValuesFrame frame;
  std::string fragment;
  for (std::uint32_t tag = 0; tag < client.subscribed.size(); ++tag) {
    if (!client.subscribed[tag]) continue;
    write_fragment(fragment, plant_.tags[tag].path, values_.read(tag));
    frame.add(fragment);
  }
  if (!client.socket->send(std::move(frame).finish())) client.socket->close();
}

void LiveHub::news(std::string text) {
  const auto frame = std::make_shared<const std::string>(std::move(text));
  for (const auto& client : clients()) {
    if (client->socket->send(frame)) continue;
    // An alarm must not go missing on an open screen: one that cannot take it starts over.
    dropped_.add();
    client->socket->close();
  }
}

void LiveHub::post(const alarms::Alarm& alarm) { news(alarm_frame(alarm)); }
void LiveHub::post(const contracts::CommandResult& result) { news(command_frame(result)); }
void LiveHub::post(const control::AuthorityChange& change) { news(authority_frame(view(change))); }

void LiveHub::post(const jobs::Job& job) { news(job_frame(job)); }

void LiveHub::opened(const std::shared_ptr<http::WebSocket>& socket) {
  const std::scoped_lock lock(mutex_);
  clients_[socket.get()] = std::make_shared<Client>(socket, plant_.tags.size());
  connected_.set(static_cast<double>(clients_.size()));
}

void LiveHub::closed(const std::shared_ptr<http::WebSocket>& socket) {
  const std::scoped_lock lock(mutex_);
  clients_.erase(socket.get());
  connected_.set(static_cast<double>(clients_.size()));
}

void LiveHub::received(const std::shared_ptr<http::WebSocket>& socket, std::string_view text) {
  std::shared_ptr<Client> client;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto it = clients_.find(socket.get()); it != clients_.end()) client = it->second;
  }
  if (!client) return;
  const auto paths = parse_subscription(text);
  std::vector<bool> wanted(plant_.tags.size(), false);
  std::string fault = paths ? "" : paths.error().message;
  for (const auto& path : paths.value_or(std::vector<std::string>{})) {
    const auto found = tags_under(plant_, path);
    if (!found && fault.empty()) fault = "there is no equipment and no tag " + path;
    if (!found) continue;
    for (const auto tag : *found) wanted[tag] = true;
  }
  if (fault.empty()) return subscribe(*client, std::move(wanted));
  // A wrong subscription changes nothing: the earlier one stays.
  if (!socket->send(std::make_shared<const std::string>(error_frame(fault)))) socket->close();
}

}  // namespace millwright::scada::api
