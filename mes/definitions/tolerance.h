#pragma once
// Over- and under-production tolerance: this is the one place that knows what it means. Percent of the ordered
// quantity; the material has a default, an order may say otherwise. Pure functions.

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>

namespace millwright::mes {

struct Tolerance {
  double under_percent = 0;  // of the quantity that may be missing; 0 to 100
  double over_percent = 0;   // of the quantity that may be made beyond it; 0 to 100
};
BOOST_DESCRIBE_STRUCT(Tolerance, (), (under_percent, over_percent))

/// Where what was made stands to what was ordered.
enum class Standing {
  below,   // fewer good pieces than the tolerance allows: completing wants a reason
  within,  // the order may be completed as it is
  above,   // more than the tolerance allows: the order says so
};
BOOST_DESCRIBE_ENUM(Standing, below, within, above)

/// The fewest good pieces with which an order of `quantity` pieces may be completed; a part of a piece counts as one.
[[nodiscard]] std::int64_t fewest(std::int64_t quantity, const Tolerance& tolerance);
/// The most good pieces that an order of `quantity` pieces may have.
[[nodiscard]] std::int64_t most(std::int64_t quantity, const Tolerance& tolerance);
[[nodiscard]] Standing standing_of(std::int64_t quantity, std::int64_t good, const Tolerance& tolerance);

/// 0 to 100, and a number at all.
[[nodiscard]] bool is_percentage(double value);

}  // namespace millwright::mes
