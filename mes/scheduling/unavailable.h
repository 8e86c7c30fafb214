#pragma once
// Times in which equipment cannot work, beside its calendar: a machine that is down. Kept until they are over; every
// plan respects them. Functions run inside the caller's transaction, on the caller's thread.

#include <optional>
#include <string>
#include <vector>

#include "lib/contracts/names.h"
#include "mes/records/writer.h"

namespace millwright::mes::scheduling {

struct Unavailable {
  std::string id{};
  contracts::EquipmentPath equipment{};
  Timestamp from{};
  std::optional<Timestamp> to{};  // nobody knows yet when it is back
  std::string why{};
  std::string by{};  // who said so

  /// Until when a plan made at `now` thinks it away: a machine of which nobody knows when it is back, for an hour more.
  [[nodiscard]] Timestamp until(Timestamp now) const {
    return to.value_or(std::max(from, now) + std::chrono::hours{1});
  }
  [[nodiscard]] bool is_taken_back() const { return to && *to <= from; }  // it was ended before it began
  [[nodiscard]] bool is_over(Timestamp now) const { return to && (*to <= now || is_taken_back()); }
};
BOOST_DESCRIBE_STRUCT(Unavailable, (), (id, equipment, from, to, why, by))

/// Keeps it under an id of its own and returns it.
MesResult<Unavailable> close(Transaction& transaction, Unavailable time);
/// The machine is back now. MesError::illegal if that time is over already.
MesResult<Unavailable> end(Transaction& transaction, const std::string& id);
/// Those that are not over at `now`, by their beginning.
[[nodiscard]] std::vector<Unavailable> unavailable(store::Session& sql, Timestamp now);

}  // namespace millwright::mes::scheduling
