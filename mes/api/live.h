#pragma once
// The live WebSocket: tells every page what changed, after the commit; the page fetches again. Owned by main(); told
// from any thread, served on the HTTP server's I/O thread.

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "lib/http/router.h"
#include "mes/records/writer.h"

namespace millwright::mes::api {

class Live final : public http::WebSocketHandler {
 public:
  explicit Live(const Clock& clock) : clock_(clock) {}

  void opened(const std::shared_ptr<http::WebSocket>& socket) override;
  void received(const std::shared_ptr<http::WebSocket>& socket, std::string_view text) override;
  void closed(const std::shared_ptr<http::WebSocket>& socket) override;

  /// A frame for each change to everybody. A page whose queue is full is closed: it reconnects and fetches anew.
  void tell(const std::vector<Change>& changes);
  /// Sends the heartbeat; called about once a second.
  void beat();

 private:
  void send(const std::string& frame);

  const Clock& clock_;
  std::mutex mutex_;
  std::set<std::shared_ptr<http::WebSocket>> sockets_;
};

}  // namespace millwright::mes::api
