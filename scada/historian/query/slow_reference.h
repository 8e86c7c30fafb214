#pragma once
// For tests: Part 13 once more, slowly and plainly, sharing no code with what it checks but the names. Every search is
// linear, time is cut into cells of a second and each is judged by the value in its middle.

#include <vector>

#include "scada/historian/query/aggregate.h"

namespace millwright::scada::historian {

class SlowReference {
 public:
  /// Samples in order, at whole seconds; configuration.time_unit is one second.
  SlowReference(std::vector<contracts::Sample> samples, AggregateConfiguration configuration);

  [[nodiscard]] std::vector<Processed> processed(Aggregate aggregate, Timestamp start, Timestamp end,
                                                 Duration interval) const;
  [[nodiscard]] Processed at_time(Timestamp time, bool simple) const;

 private:
  struct Worth {
    double value = 0;
    contracts::Quality status = quality::kBadNoData;
    bool raw = false;
  };
  struct Span {
    Timestamp low, high, start, end;
    bool backwards, whole;
    std::vector<const contracts::Sample*> inside;
  };

  [[nodiscard]] bool ok(contracts::Quality quality) const;
  [[nodiscard]] bool stepped() const;
  [[nodiscard]] const contracts::Sample* nearest(Timestamp time, bool before, bool usable_only) const;
  [[nodiscard]] Worth simple(Timestamp time) const;
  [[nodiscard]] Worth interpolated(Timestamp time, bool stepped) const;
  [[nodiscard]] Processed one(Aggregate aggregate, const Span& span) const;
  [[nodiscard]] Processed extreme(const Span& span, bool maximum, bool actual, bool bounds, bool range) const;
  [[nodiscard]] Processed timed(Aggregate aggregate, const Span& span) const;
  [[nodiscard]] Processed counted(Aggregate aggregate, const Span& span) const;
  [[nodiscard]] Processed edges(Aggregate aggregate, const Span& span) const;
  [[nodiscard]] contracts::Quality share(double good, double uncertain, double bad) const;
  [[nodiscard]] std::uint32_t partial(const Span& span) const;
  struct Regions {
    double good = 0, uncertain = 0, bad = 0, area = 0, from_good = 0, from_bad = 0, zero = 0;
  };
  [[nodiscard]] Regions regions(const Span& span) const;
  [[nodiscard]] contracts::Value typed(double number, bool is_difference) const;

  std::vector<contracts::Sample> samples_;
  AggregateConfiguration configuration_;
};

}  // namespace millwright::scada::historian
