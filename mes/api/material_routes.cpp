// What is bought in: received lots, stock, arrivals, and what is booked in for an order.

#include <fmt/ranges.h>

#include "mes/api/serving.h"
#include "mes/api/views.h"
#include "mes/materials/balance.h"
#include "mes/materials/parting.h"
#include "mes/materials/supply.h"

namespace millwright::mes::api {
namespace {

using materials::Arrival;
using materials::Booking;
using materials::OrderMaterial;

const std::set<std::string> kStorePeople{"planner", "manager", "admin", "operator"};

HttpResult<LotDetail> receive(const Parts& parts, const Call& call, const materials::NewLot& wanted) {
  const Deed deed{"lot.receive", wanted.id.value_or("(new)"), fmt::format("{} {}", wanted.quantity, wanted.material)};
  return changing_one(
      parts, call, deed,
      [&](Transaction& transaction) {
        return materials::receive(transaction, parts.data(), wanted, call.identity.user);
      },
      lot_detail);
}

HttpResult<LotDetail> split(const Parts& parts, const Call& call, const materials::Split& wanted) {
  const auto& lot = call.parameters.at("id");
  return changing_one(
      parts, call, {"lot.split", lot, fmt::format("{} of it", wanted.quantity)},
      [&](Transaction& transaction) {
        return materials::split(transaction, parts.data(), lot, wanted, call.identity.user);
      },
      lot_detail);
}

HttpResult<LotDetail> merge(const Parts& parts, const Call& call, const materials::Merge& wanted) {
  const Deed deed{"lot.merge", wanted.id.value_or("(new)"), fmt::format("of {}", fmt::join(wanted.lots, ", "))};
  return changing_one(
      parts, call, deed,
      [&](Transaction& transaction) { return materials::merge(transaction, wanted, call.identity.user); }, lot_detail);
}

HttpResult<Booking> book_in(const Parts& parts, const Call& call, const materials::NewBooking& wanted) {
  const auto& order = call.parameters.at("id");
  return changing<Booking>(parts, call, {"lot.book_in", wanted.lot, "for order " + order},
                           [&](Transaction& transaction) {
                             return materials::book_in(transaction, parts.data(), order, wanted, call.identity.user);
                           });
}

HttpResult<Booking> take_off(const Parts& parts, const Call& call) {
  const auto& order = call.parameters.at("id");
  const auto& lot = call.parameters.at("lot");
  return changing<Booking>(parts, call, {"lot.take_off", lot, "of order " + order}, [&](Transaction& transaction) {
    return materials::take_off(transaction, parts.data(), order, lot);
  });
}

HttpResult<Arrival> announce(const Parts& parts, const Call& call, const materials::NewArrival& wanted) {
  const Deed deed{"arrival.announce", wanted.id.value_or("(new)"),
                  fmt::format("{} {} at {}", wanted.quantity, wanted.material, to_rfc3339(wanted.at))};
  return changing<Arrival>(parts, call, deed, [&](Transaction& transaction) {
    return materials::announce(transaction, parts.data(), wanted, call.identity.user);
  });
}

HttpResult<std::vector<OrderMaterial>> materials_of(const Parts& parts, const Call& call) {
  using Rows = std::vector<OrderMaterial>;
  const auto& id = call.parameters.at("id");
  return reading<Rows>(parts, [&](store::Session& sql) -> MesResult<Rows> {
    const auto order = orders::find(sql, id);
    if (!order) return fail(MesError::not_found, "there is no order '{}'", id);
    return materials::materials_of(sql, parts.data(), *order, parts.writer.clock().utc());
  });
}

HttpResult<materials::Balance> balance_of(const Parts& parts, const Call& call) {
  const auto& id = call.parameters.at("id");
  return reading<materials::Balance>(parts, [&](store::Session& sql) -> MesResult<materials::Balance> {
    const auto order = orders::find(sql, id);
    if (!order) return fail(MesError::not_found, "there is no order '{}'", id);
    return materials::balance_of(sql, parts.data(), *order, parts.writer.clock().utc());
  });
}

void add_store_routes(http::Router& router, const Parts& parts) {
  router.add<materials::NewLot, LotDetail>(
      {Method::post, "/api/v1/lots", "Receive a lot that was bought in", Access::any_of(kStorePeople), {}, 201},
      [parts](const Call& call, const materials::NewLot& wanted) { return receive(parts, call, wanted); });
  router.add<materials::Split, LotDetail>(
      {Method::post,
       "/api/v1/lots/{id}/split",
       "Part of a received lot becomes a lot of its own",
       Access::any_of(kStorePeople),
       {},
       201},
      [parts](const Call& call, const materials::Split& wanted) { return split(parts, call, wanted); });
  router.add<materials::Merge, LotDetail>(
      {Method::post, "/api/v1/lots/merge", "Received lots become one", Access::any_of(kStorePeople), {}, 201},
      [parts](const Call& call, const materials::Merge& wanted) { return merge(parts, call, wanted); });
  router.add<Nothing, std::vector<materials::Stock>>(
      {Method::get, "/api/v1/stock", "What there is of the bought-in materials", Access::signed_in(), {}, 200},
      [parts](const Call&) {
        using Rows = std::vector<materials::Stock>;
        return reading<Rows>(parts, [&](store::Session& sql) -> MesResult<Rows> {
          return materials::stock(sql, parts.data(), parts.writer.clock().utc());
        });
      });
  router.add<Nothing, std::vector<Arrival>>(
      {Method::get, "/api/v1/arrivals", "What is announced, soonest first", Access::signed_in(), {}, 200},
      [parts](const Call&) {
        return reading<std::vector<Arrival>>(
            parts, [](store::Session& sql) -> MesResult<std::vector<Arrival>> { return materials::expected(sql); });
      });
  router.add<materials::NewArrival, Arrival>(
      {Method::post, "/api/v1/arrivals", "Announce an arrival of a material", Access::any_of(kStorePeople), {}, 201},
      [parts](const Call& call, const materials::NewArrival& wanted) { return announce(parts, call, wanted); });
  router.add<Nothing, Arrival>(
      {Method::post, "/api/v1/arrivals/{id}/cancel", "It will not come", Access::any_of(kStorePeople), {}, 200},
      [parts](const Call& call) {
        const auto& id = call.parameters.at("id");
        return changing<Arrival>(parts, call, {"arrival.cancel", id, ""},
                                 [&](Transaction& transaction) { return materials::cancel(transaction, id); });
      });
}

}  // namespace

void add_material_routes(http::Router& router, const Parts& parts) {
  add_store_routes(router, parts);
  router.add<Nothing, materials::Balance>({Method::get,
                                           "/api/v1/orders/{id}/balance",
                                           "What went into an order, and where it is: good, scrap, lost, still there",
                                           Access::signed_in(),
                                           {},
                                           200},
                                          [parts](const Call& call) { return balance_of(parts, call); });
  router.add<Nothing, std::vector<OrderMaterial>>(
      {Method::get,
       "/api/v1/orders/{id}/materials",
       "The bought-in materials of an order: what it needs, what was used, what is booked in",
       Access::signed_in(),
       {},
       200},
      [parts](const Call& call) { return materials_of(parts, call); });
  router.add<materials::NewBooking, Booking>(
      {Method::post,
       "/api/v1/orders/{id}/lots",
       "Book a lot in for an order; refused with the reason if it must not be used for it",
       Access::any_of(kStorePeople),
       {},
       200},
      [parts](const Call& call, const materials::NewBooking& wanted) { return book_in(parts, call, wanted); });
  router.add<Nothing, Booking>({Method::post,
                                "/api/v1/orders/{id}/lots/{lot}/remove",
                                "Take a lot off again",
                                Access::any_of(kStorePeople),
                                {},
                                200},
                               [parts](const Call& call) { return take_off(parts, call); });
}

}  // namespace millwright::mes::api
