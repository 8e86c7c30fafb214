// The ERP's door over HTTP: schedules in, confirmations and performances out, in B2MML; and the record of both.

#include "mes/api/serving.h"
#include "mes/erp/exchange.h"

namespace millwright::mes::api {
namespace {

constexpr const char* kXml = "application/xml";

HttpResult<http::RawResponse> take_schedule(const Parts& parts, const Call& call) {
  const auto answer = parts.exchange.take(call.body, "http", call.identity.user);
  switch (answer.outcome) {
    case erp::Exchange::Outcome::accepted:
      return http::RawResponse{200, kXml, answer.confirmation, {}, {}};
    case erp::Exchange::Outcome::refused:
      return http::RawResponse{422, kXml, answer.confirmation, {}, {}};
    case erp::Exchange::Outcome::unavailable:
      break;
  }
  return http::unavailable(answer.summary);
}

HttpResult<http::RawResponse> read_performance(const Parts& parts, const Call& call) {
  if (const auto noted = parts.exchange.note_performances(); !noted) return std::unexpected(failure_of(noted.error()));
  auto document = parts.exchange.document_of(call.parameters.at("id"));
  if (!document) return std::unexpected(failure_of(document.error()));
  return http::RawResponse{200, kXml, std::move(*document), {}, {}};
}

template <class Row>
Row as_it_is(store::Session&, const Row& row) {
  return row;
}

}  // namespace

void add_erp_routes(http::Router& router, const Parts& parts) {
  http::Route schedules{Method::post,
                        "/api/v1/erp/schedules",
                        "A B2MML OperationsSchedule; the answer is a ConfirmBOD, with status 422 where it is refused",
                        Access::any_of({"erp", "planner", "manager", "admin"}),
                        {},
                        200};
  schedules.slow = true;
  router.add_raw(std::move(schedules), kXml, [parts](const Call& call) { return take_schedule(parts, call); });
  router.add_raw({Method::get,
                  "/api/v1/erp/performances/{id}",
                  "What an order made, as a B2MML SyncOperationsPerformance",
                  Access::signed_in(),
                  {},
                  200},
                 kXml, [parts](const Call& call) { return read_performance(parts, call); });
  router.add<Nothing, std::vector<erp::PerformanceRecord>>(
      {Method::get,
       "/api/v1/erp/performances",
       "What the ERP was told of orders, newest first",
       Access::signed_in(),
       {},
       200},
      [parts](const Call&) { return read_all(parts, erp::performances, as_it_is<erp::PerformanceRecord>); });
  router.add<Nothing, std::vector<erp::ReceivedMessage>>(
      {Method::get, "/api/v1/erp/messages", "What the ERP sent, newest first", Access::signed_in(), {}, 200},
      [parts](const Call&) { return read_all(parts, erp::received_messages, as_it_is<erp::ReceivedMessage>); });
}

}  // namespace millwright::mes::api
