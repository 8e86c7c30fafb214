#pragma once
// How the routes read and change: a failure of the modules or the database becomes the right answer, and a change is
// audited whether it was accepted or refused. For the files of this folder.

#include <string>
#include <type_traits>
#include <utility>

#include "mes/api/routes.h"

namespace millwright::mes::api {

// What every file of routes is written with.
using http::Access;
using http::Call;
using http::HttpResult;
using http::Method;
using http::Nothing;

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

/// The views of what `rows` finds, in its order.
template <class Rows, class View>
auto read_all(const Parts& parts, const Rows& rows, const View& view) {
  using Seen =
      std::invoke_result_t<View, store::Session&, typename std::invoke_result_t<Rows, store::Session&>::value_type>;
  return reading<std::vector<Seen>>(parts, [&](store::Session& sql) -> MesResult<std::vector<Seen>> {
    std::vector<Seen> views;
    for (const auto& row : rows(sql)) views.push_back(view(sql, row));
    return views;
  });
}

/// The view of the one whose id stands in the path. `noun`: what it is called when there is none.
template <class Find, class View>
auto read_one(const Parts& parts, const Call& call, std::string_view noun, const Find& find, const View& view) {
  using Row = typename std::invoke_result_t<Find, store::Session&, const std::string&>::value_type;
  using Seen = std::invoke_result_t<View, store::Session&, const Row&>;
  const auto& id = call.parameters.at("id");
  return reading<Seen>(parts, [&](store::Session& sql) -> MesResult<Seen> {
    const auto row = find(sql, id);
    if (!row) return fail(MesError::not_found, "there is no {} '{}'", noun, id);
    return view(sql, *row);
  });
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

/// A change with its audit row, in one transaction; the answer is the view of what changed.
template <class Change, class View>
auto changing_one(const Parts& parts, const Call& call, const Deed& deed, const Change& change, const View& view) {
  using Changed = typename std::invoke_result_t<Change, Transaction&>::value_type;
  using Seen = std::invoke_result_t<View, store::Session&, const Changed&>;
  return changing<Seen>(parts, call, deed, [&](Transaction& transaction) -> MesResult<Seen> {
    const auto changed = change(transaction);
    if (!changed) return std::unexpected(changed.error());
    return view(transaction.sql, *changed);
  });
}

void add_order_routes(http::Router& router, const Parts& parts);
void add_schedule_routes(http::Router& router, const Parts& parts);
void add_search_routes(http::Router& router, const Parts& parts);
void add_replan_routes(http::Router& router, const Parts& parts);
void add_dispatch_routes(http::Router& router, const Parts& parts);
void add_lot_routes(http::Router& router, const Parts& parts);
void add_material_routes(http::Router& router, const Parts& parts);
void add_trace_routes(http::Router& router, const Parts& parts);
void add_affected_routes(http::Router& router, const Parts& parts);
void add_lot_context_routes(http::Router& router, const Parts& parts);
void add_quality_routes(http::Router& router, const Parts& parts);
void add_chart_routes(http::Router& router, const Parts& parts);
void add_process_routes(http::Router& router, const Parts& parts);
void add_definition_change_routes(http::Router& router, const Parts& parts);
void add_definition_routes(http::Router& router, const Parts& parts);
void add_erp_routes(http::Router& router, const Parts& parts);
void add_plant_routes(http::Router& router, const Parts& parts);

}  // namespace millwright::mes::api
