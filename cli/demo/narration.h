#pragma once
// How the demonstration speaks: a line with its time for everything that happens, and one table at the end. Pure.

#include <map>
#include <optional>
#include <string>

#include "cli/demo/losses.h"

namespace millwright::cli::demo {

/// "00:07.1": minutes, seconds and tenths since the fault; "00:00.0" for what was before it.
[[nodiscard]] std::string clock_text(Duration since_fault);

/// What became of one scenario.
struct Outcome {
  Losses losses;
  std::optional<Duration> corrected_after;  // from crossing the limit to the lower set-point in the PLC
};

/// The table that compares the scenarios, or tells of the one that was played.
[[nodiscard]] std::string table(const Outcome& operator_alone, const std::optional<Outcome>& closed_loop);

/// Brings lines into the order of their times: a source may be asked about what happened a moment ago.
class Narrator {
 public:
  void begin_at(Timestamp fault) { fault_ = fault; }
  void say(Timestamp time, const std::string& text) { waiting_.emplace(time, text); }
  /// Takes out, as finished lines, what was said of times up to `time`.
  [[nodiscard]] std::string told_until(Timestamp time);

 private:
  Timestamp fault_{};
  std::multimap<Timestamp, std::string> waiting_;
};

}  // namespace millwright::cli::demo
