#pragma once
// The trace of a lot: everything it was made of, or everything that was made of it, over all levels, each lot and link
// once. One query for each level, on the caller's session.

#include <string>
#include <vector>

#include "mes/genealogy/genealogy.h"
#include "mes/genealogy/units.h"

namespace millwright::mes::genealogy {

enum class Direction { backward, forward };
BOOST_DESCRIBE_ENUM(Direction, backward, forward)

/// A lot in a trace.
struct TracedLot {
  std::string id{};
  std::string kind{};
  std::string material{};
  double quantity = 0;
  std::string unit{};
  std::optional<std::string> order{};
  std::string status{};
  std::string disposition{};
  std::optional<Timestamp> from{};
  std::optional<Timestamp> to{};
  Tracing tracing = Tracing::untraced;
  std::int64_t level = 0;  // links away from the lot that was asked for, by the shortest way
};
[[nodiscard]] TracedLot traced(const Lot& lot, std::int64_t level = 0);

BOOST_DESCRIBE_STRUCT(TracedLot, (),
                      (id, kind, material, quantity, unit, order, status, disposition, from, to, tracing, level))

struct Trace {
  std::string lot{};
  Direction direction = Direction::backward;
  std::vector<TracedLot> lots{};  // itself first, then level by level, by their ids within one
  std::vector<Link> links{};
  bool truncated = false;  // there is more than kTracedMost, or beyond kLevelsMost
};
BOOST_DESCRIBE_STRUCT(Trace, (), (lot, direction, lots, links, truncated))

inline constexpr std::size_t kTracedMost = 10'000;  // links of one trace
inline constexpr std::int64_t kLevelsMost = 100;
/// How far a walk goes.
struct Bounds {
  std::size_t links = kTracedMost;
  std::int64_t levels = kLevelsMost;
};

/// nullopt: there is no such lot.
[[nodiscard]] std::optional<Trace> trace_of(store::Session& sql, const std::string& lot, Direction direction,
                                            std::int64_t levels = kLevelsMost);

/// The traces of several lots as one walk from all of them: each lot and link once, with its shortest way to any of
/// them. `lot` is the first. At least one lot; all are known.
[[nodiscard]] Trace trace_together(store::Session& sql, const std::vector<std::string>& lots, Direction direction,
                                   std::int64_t levels = kLevelsMost);

/// The lots at the ends of what was made of it: what must be called back, with what it would be together. Truncated:
/// there are more, beyond what the walk reaches; what is named is an end for certain, and no lot whose links were cut.
struct Recall {
  struct Sum {
    std::string material;
    std::string unit;
    double quantity = 0;
    std::int64_t lots = 0;
  };
  std::string lot{};
  std::vector<TracedLot> lots{};
  std::vector<Sum> by_material{};
  std::vector<std::string> orders{};
  std::int64_t units = 0;  // serial units recorded in them
  bool truncated = false;
};
BOOST_DESCRIBE_STRUCT(Recall::Sum, (), (material, unit, quantity, lots))
BOOST_DESCRIBE_STRUCT(Recall, (), (lot, lots, by_material, orders, units, truncated))

[[nodiscard]] std::optional<Recall> recall_of(store::Session& sql, const std::string& lot, const Bounds& bounds = {});

}  // namespace millwright::mes::genealogy
