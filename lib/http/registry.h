#pragma once
// The open connections of one server: counts them against the limit, finds them again when the server stops. A Slot
// travels with its connection, also when an HTTP connection becomes a WebSocket. Safe from any thread.

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "lib/base/metrics.h"
#include "lib/base/time.h"

namespace millwright::http {

/// One connection, seen by the server. Called on the I/O thread.
class OpenConnection {
 public:
  virtual ~OpenConnection() = default;
  /// Ends when what it does now is done.
  virtual void begin_stop() = 0;
  /// Ends now.
  virtual void abort() = 0;
  /// The token to check again from time to time; empty when there is none.
  [[nodiscard]] virtual std::string token_to_recheck() const { return {}; }
  virtual void session_ended() {}
};

class Registry {
 public:
  explicit Registry(Metrics& metrics);

  class Slot {
   public:
    Slot(Registry& registry, std::uint64_t id) : registry_(registry), id_(id) {}
    ~Slot() { registry_.leave(id_); }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    void hold(std::weak_ptr<OpenConnection> connection, bool websocket) {
      registry_.hold(id_, std::move(connection), websocket);
    }

   private:
    Registry& registry_;
    std::uint64_t id_;
  };
  /// Null when there are `connections_max` already.
  [[nodiscard]] std::unique_ptr<Slot> enter(std::size_t connections_max);
  [[nodiscard]] std::vector<std::shared_ptr<OpenConnection>> all() const;
  /// True when none is left within `timeout`.
  [[nodiscard]] bool wait_until_empty(Duration timeout) const;

 private:
  struct Place {
    std::weak_ptr<OpenConnection> connection;
    bool websocket = false;
  };
  void hold(std::uint64_t id, std::weak_ptr<OpenConnection> connection, bool websocket);
  void leave(std::uint64_t id);
  void show_counts() const;

  mutable std::mutex mutex_;
  mutable std::condition_variable left_;
  std::map<std::uint64_t, Place> places_;
  std::uint64_t next_id_ = 1;
  std::size_t websockets_ = 0;
  Gauge connections_gauge_;
  Gauge websockets_gauge_;
  Counter refused_;
};

}  // namespace millwright::http
