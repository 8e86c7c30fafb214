#pragma once
// The chain of a deviation: where it was at which time, from the sensor through MES and command back to the PLC.

#include <string>
#include <string_view>
#include <vector>

#include "lib/contracts/events.h"

namespace millwright::mes::quality {

struct ChainLink {
  std::string place;
  Timestamp time{};
  std::string label;
  double since_previous_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ChainLink, (), (place, time, label, since_previous_ms))

/// What a place of lib/contracts/events.h means, in words; the place itself if it is not known.
[[nodiscard]] std::string label_of(std::string_view place);

/// In time order (machines' clocks may differ by a little; ties stand in the order of the loop).
[[nodiscard]] std::vector<ChainLink> make_chain(std::vector<contracts::Hop> hops);

}  // namespace millwright::mes::quality
