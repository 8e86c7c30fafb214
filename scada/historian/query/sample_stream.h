#pragma once
// The samples of one tag in time order, with what lies before and after the place where the reader stands: one pass
// over the blocks, and a few of them in memory.

#include <memory>
#include <optional>

#include "scada/historian/query/bounds.h"

namespace millwright::scada::historian {

/// Some samples of one block, in columns.
struct Run {
  const std::int64_t* times = nullptr;
  std::size_t size = 0;
  const Values* values = nullptr;  // the block's; the run begins at `offset`
  std::size_t offset = 0;
  const std::uint32_t* quality = nullptr;  // null where all are Good

  [[nodiscard]] contracts::Quality quality_at(std::size_t i) const {
    return quality == nullptr ? contracts::quality::kGood : contracts::Quality{quality[i]};
  }
  [[nodiscard]] Point point(std::size_t i) const;
};

/// Belongs to one query, on its thread. The source outlives it.
class SampleStream {
 public:
  /// Stands before the first sample with time >= from; hands out those with time < to.
  [[nodiscard]] static Result<SampleStream, QueryError> open(const Source& source, TagId tag, Rules rules,
                                                             std::int64_t from, std::int64_t to);

  /// The next samples with time < until, as far as they lie in one block and are all Good or all not; none where the
  /// next one is not before `until`. They end with the next call.
  [[nodiscard]] Result<Run, QueryError> run(std::int64_t until);
  /// Steps over the first `count` samples of the run.
  void step(std::size_t count);

  /// Whether the tag has any sample from here on, also beyond `to`.
  [[nodiscard]] Result<bool, QueryError> more();
  /// The next sample, also the first one beyond `to`; null where the tag has no more. Ends with the next step.
  [[nodiscard]] Result<const Point*, QueryError> next();
  /// The next sample that is not Bad. Looks ahead where Bad ones come first, and remembers.
  [[nodiscard]] Result<const Point*, QueryError> usable_next();
  /// All that is around the place, `before` being what was stepped over. `interpolated`: the usable ones too.
  [[nodiscard]] Result<Around, QueryError> around(bool interpolated);

  [[nodiscard]] const Point* before() const { return before_ ? &*before_ : nullptr; }
  [[nodiscard]] const Point* usable_before() const {
    if (before_is_usable_) return &*before_;
    return usable_before_ ? &*usable_before_ : nullptr;
  }

 private:
  SampleStream(const Source& source, TagId tag, Rules rules, std::int64_t to)
      : source_(&source), tag_(tag), rules_(rules), to_(to) {}
  [[nodiscard]] Result<bool, QueryError> fill();
  [[nodiscard]] Result<void, QueryError> look_back(std::int64_t from);
  void remember_usable(bool last_is_usable, std::size_t last);

  const Source* source_;
  TagId tag_;
  Rules rules_;
  std::int64_t to_;
  std::unique_ptr<Cursor> cursor_;
  const Block* block_ = nullptr;  // null before the first and after the last
  std::size_t at_ = 0;            // the next sample in block_
  bool cursor_done_ = false;
  std::optional<Point> before_, usable_before_, usable_before2_;
  bool before_is_usable_ = false;  // then usable_before_ is of no account
  std::size_t last_size_ = 1;      // of the last run: the next one is often as long
  std::optional<Point> next_;      // a copy of the sample at at_, made when asked for
  bool beyond_known_ = false;      // next_ is the first one beyond `to`, or there is none
  std::optional<Point> scouted_;   // the usable sample found by looking ahead
  bool none_usable_ahead_ = false;
};

/// How many of the ascending times from `begin` on are less than `until`. Quick for few and for many, and at once where
/// the `guess` is right.
[[nodiscard]] std::size_t count_before(const std::int64_t* begin, std::size_t size, std::int64_t until,
                                       std::size_t guess);

}  // namespace millwright::scada::historian
