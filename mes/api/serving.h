#pragma once
// How the routes read and change: a failure of the modules or the database becomes the right answer, and a change is
// audited whether it was accepted or refused. For the files of this folder.

#include <string>
#include <utility>

#include "mes/api/routes.h"

namespace millwright::mes::api {

[[nodiscard]] http::HttpFailure failure_of(const Failure<MesError>& failure);

/// A read on one snapshot.
template <class T>
http::HttpResult<T> reading(const Parts& parts, const std::function<MesResult<T>(store::Session&)>& read) {
  std::optional<MesResult<T>> result;
  const auto done = parts.writer.database().read([&](store::Session& sql) -> store::StoreResult<void> {
    result = read(sql);
    return {};
  });
  if (!done) return http::unavailable("the database does not answer: " + done.error().message);
  if (!*result) return std::unexpected(failure_of(result->error()));
  return std::move(**result);
}

/// What the audit trail says of a change.
struct Deed {
  std::string action;  // "order.start"
  std::string target;
  std::string detail;
};

void audit_refusal(const Parts& parts, const http::Call& call, const Deed& deed, const Failure<MesError>& failure);
MesResult<void> audit_change(const Parts& parts, Transaction& transaction, const http::Call& call, const Deed& deed);

/// A change with its audit row, in one transaction.
template <class T>
http::HttpResult<T> changing(const Parts& parts, const http::Call& call, const Deed& deed,
                             const std::function<MesResult<T>(Transaction&)>& change) {
  auto result = parts.writer.write<T>([&](Transaction& transaction) -> MesResult<T> {
    auto changed = change(transaction);
    if (!changed) return changed;
    if (auto audited = audit_change(parts, transaction, call, deed); !audited)
      return std::unexpected(std::move(audited.error()));
    return changed;
  });
  if (result) return std::move(*result);
  audit_refusal(parts, call, deed, result.error());
  return std::unexpected(failure_of(result.error()));
}

void add_order_routes(http::Router& router, const Parts& parts);
void add_lot_routes(http::Router& router, const Parts& parts);
void add_quality_routes(http::Router& router, const Parts& parts);
void add_plant_routes(http::Router& router, const Parts& parts);

}  // namespace millwright::mes::api
