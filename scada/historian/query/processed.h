#pragma once
// ReadProcessed (Part 11, 6.5.4): aggregates of a tag over intervals. One pass over the samples serves every aggregate
// that was asked for; the memory is that of a few blocks, however long the range.

#include <memory>

#include "scada/historian/query/aggregate.h"

namespace millwright::scada::historian {

struct ProcessedRequest {
  TagId tag = 0;
  Timestamp start{}, end{};        // end < start: time flows backwards, the latest interval comes first
  Duration processing_interval{};  // 0: one interval of all (Part 13, 5.4.2.2)
  std::vector<Aggregate> aggregates;
  AggregateConfiguration configuration;
  std::uint64_t first_interval = 0;  // begins with the interval of this number: where an earlier reader left off
};

/// Belongs to one caller, on its thread; a continuation point is one of these kept. The source outlives it.
class ProcessedReader {
 public:
  /// Fails where the request cannot be answered at all: see QueryError.
  [[nodiscard]] static Result<ProcessedReader, QueryError> open(const Source& source, ProcessedRequest request);
  ~ProcessedReader();
  ProcessedReader(ProcessedReader&&) noexcept;
  ProcessedReader& operator=(ProcessedReader&&) noexcept;

  /// How many intervals the request makes.
  [[nodiscard]] std::uint64_t intervals() const;
  /// The answers for the next interval, one for each aggregate in the order of the request; empty behind the last
  /// interval. They end with the next call.
  [[nodiscard]] Result<const std::vector<Processed>*, QueryError> next();

 private:
  struct Impl;
  explicit ProcessedReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// All at once: one row an interval. For ranges whose number of intervals the caller has bounded.
[[nodiscard]] Result<std::vector<std::vector<Processed>>, QueryError> read_processed(const Source& source,
                                                                                     ProcessedRequest request);

}  // namespace millwright::scada::historian
