// What was made while something was wrong with a unit: the lots that were made of what was in it in a stretch of time.

#include "mes/api/serving.h"
#include "mes/genealogy/affected.h"
#include "mes/quality/deviations.h"

namespace millwright::mes::api {
namespace {

using genealogy::Stretch;
using genealogy::TracedLot;
using genealogy::Window;

HttpResult<Timestamp> moment(const Call& call, const std::string& key) {
  const auto text = call.find(key);
  if (!text || text->empty()) return http::bad_request(key + ": must be given");
  const auto at = parse_rfc3339(*text);
  if (!at) return http::bad_request(key + ": expected RFC 3339, such as 2026-12-24T06:00:00Z");
  return *at;
}

// The dwell is the nominal one; a deviation of the pasteurizer knows what it was while it lasted.
std::vector<Stretch> stretches_of(store::Session& sql, const Line& line, const contracts::EquipmentPath& equipment,
                                  const Window& window) {
  std::vector<Stretch> out{{window, line.lots.dwell}};
  const auto& pasteurizer = line.lots.entering.equipment;
  if (equipment != pasteurizer && equipment != line.equipment) return out;
  for (const auto& deviation : quality::during(sql, pasteurizer, window.from, window.to))
    if (const Duration dwell{deviation.dwell_ns}; dwell > line.lots.dwell)
      out.push_back(
          {{std::max(window.from, deviation.crossed_at), std::min(window.to, deviation.cleared_at.value_or(window.to))},
           dwell});
  return out;
}

HttpResult<std::vector<TracedLot>> affected(const Parts& parts, const Call& call) {
  const contracts::EquipmentPath equipment{call.find("equipment").value_or("")};
  if (equipment.empty()) return http::bad_request("equipment: must be given");
  const auto from = moment(call, "from");
  if (!from) return std::unexpected(from.error());
  const auto to = moment(call, "to");
  if (!to) return std::unexpected(to.error());
  if (*from >= *to) return http::bad_request("to: expected a time after from");
  const auto& data = parts.data();
  const auto* line = data.line_of(equipment.str());
  if (line == nullptr) return http::not_found("there is no equipment '" + equipment.str() + "' of a line");
  return reading<std::vector<TracedLot>>(parts, [&](store::Session& sql) {
    return genealogy::made_of_what_was_in(sql, data, equipment, stretches_of(sql, *line, equipment, {*from, *to}));
  });
}

}  // namespace

void add_affected_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, std::vector<TracedLot>>(
      {Method::get,
       "/api/v1/affected",
       "What was made of what was in a unit in a stretch of time: batches, sublots and pallets, in the order of flow",
       Access::signed_in(),
       {{"equipment", "the unit, or the line"}, {"from", "RFC 3339"}, {"to", "RFC 3339, after from"}},
       200},
      [parts](const Call& call) { return affected(parts, call); });
}

}  // namespace millwright::mes::api
