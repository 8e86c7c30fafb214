// The circumstances of a lot: where it was and when, and what was so there then. Linked, not copied.

#include "mes/api/serving.h"
#include "mes/api/views.h"
#include "mes/genealogy/whereabouts.h"
#include "mes/materials/booking.h"
#include "mes/quality/alarms.h"

namespace millwright::mes::api {
namespace {

using genealogy::Stay;

struct LotContext {
  struct Parameter {
    std::string id;
    contracts::Value value{0.0};
    std::string unit;
    std::optional<double> readback;
  };
  struct During {
    std::string id;
    std::string rule;
    contracts::EquipmentPath equipment;
    Timestamp from{};
    std::optional<Timestamp> to;
  };
  struct Series {
    std::string tag;
    Timestamp from{};
    std::optional<Timestamp> to;
  };
  std::vector<Stay> windows;
  std::vector<Parameter> recipe;
  std::vector<std::string> operators;
  std::vector<During> deviations;
  std::vector<quality::AlarmTime> alarms;
  std::vector<Series> history;  // for /api/v1/history of the operator application
};
BOOST_DESCRIBE_STRUCT(LotContext::Parameter, (), (id, value, unit, readback))
BOOST_DESCRIBE_STRUCT(LotContext::During, (), (id, rule, equipment, from, to))
BOOST_DESCRIBE_STRUCT(LotContext::Series, (), (tag, from, to))
BOOST_DESCRIBE_STRUCT(LotContext, (), (windows, recipe, operators, deviations, alarms, history))

std::vector<LotContext::Parameter> recipe_of(store::Session& sql, const MasterData& data, const std::string& order) {
  std::vector<LotContext::Parameter> out;
  const auto job = dispatch::find_job(sql, order);
  if (!job) return out;
  const auto parameters = from_json_text<std::vector<contracts::JobParameter>>(job->parameters);
  const auto unit_of = [&](const std::string& id) -> std::string {
    for (const auto& routing : data.routings)
      for (const auto& step : routing.steps)
        for (const auto& one : step.parameters)
          if (one.id == id) return one.unit;
    return {};
  };
  if (parameters)
    for (const auto& one : *parameters) out.push_back({one.name, one.value, unit_of(one.name), one.readback});
  return out;
}

std::vector<std::string> operators_of(store::Session& sql, const std::string& order) {
  std::set<std::string> names;
  for (const auto& asked : dispatch::asked_of(sql, order)) names.insert(asked.by);
  for (auto& [by] : query<std::string>(sql, "select distinct \"by\" from mes_booking where order_id = :id", order))
    names.insert(std::move(by));
  return {names.begin(), names.end()};
}

bool meet(const Stay& at, Timestamp from, const std::optional<Timestamp>& to) {
  return (!at.to || from < *at.to) && (!to || *to > at.from);
}

LotContext context_of(store::Session& sql, const MasterData& data, const genealogy::Lot& lot) {
  LotContext out;
  out.windows = genealogy::stays_of(data, lot);
  if (lot.order) {
    out.recipe = recipe_of(sql, data, *lot.order);
    out.operators = operators_of(sql, *lot.order);
  }
  for (const auto& at : out.windows) {
    const contracts::EquipmentPath unit{at.equipment};
    for (const auto& deviation : quality::during(sql, unit, at.from, at.to.value_or(Timestamp::max())))
      if (meet(at, deviation.crossed_at, deviation.cleared_at))
        out.deviations.push_back({deviation.id, deviation.rule, unit, deviation.crossed_at, deviation.cleared_at});
    for (auto& alarm : quality::alarms_during(sql, unit, at.from, at.to))
      if (meet(at, alarm.from, alarm.to)) out.alarms.push_back(std::move(alarm));
  }
  for (const auto& reaction : data.reactions)
    for (const auto& at : out.windows)
      if (at.equipment == reaction.equipment.str()) out.history.push_back({reaction.tag.str(), at.from, at.to});
  return out;
}

}  // namespace

void add_lot_context_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, LotContext>(
      {Method::get,
       "/api/v1/lots/{id}/context",
       "Where a lot was and when, its recipe, the people, and the deviations, alarms and process data of that time",
       Access::signed_in(),
       {},
       200},
      [parts](const Call& call) {
        return read_one(parts, call, "lot", genealogy::find, [&](store::Session& sql, const genealogy::Lot& lot) {
          return context_of(sql, parts.data(), lot);
        });
      });
}

}  // namespace millwright::mes::api
