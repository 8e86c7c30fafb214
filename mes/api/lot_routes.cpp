#include "mes/api/serving.h"
#include "mes/api/views.h"

namespace millwright::mes::api {
namespace {

struct HoldRequest {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(HoldRequest, (), (reason))

using genealogy::Decision;

struct DisposeRequest {
  Decision disposition = Decision::release;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DisposeRequest, (), (disposition, reason))

HttpResult<std::vector<LotView>> list_lots(const Parts& parts, const genealogy::LotFilter& filter) {
  return read_all(parts, [&](store::Session& sql) { return genealogy::list(sql, filter); }, lot_view);
}

HttpResult<json::object> read_genealogy(const Parts& parts, const Call& call) {
  const auto direction = call.find("direction").value_or("backward");
  if (direction != "backward" && direction != "forward") return http::bad_request("direction: is backward or forward");
  return read_one(parts, call, "lot", genealogy::find, [&](store::Session& sql, const genealogy::Lot& lot) {
    return genealogy_tree(sql, lot, direction == "backward");
  });
}

// What a person decides on a lot goes to what was made of it; the audit trail has a row for each.
MesResult<genealogy::Affected> audited(const Parts& parts, Transaction& transaction, const Call& call, const Deed& deed,
                                       MesResult<genealogy::Affected> affected) {
  if (!affected) return affected;
  const auto row = [&](const std::string& action, const std::string& lot) {
    return audit_change(parts, transaction, call,
                        {action, lot, fmt::format("with {}, of which it was made: {}", deed.target, deed.detail)});
  };
  for (const auto& lot : affected->with)
    if (auto done = row(deed.action, lot); !done) return std::unexpected(std::move(done.error()));
  for (const auto& lot : affected->still_held)
    if (auto done = row("lot.still_held", lot); !done) return std::unexpected(std::move(done.error()));
  return affected;
}

HttpResult<AffectedView> hold_lot(const Parts& parts, const Call& call, const std::string& reason) {
  if (reason.empty()) return http::bad_request("reason: must be given");
  const auto& id = call.parameters.at("id");
  const Deed deed{"lot.hold", id, reason};
  return changing_one(
      parts, call, deed,
      [&](Transaction& transaction) {
        const auto cause = fmt::format("person:{}:{}", call.identity.user, unix_ns(transaction.now));
        return audited(parts, transaction, call, deed,
                       genealogy::hold(transaction, id, {cause, reason, std::nullopt, call.identity.user}));
      },
      affected_view);
}

HttpResult<AffectedView> dispose_lot(const Parts& parts, const Call& call, const DisposeRequest& request) {
  if (request.reason.empty()) return http::bad_request("reason: must be given");
  const auto& id = call.parameters.at("id");
  const auto& user = call.identity.user;
  const Deed deed{fmt::format("lot.{}", enum_name(request.disposition)), id, request.reason};
  return changing_one(
      parts, call, deed,
      [&](Transaction& transaction) {
        auto affected = audited(parts, transaction, call, deed,
                                genealogy::dispose(transaction, id, request.disposition, request.reason, user));
        if (!affected) return affected;
        workflow::on_disposed(transaction, id, user);
        for (const auto& lot : affected->with) workflow::on_disposed(transaction, lot, user);
        return affected;
      },
      affected_view);
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
        {"disposition", "none, held, released or rejected"},
        {"material", "of this material"}},
       200},
      [parts](const Call& call) {
        return list_lots(parts,
                         {call.find("status"), call.find("order"), call.find("disposition"), call.find("material")});
      });
  router.add<Nothing, std::vector<LotView>>(
      {Method::get, "/api/v1/holds", "Lots that are held", Access::signed_in(), {}, 200},
      [parts](const Call&) { return list_lots(parts, {std::nullopt, std::nullopt, "held", std::nullopt}); });
  router.add<Nothing, LotDetail>(
      {Method::get, "/api/v1/lots/{id}", "One lot with its holds", Access::signed_in(), {}, 200},
      [parts](const Call& call) { return read_one(parts, call, "lot", genealogy::find, lot_detail); });
  router.add<Nothing, json::object>({Method::get,
                                     "/api/v1/lots/{id}/genealogy",
                                     "What a lot was made of, or what was made of it",
                                     Access::signed_in(),
                                     {{"direction", "backward (default) or forward"}},
                                     200},
                                    [parts](const Call& call) { return read_genealogy(parts, call); });
  router.add<HoldRequest, AffectedView>(
      {Method::post,
       "/api/v1/lots/{id}/hold",
       "Hold a lot and what was made of it",
       Access::any_of({"quality", "operator", "manager", "admin"}),
       {},
       200},
      [parts](const Call& call, const HoldRequest& request) { return hold_lot(parts, call, request.reason); });
  router.add<DisposeRequest, AffectedView>(
      {Method::post,
       "/api/v1/lots/{id}/dispose",
       "Release or reject a held lot and what is held as made of it",
       Access::any_of({"quality", "admin"}),
       {},
       200},
      [parts](const Call& call, const DisposeRequest& request) { return dispose_lot(parts, call, request); });
}

}  // namespace millwright::mes::api
