#pragma once
// A recall list as a table for a spreadsheet. Pure.

#include <string>

#include "mes/genealogy/trace_query.h"

namespace millwright::mes::genealogy {

/// RFC 4180, one lot a line below the names of the columns. Of a truncated list the first line says so, in the column
/// of the lots: nobody may take a part for the whole.
[[nodiscard]] std::string table_of(const Recall& recall);

}  // namespace millwright::mes::genealogy
