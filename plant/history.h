#pragma once
// What a plant keeps of its past: how long, in which steps, and what of a tag is worth keeping.

#include <map>
#include <optional>
#include <string>

#include "lib/base/time.h"

namespace millwright::plant {

/// How long samples are kept, by class. A tier holds the summary of every minute (hour) for times when the samples
/// themselves are gone.
struct HistoryClass {
  std::optional<Duration> raw;     // nullopt: for ever
  std::optional<Duration> minute;  // nullopt: no such tier
  std::optional<Duration> hour;
};

enum class WhenFull {
  drop_oldest,  // room is made: the oldest samples of the finest tier go first
  stop,         // nothing old goes; nothing new is written
};

struct HistorySettings {
  std::map<std::string, HistoryClass> classes{{"default", {}}};
  WhenFull when_full = WhenFull::drop_oldest;
  std::int64_t reserve_bytes = 1'000'000'000;  // of the disk that history leaves free
};

/// What is kept of one tag. Deviations are in the tag's unit; 0 is off.
struct TagHistory {
  bool kept = true;
  std::string retention = "default";  // name of a HistoryClass
  double exception = 0;               // a sample this near to the last one is not kept …
  Duration exception_max{10min};      // … unless that one is as old as this
  double compression = 0;             // what lies this near to a line between two kept samples is not kept
  Duration compression_max{1h};       // two kept samples are not further apart
  bool operator==(const TagHistory&) const = default;
};

}  // namespace millwright::plant
