#include "mes/api/serving.h"

#include "lib/base/log.h"

namespace millwright::mes::api {

http::HttpFailure failure_of(const Failure<MesError>& failure) {
  switch (failure.code) {
    case MesError::not_found:
      return http::not_found(failure.message).error();
    case MesError::illegal:
      return http::conflict("illegal_state", failure.message).error();
    case MesError::invalid:
      return http::bad_request(failure.message).error();
    case MesError::storage:
    case MesError::unavailable:
      break;
  }
  return http::unavailable(failure.message).error();
}

MesResult<void> audit_change(const Parts& parts, Transaction& transaction, const http::Call& call, const Deed& deed) {
  const auto written = parts.audit.append(
      transaction.sql, {0, transaction.now, call.identity.user, deed.action, deed.target, "accepted", deed.detail});
  if (!written) return fail(MesError::storage, "the audit trail was not written: {}", written.error().message);
  return {};
}

void audit_refusal(const Parts& parts, const http::Call& call, const Deed& deed, const Failure<MesError>& failure) {
  const auto written = parts.audit.append(
      {0, parts.writer.clock().utc(), call.identity.user, deed.action, deed.target, "refused", failure.message});
  if (!written) Logger("api").error("the audit trail was not written: {}", written.error().message);
}

void add_routes(http::Router& router, const Parts& parts) {
  add_order_routes(router, parts);
  add_schedule_routes(router, parts);
  add_search_routes(router, parts);
  add_replan_routes(router, parts);
  add_dispatch_routes(router, parts);
  add_lot_routes(router, parts);
  add_material_routes(router, parts);
  add_trace_routes(router, parts);
  add_affected_routes(router, parts);
  add_lot_context_routes(router, parts);
  add_quality_routes(router, parts);
  add_chart_routes(router, parts);
  add_process_routes(router, parts);
  add_definition_routes(router, parts);
  add_definition_change_routes(router, parts);
  add_erp_routes(router, parts);
  add_plant_routes(router, parts);
}

}  // namespace millwright::mes::api
