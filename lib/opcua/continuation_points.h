#pragma once
// Continuation points of HistoryRead (Part 4, 7.9): where a read of one node goes on, kept for the session that read.
// A point is good for one use. The server's thread only.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace millwright::opcua {

enum class HistoryKind { raw, at_time, processed };

class ContinuationPoints {
 public:
  /// At most so many are kept of a session; the oldest goes first. More than one request can leave behind.
  static constexpr std::size_t kPerSession = 1'000;

  struct Point {
    HistoryKind kind = HistoryKind::raw;
    std::string node;
    std::string position;  // the reader's own
  };
  /// The continuation point to give to the client: opaque, never the same twice.
  [[nodiscard]] std::string keep(const std::string& session, Point point);
  /// The position, which is then forgotten; nullopt where this session has no such point for this read.
  [[nodiscard]] std::optional<std::string> take(const std::string& session, HistoryKind kind, const std::string& node,
                                                const std::string& continuation);
  /// False where there is none.
  bool release(const std::string& session, const std::string& continuation);
  void end_session(const std::string& session) { sessions_.erase(session); }

 private:
  std::map<std::string, std::map<std::uint64_t, Point>> sessions_;
  std::uint64_t last_ = 0;
};

}  // namespace millwright::opcua
