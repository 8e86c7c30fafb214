#pragma once
// What a batch of samples is in the log of open samples: written at once, read back only after a crash or a stop.

#include <span>
#include <string>
#include <vector>

#include "scada/historian/series/source.h"

namespace millwright::scada::historian {

/// One sample of one tag, on its way into the store.
struct Row {
  TagId tag = 0;
  contracts::Sample sample;
};

/// Appends the rows, by themselves: a record needs nothing before it.
void encode_rows(std::span<const Row> rows, std::string& record);
/// Appends the rows of a record; false, and what could be read, where it is none.
[[nodiscard]] bool decode_rows(std::string_view record, std::vector<Row>& rows);

}  // namespace millwright::scada::historian
