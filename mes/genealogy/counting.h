#pragma once
// Readings of the counters that lots are numbered by, kept by source time, and the lots that they make.

#include <string>

#include "mes/genealogy/lot_records.h"

namespace millwright::mes::genealogy {

/// Of a counter, as it was kept.
struct Reading {
  Timestamp time{};
  std::int64_t reading = 0;
  std::int64_t run = 1;  // a reading below the one before it began a new one
};
BOOST_DESCRIBE_STRUCT(Reading, (), (time, reading, run))

/// A reading among its neighbours.
struct Placed {
  Reading reading;
  std::optional<Reading> before;
  std::optional<Reading> later;
};

/// nullopt when the reading says nothing new.
[[nodiscard]] std::optional<Placed> keep_reading(store::Session& sql, const std::string& key, std::int64_t reading,
                                                 Timestamp time);
[[nodiscard]] std::optional<Reading> reading_after(store::Session& sql, const std::string& key, Timestamp time);

[[nodiscard]] Lot new_lot(Transaction& transaction, const Line& line, char letter, std::string kind, std::int64_t run,
                          std::int64_t number);
/// A lot is available once its end is known.
void set_window(Transaction& transaction, const Line& line, Lot& lot, std::optional<Timestamp> from,
                std::optional<Timestamp> to);

}  // namespace millwright::mes::genealogy
