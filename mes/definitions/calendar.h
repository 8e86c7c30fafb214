#pragma once
// When equipment works: the shifts of its calendar without holidays and maintenance. Pure functions; moments are UTC.

#include <vector>

#include "mes/definitions/definitions.h"

namespace millwright::mes {

/// A stretch of time, its end not in it.
struct Stretch {
  Timestamp from{};
  Timestamp to{};
  friend bool operator==(const Stretch&, const Stretch&) = default;
};
BOOST_DESCRIBE_STRUCT(Stretch, (), (from, to))

/// The stretches between two moments in which `equipment` works, in their order; neighbours are joined. Shifts begin
/// and end by the clock (LocalTime::utc): one of eight hours over which the clock is put forward has seven, and nine
/// where it is put back. A holiday takes the shifts that begin on it. Maintenance of the equipment, or of what it is
/// part of, is taken out.
[[nodiscard]] std::vector<Stretch> working_time(const Calendar& calendar, std::string_view equipment, Timestamp from,
                                                Timestamp to);

}  // namespace millwright::mes
