#pragma once
// Lots that are bought in: received with what their supplier says, until they are used up. A received lot is a lot of
// mes/genealogy (kind "received"), so that holds and traces go over it as over any other; what is left of it follows
// from what went into other lots. Functions that take a Transaction run inside the caller's, on the caller's thread.

#include <string>
#include <vector>

#include "mes/definitions/master_data.h"
#include "mes/genealogy/genealogy.h"
#include "mes/records/writer.h"

namespace millwright::mes::materials {

inline constexpr std::string_view kReceived = "received";  // the kind of such lots

inline constexpr double kNothingLeft = 1e-9;  // of a lot; less is rounding

struct NewLot {
  std::optional<std::string> id{};  // the same with the same content again changes nothing
  std::string material{};
  double quantity = 0;
  std::optional<std::string> unit{};  // UNECE Rec 20; the material's where it is not given
  std::optional<std::string> supplier{};
  std::optional<std::string> supplier_lot{};
  std::optional<Timestamp> expires{};  // not used from then on
  std::optional<std::string> location{};
  std::optional<std::string> arrival{};  // the announced arrival that it is
};
BOOST_DESCRIBE_STRUCT(NewLot, (), (id, material, quantity, unit, supplier, supplier_lot, expires, location, arrival))

/// What is known of a received lot beside its row in genealogy.
struct Received {
  std::string lot{};
  std::string supplier{};
  std::string supplier_lot{};
  std::optional<Timestamp> expires{};
  std::string location{};
  Timestamp received{};
  std::string by{};
  std::string content{};  // of the request, as a hash
};
BOOST_DESCRIBE_STRUCT(Received, (), (lot, supplier, supplier_lot, expires, location, received, by, content))

[[nodiscard]] const std::vector<store::Migration>& migrations();

MesResult<genealogy::Lot> receive(Transaction& transaction, const MasterData& data, const NewLot& wanted,
                                  const std::string& by);

[[nodiscard]] std::optional<Received> received(store::Session& sql, const std::string& lot);
/// Of the lot's quantity, in its unit: what went into other lots, and what did not.
[[nodiscard]] double used_of(store::Session& sql, const std::string& lot);
[[nodiscard]] double left_of(store::Session& sql, const genealogy::Lot& lot);

/// Something that is announced.
struct Arrival {
  std::string id{};
  std::string material{};
  double quantity = 0;  // in the material's unit
  Timestamp at{};
  std::string state{};  // expected, received, cancelled
  std::string by{};
};
BOOST_DESCRIBE_STRUCT(Arrival, (), (id, material, quantity, at, state, by))

struct NewArrival {
  std::optional<std::string> id{};
  std::string material{};
  double quantity = 0;
  std::optional<std::string> unit{};
  Timestamp at{};
};
BOOST_DESCRIBE_STRUCT(NewArrival, (), (id, material, quantity, unit, at))

MesResult<Arrival> announce(Transaction& transaction, const MasterData& data, const NewArrival& wanted,
                            const std::string& by);
MesResult<Arrival> cancel(Transaction& transaction, const std::string& id);
/// Those that are expected, soonest first.
[[nodiscard]] std::vector<Arrival> expected(store::Session& sql);

}  // namespace millwright::mes::materials
