#pragma once
// The live WebSocket: values conflated to the newest per client, every transition of alarms, commands and authority.
// Each tag's JSON is written once a tick and shared by all clients. Owned by scada/main; one thread sends values and
// heartbeats; news come from the threads where they happen; received() runs on the server's I/O thread.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "lib/base/metrics.h"
#include "lib/http/router.h"
#include "scada/alarms/alarms.h"
#include "scada/control/controller.h"
#include "scada/jobs/job.h"
#include "scada/tags/engine.h"

namespace millwright::scada::api {

class LiveHub final : public http::WebSocketHandler {
 public:
  LiveHub(const plant::Plant& plant, const tags::CurrentValues& values, const Clock& clock, Metrics& metrics);
  ~LiveHub() override;

  /// To be added to the tag engine.
  [[nodiscard]] tags::Feed& feed() { return feed_; }
  void start();
  void stop();

  void post(const alarms::Alarm& alarm);
  void post(const contracts::CommandResult& result);
  void post(const control::AuthorityChange& change);
  void post(const jobs::Job& job);

  void opened(const std::shared_ptr<http::WebSocket>& socket) override;
  void received(const std::shared_ptr<http::WebSocket>& socket, std::string_view text) override;
  void closed(const std::shared_ptr<http::WebSocket>& socket) override;

 private:
  /// A connection, with what it wants and what it has not been sent yet.
  struct Client {
    explicit Client(std::shared_ptr<http::WebSocket> socket_in, std::size_t tags)
        : socket(std::move(socket_in)), subscribed(tags, false), waiting(tags, false) {}
    std::shared_ptr<http::WebSocket> socket;
    std::mutex mutex;  // of all below
    std::vector<bool> subscribed;
    std::vector<bool> waiting;  // the same tags as in `pending`
    std::vector<std::uint32_t> pending;
  };
  using Clients = std::vector<std::shared_ptr<Client>>;

  void run();
  void spread(const Clients& clients, const std::vector<tags::Change>& changes);
  /// True when something still waits for the socket to drain.
  bool flush(Client& client);
  void subscribe(Client& client, std::vector<bool> wanted);
  void news(std::string frame);
  [[nodiscard]] Clients clients() const;

  const plant::Plant& plant_;
  const tags::CurrentValues& values_;
  const Clock& clock_;
  tags::ConflatingFeed feed_;
  std::vector<std::string> fragments_;  // the hub's thread's: each tag's newest change as JSON
  mutable std::mutex mutex_;
  std::map<http::WebSocket*, std::shared_ptr<Client>> clients_;  // behind mutex_
  bool stopping_ = false;                                        // behind mutex_
  std::thread thread_;
  Counter frames_, dropped_;
  Gauge connected_;
};

}  // namespace millwright::scada::api
