#pragma once
// What waits to be sent on one WebSocket: bounded by bytes and frames, policy `refuse`. This is the WebSocket that the
// application holds; it outlives the connection harmlessly. The connection takes frames from it on the I/O thread.

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "lib/base/metrics.h"
#include "lib/http/router.h"

namespace millwright::http {

class SendQueue final : public WebSocket {
 public:
  /// `wake` is called from any thread when there may be something to do; it only posts, and calls nothing here.
  SendQueue(Identity identity, std::size_t bytes_max, std::size_t frames_max, Counter refused,
            std::function<void()> wake);

  bool send(std::shared_ptr<const std::string> frame) override;
  [[nodiscard]] bool idle() const override;
  void close() override;
  [[nodiscard]] const Identity& identity() const override { return identity_; }

  /// The next frame, which counts as queued until sent(). Null when there is none.
  [[nodiscard]] std::shared_ptr<const std::string> next();
  void sent();
  [[nodiscard]] bool close_wanted() const;
  /// The connection is gone: everything queued is dropped, nothing is taken any more, `wake` is not called again.
  void detach();

 private:
  const Identity identity_;
  const std::size_t bytes_max_;
  const std::size_t frames_max_;
  const Counter refused_;
  mutable std::mutex mutex_;
  std::function<void()> wake_;
  std::deque<std::shared_ptr<const std::string>> frames_;  // the first is in flight while in_flight_
  std::size_t bytes_ = 0;
  bool in_flight_ = false;
  bool close_wanted_ = false;
  bool gone_ = false;
};

}  // namespace millwright::http
