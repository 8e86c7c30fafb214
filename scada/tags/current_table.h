#pragma once
// The newest change of every tag. Written by the engine's thread alone, read by any: each row is a sequence lock
// (Boehm, "Can seqlocks get along with programming language memory models?", 2012), so a reader never holds up the
// engine; it reads again when a write came between. Without fences, which thread sanitizers do not understand: the
// data are stored with release and loaded with acquire. A text is handed over behind a lock of its own, held for one
// pointer's copy (std::atomic<std::shared_ptr> is a lock too, and in libstdc++ 12 its load races with the next store).

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "scada/tags/engine.h"

namespace millwright::scada::tags {

class CurrentTable final : public CurrentValues {
 public:
  explicit CurrentTable(std::size_t tags);
  [[nodiscard]] contracts::Sample read(std::uint32_t tag) const override;
  [[nodiscard]] Change read_change(std::uint32_t tag) const override;
  /// The one writer.
  void write(const Change& change);

 private:
  struct Row {
    std::atomic<std::uint32_t> sequence{0};
    std::atomic<std::uint32_t> quality{contracts::Quality{}.code()};
    std::atomic<std::uint32_t> kind{2};  // index in contracts::Value: a double until told otherwise
    std::atomic<std::uint64_t> bits{0};
    std::atomic<std::int64_t> source_time{0};
    std::atomic<std::int64_t> received_at{0};
    mutable std::mutex text_mutex;
    std::shared_ptr<const std::string> text;  // behind text_mutex
    [[nodiscard]] std::shared_ptr<const std::string> load_text() const;
    void store_text(std::shared_ptr<const std::string> next);
  };
  std::vector<Row> rows_;
};

}  // namespace millwright::scada::tags
