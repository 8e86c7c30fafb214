#pragma once
// The standard's nodes for the aggregates of Part 13: objects "AggregateFunction_…" of namespace 0.

#include <cstdint>
#include <optional>

#include "scada/historian/query/aggregate.h"

namespace millwright::scada::opcua_server {

/// UA_NS0ID_AGGREGATEFUNCTION_…
[[nodiscard]] std::uint32_t node_of(historian::Aggregate aggregate);
/// nullopt for AnnotationCount and whatever is no aggregate.
[[nodiscard]] std::optional<historian::Aggregate> aggregate_of(std::uint32_t node);

}  // namespace millwright::scada::opcua_server
