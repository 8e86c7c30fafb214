#include "scada/opcua_server/plant_history.h"

#include <open62541/types.h>

#include "scada/historian/query/at_time.h"
#include "scada/historian/query/processed.h"
#include "scada/opcua_server/aggregate_nodes.h"
#include "scada/opcua_server/history_space.h"
#include "scada/opcua_server/session_rules.h"

namespace millwright::scada::opcua_server {
namespace {

using opcua::StatusCode;

template <class... Args>
[[nodiscard]] auto answered(StatusCode code, fmt::format_string<Args...> text, Args&&... args) {
  return fail(code, text, std::forward<Args>(args)...);
}

StatusCode status_of(historian::QueryError error) {
  switch (error) {
    case historian::QueryError::invalid_argument:
      return UA_STATUSCODE_BADINVALIDARGUMENT;
    case historian::QueryError::aggregate_not_supported:
      return UA_STATUSCODE_BADAGGREGATENOTSUPPORTED;
    case historian::QueryError::invalid_configuration:
      return UA_STATUSCODE_BADAGGREGATECONFIGURATIONREJECTED;
    case historian::QueryError::unknown_tag:
      return UA_STATUSCODE_BADNODEIDUNKNOWN;
    case historian::QueryError::storage:
      return UA_STATUSCODE_BADDATAUNAVAILABLE;
  }
  return UA_STATUSCODE_BADDATAUNAVAILABLE;
}

std::unexpected<Failure<StatusCode>> unanswered(const Failure<historian::QueryError>& why) {
  return answered(status_of(why.code), "{}", why.message);
}

opcua::HistoryValue value_of(const historian::Processed& processed) {
  return {processed.time, processed.value, processed.status};
}

historian::AggregateConfiguration configuration_of(const plant::Tag& tag,
                                                   const std::optional<opcua::AggregateRules>& rules) {
  historian::AggregateConfiguration configuration;
  configuration.stepped = tag.stepped;
  if (!rules) return configuration;
  configuration.treat_uncertain_as_bad = rules->treat_uncertain_as_bad;
  configuration.percent_data_bad = rules->percent_data_bad;
  configuration.percent_data_good = rules->percent_data_good;
  configuration.use_sloped_extrapolation = rules->use_sloped_extrapolation;
  return configuration;
}

}  // namespace

std::optional<PlantHistory::Kept> PlantHistory::find(const std::string& node) const {
  const auto number = plant_.tag_number(plant::TagPath{node});
  const auto id = number ? archive_.id_of(*number) : std::nullopt;
  if (!id) return std::nullopt;
  return Kept{plant_.tags[*number], *id};
}

bool PlantHistory::keeps(const std::string& node) const { return find(node).has_value(); }

bool PlantHistory::may_edit(const opcua::SessionUser& user) const { return may_edit_history(user.roles); }

PlantHistory::Answer<std::vector<contracts::Sample>> PlantHistory::raw(const std::string& node, Timestamp from,
                                                                       Timestamp to, std::size_t limit,
                                                                       opcua::Order order) const {
  const auto kept = find(node);
  if (!kept) return answered(UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED, "{} is not kept", node);
  const auto direction =
      order == opcua::Order::oldest_first ? historian::Direction::forward : historian::Direction::backward;
  std::vector<contracts::Sample> samples;
  const auto cursor = archive_.store().read(kept->id, from, to, direction);
  if (!cursor) return answered(UA_STATUSCODE_BADDATAUNAVAILABLE, "{}", cursor.error().message);
  while (samples.size() < limit) {
    const auto block = (*cursor)->next();
    if (!block) return answered(UA_STATUSCODE_BADDATAUNAVAILABLE, "{}", block.error().message);
    if ((*block)->empty()) break;
    for (std::size_t i = 0; i < (*block)->size() && samples.size() < limit; ++i) samples.push_back((*block)->sample(i));
  }
  return samples;
}

PlantHistory::Answer<std::vector<opcua::HistoryValue>> PlantHistory::at_time(const std::string& node,
                                                                             const std::vector<Timestamp>& times,
                                                                             bool use_simple_bounds) const {
  const auto kept = find(node);
  if (!kept) return answered(UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED, "{} is not kept", node);
  const auto found = historian::at_time(
      archive_.store(), {kept->id, times, use_simple_bounds, configuration_of(kept->tag, std::nullopt)});
  if (!found) return unanswered(found.error());
  std::vector<opcua::HistoryValue> values;
  values.reserve(found->size());
  for (const auto& one : *found) values.push_back(value_of(one));
  return values;
}

PlantHistory::Answer<opcua::ProcessedPage> PlantHistory::processed(const std::string& node,
                                                                   const opcua::ProcessedQuery& query) const {
  const auto kept = find(node);
  if (!kept) return answered(UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED, "{} is not kept", node);
  const auto aggregate = aggregate_of(query.aggregate);
  if (!aggregate) return answered(UA_STATUSCODE_BADAGGREGATENOTSUPPORTED, "i={} is not calculated", query.aggregate);
  auto reader =
      historian::ProcessedReader::open(archive_.store(), {.tag = kept->id,
                                                          .start = query.start,
                                                          .end = query.end,
                                                          .processing_interval = query.interval,
                                                          .aggregates = {*aggregate},
                                                          .configuration = configuration_of(kept->tag, query.rules),
                                                          .first_interval = query.first});
  if (!reader) return unanswered(reader.error());
  // A continuation point from another question.
  if (query.first >= reader->intervals())
    return answered(UA_STATUSCODE_BADCONTINUATIONPOINTINVALID, "there are only {} intervals", reader->intervals());
  opcua::ProcessedPage page;
  const auto end = std::min<std::uint64_t>(reader->intervals(), query.first + query.limit);
  for (auto i = query.first; i < end; ++i) {
    if (page.values.size() >= query.at_least && clock_.monotonic() >= query.until) break;
    const auto row = reader->next();
    if (!row) return unanswered(row.error());
    page.values.push_back(value_of((*row)->front()));
  }
  page.more = query.first + page.values.size() < reader->intervals();
  return page;
}

bool PlantHistory::audit(const opcua::SessionUser& user, const std::string& action, const std::string& node,
                         const std::string& outcome, const std::string& detail) {
  const auto written = audit_.append({0, clock_.utc(), user.name, action, node, outcome, detail});
  if (!written) log_.error("no audit row for {} of {}: {}", action, node, written.error().message);
  return written.has_value();
}

}  // namespace millwright::scada::opcua_server
