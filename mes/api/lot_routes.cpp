#include "mes/api/serving.h"
#include "mes/api/views.h"

namespace millwright::mes::api {
namespace {

using http::Access;
using http::Call;
using http::HttpResult;
using http::Method;
using http::Nothing;

struct HoldRequest {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(HoldRequest, (), (reason))

enum class Decision { release, reject };
BOOST_DESCRIBE_ENUM(Decision, release, reject)
struct DisposeRequest {
  Decision disposition = Decision::release;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DisposeRequest, (), (disposition, reason))

HttpResult<std::vector<LotView>> list_lots(const Parts& parts, const genealogy::LotFilter& filter) {
  return reading<std::vector<LotView>>(parts, [&](store::Session& sql) -> MesResult<std::vector<LotView>> {
    std::vector<LotView> views;
    for (const auto& lot : genealogy::list(sql, filter)) views.push_back(lot_view(sql, lot));
    return views;
  });
}

template <class T>
HttpResult<T> read_lot(const Parts& parts, const std::string& id,
                       const std::function<T(store::Session&, const genealogy::Lot&)>& view) {
  return reading<T>(parts, [&](store::Session& sql) -> MesResult<T> {
    const auto lot = genealogy::find(sql, id);
    if (!lot) return fail(MesError::not_found, "there is no lot '{}'", id);
    return view(sql, *lot);
  });
}

HttpResult<json::object> read_genealogy(const Parts& parts, const Call& call) {
  const auto direction = call.find("direction").value_or("backward");
  if (direction != "backward" && direction != "forward") return http::bad_request("direction: is backward or forward");
  return read_lot<json::object>(parts, call.parameters.at("id"), [&](store::Session& sql, const genealogy::Lot& lot) {
    return genealogy_tree(sql, lot, direction == "backward");
  });
}

HttpResult<LotView> hold_lot(const Parts& parts, const Call& call, const std::string& reason) {
  if (reason.empty()) return http::bad_request("reason: must be given");
  const auto& id = call.parameters.at("id");
  return changing<LotView>(parts, call, {"lot.hold", id, reason}, [&](Transaction& transaction) -> MesResult<LotView> {
    const auto lot = genealogy::hold(transaction, id, reason, transaction.now);
    if (!lot) return std::unexpected(lot.error());
    return lot_view(transaction.sql, *lot);
  });
}

HttpResult<LotView> dispose_lot(const Parts& parts, const Call& call, const DisposeRequest& request) {
  if (request.reason.empty()) return http::bad_request("reason: must be given");
  const auto& id = call.parameters.at("id");
  const Deed deed{fmt::format("lot.{}", enum_name(request.disposition)), id, request.reason};
  return changing<LotView>(parts, call, deed, [&](Transaction& transaction) -> MesResult<LotView> {
    const auto lot = genealogy::dispose(transaction, id, request.disposition == Decision::release, request.reason);
    if (!lot) return std::unexpected(lot.error());
    workflow::on_disposed(transaction, id, call.identity.user);
    return lot_view(transaction.sql, *lot);
  });
}

}  // namespace

void add_lot_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, std::vector<LotView>>(
      {Method::get,
       "/api/v1/lots",
       "Lots, newest first",
       Access::signed_in(),
       {{"status", "in_process or available"},
        {"order", "of this order"},
        {"disposition", "none, held, released or rejected"}},
       200},
      [parts](const Call& call) {
        return list_lots(parts, {call.find("status"), call.find("order"), call.find("disposition")});
      });
  router.add<Nothing, std::vector<LotView>>(
      {Method::get, "/api/v1/holds", "Lots that are held", Access::signed_in(), {}, 200},
      [parts](const Call&) { return list_lots(parts, {std::nullopt, std::nullopt, "held"}); });
  router.add<Nothing, LotView>(
      {Method::get, "/api/v1/lots/{id}", "One lot", Access::signed_in(), {}, 200},
      [parts](const Call& call) { return read_lot<LotView>(parts, call.parameters.at("id"), lot_view); });
  router.add<Nothing, json::object>({Method::get,
                                     "/api/v1/lots/{id}/genealogy",
                                     "What a lot was made of, or what was made of it",
                                     Access::signed_in(),
                                     {{"direction", "backward (default) or forward"}},
                                     200},
                                    [parts](const Call& call) { return read_genealogy(parts, call); });
  router.add<HoldRequest, LotView>(
      {Method::post,
       "/api/v1/lots/{id}/hold",
       "Hold a lot",
       Access::any_of({"quality", "operator", "manager", "admin"}),
       {},
       200},
      [parts](const Call& call, const HoldRequest& request) { return hold_lot(parts, call, request.reason); });
  router.add<DisposeRequest, LotView>(
      {Method::post,
       "/api/v1/lots/{id}/dispose",
       "Release or reject a held lot",
       Access::any_of({"quality", "admin"}),
       {},
       200},
      [parts](const Call& call, const DisposeRequest& request) { return dispose_lot(parts, call, request); });
}

}  // namespace millwright::mes::api
