// Where lots and bottles came from and went to.

#include <algorithm>
#include <charconv>
#include <tuple>

#include "mes/api/serving.h"
#include "mes/genealogy/recall_table.h"
#include "mes/genealogy/units.h"

namespace millwright::mes::api {
namespace {

using genealogy::Direction;
using genealogy::Recall;
using genealogy::Trace;

/// A bottle, the pallets that it may be on, and what it was made of.
struct BottleView {
  std::string code;
  contracts::EquipmentPath line;
  std::optional<Timestamp> printed{};  // it and `sequence` are left out for a plant's own serial number
  std::optional<std::int64_t> sequence{};
  std::vector<genealogy::TracedLot> pallets;
  genealogy::Tracing tracing = genealogy::Tracing::unknown;
  std::string note;
  Trace trace;  // of all of them together
};
BOOST_DESCRIBE_STRUCT(BottleView, (), (code, line, printed, sequence, pallets, tracing, note, trace))

struct UnitsRequest {
  std::vector<std::string> units;
};
BOOST_DESCRIBE_STRUCT(UnitsRequest, (), (units))
struct UnitsView {
  std::string lot;
  std::int64_t added = 0;  // that were not recorded before
  std::int64_t units = 0;  // of the lot now
};
BOOST_DESCRIBE_STRUCT(UnitsView, (), (lot, added, units))

HttpResult<Trace> trace(const Parts& parts, const Call& call) {
  const auto direction = enum_from_name<Direction>(call.find("direction").value_or("backward"));
  if (!direction) return http::bad_request("direction: is backward or forward");
  std::int64_t levels = genealogy::kLevelsMost;
  if (const auto text = call.find("levels")) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), levels);
    if (error != std::errc{} || end != text->data() + text->size() || levels < 1 || levels > genealogy::kLevelsMost)
      return http::bad_request(fmt::format("levels: 1 to {}", genealogy::kLevelsMost));
  }
  const auto& id = call.parameters.at("id");
  return reading<Trace>(parts, [&](store::Session& sql) -> MesResult<Trace> {
    auto found = genealogy::trace_of(sql, id, *direction, levels);
    if (!found) return fail(MesError::not_found, "there is no lot '{}'", id);
    return std::move(*found);
  });
}

HttpResult<Recall> recall(const Parts& parts, const std::string& id) {
  return reading<Recall>(parts, [&](store::Session& sql) -> MesResult<Recall> {
    auto found = genealogy::recall_of(sql, id);
    if (!found) return fail(MesError::not_found, "there is no lot '{}'", id);
    return std::move(*found);
  });
}

HttpResult<BottleView> bottle(const Parts& parts, const Call& call) {
  return reading<BottleView>(parts, [&](store::Session& sql) -> MesResult<BottleView> {
    auto found = genealogy::find_bottle(sql, parts.data(), call.parameters.at("code"));
    if (!found) return std::unexpected(std::move(found.error()));
    BottleView view{found->code, found->line, found->printed, found->sequence, {}, found->tracing, found->note, {}};
    view.trace = genealogy::trace_together(sql, found->pallets, Direction::backward);
    for (const auto& lot : view.trace.lots)
      if (lot.level == 0) view.pallets.push_back(lot);
    std::ranges::sort(view.pallets, {}, [](const genealogy::TracedLot& lot) { return std::tie(lot.from, lot.id); });
    return view;
  });
}

HttpResult<UnitsView> record(const Parts& parts, const Call& call, const UnitsRequest& request) {
  const auto& id = call.parameters.at("id");
  const Deed deed{"lot.units", id, fmt::format("{} units", request.units.size())};
  return changing<UnitsView>(parts, call, deed, [&](Transaction& transaction) -> MesResult<UnitsView> {
    const auto added = genealogy::record_units(transaction, id, request.units);
    if (!added) return std::unexpected(added.error());
    return UnitsView{id, *added, genealogy::units_in(transaction.sql, id)};
  });
}

}  // namespace

void add_trace_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, Trace>({Method::get,
                              "/api/v1/lots/{id}/trace",
                              "Everything a lot was made of, or everything that was made of it, each lot and link once",
                              Access::signed_in(),
                              {{"direction", "backward (default) or forward"}, {"levels", "so far and no farther"}},
                              200},
                             [parts](const Call& call) { return trace(parts, call); });
  router.add<Nothing, Recall>(
      {Method::get, "/api/v1/lots/{id}/recall", "What must be called back with a lot", Access::signed_in(), {}, 200},
      [parts](const Call& call) { return recall(parts, call.parameters.at("id")); });
  router.add_raw({Method::get, "/api/v1/lots/{id}/recall.csv", "The same as a table", Access::signed_in(), {}, 200},
                 "text/csv", [parts](const Call& call) -> HttpResult<http::RawResponse> {
                   const auto found = recall(parts, call.parameters.at("id"));
                   if (!found) return std::unexpected(found.error());
                   return http::RawResponse{200, "text/csv; charset=utf-8", genealogy::table_of(*found)};
                 });
  router.add<Nothing, BottleView>(
      {Method::get,
       "/api/v1/bottles/{code}",
       "A bottle by its printed code, or by the serial number it is recorded under: its pallet and all "
       "it was made of",
       Access::signed_in(),
       {},
       200},
      [parts](const Call& call) { return bottle(parts, call); });
  router.add<UnitsRequest, UnitsView>(
      {Method::post,
       "/api/v1/lots/{id}/units",
       "Record serial units as being in a lot, all or none",
       Access::any_of({"operator", "planner", "quality", "manager", "admin"}),
       {},
       200},
      [parts](const Call& call, const UnitsRequest& request) { return record(parts, call, request); });
  router.add<Nothing, std::vector<std::string>>(
      {Method::get,
       "/api/v1/lots/{id}/units",
       "Serial units of a lot, 1000 at most",
       Access::signed_in(),
       {{"after", "those after this code"}},
       200},
      [parts](const Call& call) {
        return read_one(parts, call, "lot", genealogy::find, [&](store::Session& sql, const genealogy::Lot& lot) {
          return genealogy::units_of(sql, lot.id, call.find("after").value_or(""));
        });
      });
}

}  // namespace millwright::mes::api
