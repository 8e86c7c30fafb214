#pragma once
// Received lots that people part or put together: a part of a lot becomes a lot of its own, lots of one material become
// one. Who traces either goes through both; a hold of a lot is a hold of its parts, and of what it was put into.
// Functions run inside the caller's transaction, on the caller's thread.

#include <string>
#include <vector>

#include "mes/materials/receiving.h"

namespace millwright::mes::materials {

struct Split {
  double quantity = 0;                // becomes the new lot; less than what is left
  std::optional<std::string> unit{};  // UNECE Rec 20; the material's where it is not given
  std::optional<std::string> id{};    // of the new lot; the same again with the same quantity changes nothing
  std::optional<std::string> location{};
};
BOOST_DESCRIBE_STRUCT(Split, (), (quantity, unit, id, location))

struct Merge {
  std::vector<std::string> lots{};  // all that is left of them goes into the new lot
  std::optional<std::string> id{};
  std::optional<std::string> location{};
};
BOOST_DESCRIBE_STRUCT(Merge, (), (lots, id, location))

/// The new lot. MesError::illegal says in a sentence why not: made here, rejected, not so much is left.
MesResult<genealogy::Lot> split(Transaction& transaction, const MasterData& data, const std::string& lot,
                                const Split& wanted, const std::string& by);
/// The new lot, good until the first of them expires. MesError::illegal also where one is booked in, or nothing is left
/// of it; MesError::invalid where they are not of one material.
MesResult<genealogy::Lot> merge(Transaction& transaction, const Merge& wanted, const std::string& by);

/// Of the lot's quantity, what people parted from it, or put together with others.
[[nodiscard]] double parted_of(store::Session& sql, const std::string& lot);

}  // namespace millwright::mes::materials
