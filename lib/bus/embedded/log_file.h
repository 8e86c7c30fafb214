#pragma once
// The durable log all processes share: every message in the order of commit, and which queues there are, bound to what
// and from where on. One SQLite file, WAL, synchronous=FULL. A LogFile belongs to one thread; each opens its own.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "lib/bus/embedded/sqlite.h"
#include "lib/bus/port/port.h"

namespace millwright::bus::embedded {

struct LogEntry {
  std::int64_t seq = 0;
  Channel channel = Channel::events;
  Message message;
};

struct DeclaredQueue {
  std::string name;
  std::uint32_t delivery_limit = 0;
  std::int64_t starts_after = 0;  // messages up to this one were there before the queue
};

class LogFile {
 public:
  explicit LogFile(const std::filesystem::path& folder);
  void patience(MonotonicTime until) { file_.patience(until); }

  struct Batch {
    Channel channel;
    std::span<const Message> messages;
  };
  /// All batches in one transaction; durable when it returns.
  void append(std::span<const Batch> batches);
  [[nodiscard]] std::int64_t tail();

  /// The queue with its bindings, added where they are missing; a binding counts from now on. Nullopt (and nothing
  /// changed) if the queue is there with another delivery limit, which then stands in `existing_limit`.
  std::optional<DeclaredQueue> declare(const QueueSpec& spec, std::uint32_t& existing_limit);
  [[nodiscard]] std::vector<DeclaredQueue> queues();
  [[nodiscard]] std::optional<DeclaredQueue> queue(const std::string& name);

  struct Scan {
    std::vector<LogEntry> matches;
    std::int64_t looked_up_to = 0;  // every match up to here is in `matches`
    bool more = false;              // it stopped before the tail
  };
  /// What comes after `after` and is meant for the queue, `max` at most; looks at a bounded number of rows.
  [[nodiscard]] Scan scan(const std::string& queue, std::int64_t after, std::size_t max);
  [[nodiscard]] std::optional<LogEntry> find(std::int64_t seq);
  [[nodiscard]] std::uint64_t count_matches(const std::string& queue, std::int64_t after);

  /// Deletes up to `max` of the rows up to `up_to`; how many.
  std::size_t erase(std::int64_t up_to, std::size_t max);
  [[nodiscard]] std::uint64_t size();

 private:
  struct Binding {
    Channel channel;
    std::string pattern;
    std::int64_t since;
  };
  std::vector<Binding> bindings(const std::string& queue);
  void create();

  SqliteFile file_;
};

}  // namespace millwright::bus::embedded
