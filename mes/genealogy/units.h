#pragma once
// Single bottles: units with a code of their own. A unit that was recorded is found exactly, by whatever serial number
// the plant gives it. The printed code names line, second and sequence (docs/formats/bottle_code.md); it leads to the
// pallet that was being filled when it came there, also where it was not recorded. Functions that take a Transaction
// run inside the caller's, on the caller's thread.

#include <string>
#include <vector>

#include "mes/genealogy/genealogy.h"

namespace millwright::mes::genealogy {

/// "LINE1-20261128T105001Z-000123": printed on a line, in this second (UTC), as its so-many-eth.
struct BottleCode {
  std::string line{};  // as line_in_code() writes it
  Timestamp printed{};
  std::int64_t sequence = 0;
};
[[nodiscard]] std::optional<BottleCode> parse_bottle_code(const std::string& text);

/// Where a bottle is.
struct Bottle {
  std::string code{};
  contracts::EquipmentPath line{};     // of the printed code; else that of the lot that it is recorded in
  std::optional<Timestamp> printed{};  // it and `sequence` are told by a printed code alone
  std::optional<std::int64_t> sequence{};
  std::vector<std::string> pallets{};  // one, or those that it may be on
  Tracing tracing = Tracing::unknown;
  std::string note{};  // what is not known
};

/// The recorded unit of exactly this code; else it is read as a printed one. MesError::not_found: neither, no such
/// line, or nothing is known of that time.
[[nodiscard]] MesResult<Bottle> find_bottle(store::Session& sql, const MasterData& data, const std::string& code);

inline constexpr std::size_t kUnitsAtOnce = 10'000;
/// Records serial units as being in a lot: all or none. The same again changes nothing; one of another lot is refused.
/// Codes are printed ones or a plant's own: 1 to 200 bytes without control characters or spaces around them. A fault
/// names its place: "units[3]: …".
MesResult<std::int64_t> record_units(Transaction& transaction, const std::string& lot,
                                     const std::vector<std::string>& codes);
[[nodiscard]] std::int64_t units_in(store::Session& sql, const std::string& lot);
/// In the order of their codes, those after `after`; 1000 at most.
[[nodiscard]] std::vector<std::string> units_of(store::Session& sql, const std::string& lot, const std::string& after);

}  // namespace millwright::mes::genealogy
