#pragma once
// What of a tag's samples is worth keeping: an exception deadband (drops what repeats the last value) and a compression
// deadband (the swinging door: drops what lies on the straight line between two kept samples). Off by default.

#include <optional>
#include <vector>

#include "lib/contracts/value.h"

namespace millwright::scada::historian {

/// Of one tag. All deviations are in the tag's unit; 0 is off.
struct ThinningSettings {
  double exception_deviation = 0;    // a sample this near to the last one that passed is dropped …
  Duration exception_max = 10min;    // … unless that one is as old as this
  double compression_deviation = 0;  // every dropped sample is this near to the line between its kept neighbours
  Duration compression_max = 1h;     // two kept samples are not further apart, as long as samples come
  bool stepped = false;              // read as steps, not as lines: the door is a band around the kept value

  [[nodiscard]] bool off() const { return exception_deviation <= 0 && compression_deviation <= 0; }
};

/// Decides sample by sample, in time order; late ones go past it. What was dropped is never further from what is
/// read back (a line between kept samples; for a stepped tag the kept value) than compression_deviation + twice
/// exception_deviation. A change of quality, anything not Good, and anything but a number is always kept, with what was
/// held before it. Not safe for concurrent use.
class Thinning {
 public:
  explicit Thinning(ThinningSettings settings) : settings_(settings) {}

  /// Appends to `keep` what is to be kept now that `sample` is known: nothing, the one held before it, it, or both.
  void offer(const contracts::Sample& sample, std::vector<contracts::Sample>& keep);
  /// The newest sample where it is not kept yet: what a reader sees as the current value.
  [[nodiscard]] const std::optional<contracts::Sample>& held() const { return held_; }
  /// Keeps the one that is held: at a stop, before a gap.
  void flush(std::vector<contracts::Sample>& keep);

 private:
  [[nodiscard]] bool is_exception(const contracts::Sample& sample, double number);
  void compress(const contracts::Sample& sample, double number, std::vector<contracts::Sample>& keep);
  [[nodiscard]] bool fits_through_door(const contracts::Sample& sample, double number) const;
  void narrow_door(const contracts::Sample& held, double number);
  void start_from(const contracts::Sample& sample, double number);
  void keep_at_once(const contracts::Sample& sample, std::vector<contracts::Sample>& keep);

  ThinningSettings settings_;
  std::optional<contracts::Sample> passed_;  // the last one through the exception deadband
  std::optional<contracts::Sample> before_;  // the last one it dropped since
  std::optional<contracts::Sample> kept_;    // where the door hangs
  std::optional<contracts::Sample> held_;    // through it, and not kept yet
  double kept_number_ = 0, held_number_ = 0;
  double slope_low_ = 0, slope_high_ = 0;  // per second: a line outside would be too far from a dropped sample
};

}  // namespace millwright::scada::historian
