#pragma once
// Holds and what quality decides on them. A lot is held as long as it has a hold that is not lifted: its own, each with
// its cause, and one for each lot it was made of that is held. Nothing but a decision lifts a hold. A decision on a lot
// goes with it to what was made of it: a release frees what was held for nothing else, a rejection rejects it all, also
// what is completed later. Functions run inside the caller's transaction, on the caller's thread.

#include "mes/genealogy/genealogy.h"

namespace millwright::mes::genealogy {

/// A row of the record; `lifted` while it is over.
struct Hold {
  std::string lot{};
  std::string parent{};  // the lot it is inherited from; empty: its own
  std::string cause{};   // "deviation:…", "person:…": two causes are two holds
  std::string reason{};
  Timestamp since{};  // pallets completed from then on inherit it
  Timestamp placed{};
  std::optional<Timestamp> lifted{};
};
BOOST_DESCRIBE_STRUCT(Hold, (), (lot, parent, cause, reason, since, placed, lifted))

struct HoldCause {
  std::string cause;
  std::string reason;
  std::optional<Timestamp> since;  // nullopt: everything made of the lot
  std::string by;
};

/// A step in the life of a lot's holds.
struct LotAction {
  Timestamp time{};
  std::string what{};
  std::string by{};
  std::string detail{};
};
BOOST_DESCRIBE_STRUCT(LotAction, (), (time, what, by, detail))

/// A change of a lot, and what changed with it because it was made of it.
struct Affected {
  Lot lot;
  std::vector<std::string> with;
  std::vector<std::string> still_held;  // released with it, had they not been held for another reason too
};

enum class Decision { release, reject };
BOOST_DESCRIBE_ENUM(Decision, release, reject)

/// Holds a lot and what was made of it. A lot that is rejected stays so. The same cause again changes nothing.
MesResult<Affected> hold(Transaction& transaction, const std::string& id, const HoldCause& cause);
/// Quality's decision on a held lot; it lifts the lot's holds, whatever their cause.
MesResult<Affected> dispose(Transaction& transaction, const std::string& id, Decision decision,
                            const std::string& reason, const std::string& by);
/// A lot takes on what was decided or is open on the lots it was made of; called whenever these are found anew.
void inherit(Transaction& transaction, const std::string& id);

/// Holds that are not lifted, oldest first.
[[nodiscard]] std::vector<Hold> holds_of(store::Session& sql, const std::string& lot);
/// All times at which it was held, in no order; what is not lifted has no end.
[[nodiscard]] std::vector<Window> held_during(store::Session& sql, const std::string& lot);
/// Oldest first.
[[nodiscard]] std::vector<LotAction> actions_of(store::Session& sql, const std::string& lot);

}  // namespace millwright::mes::genealogy
