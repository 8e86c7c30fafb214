#pragma once
// One question about many tags in one call: the tags are read on several threads, since a tag's samples are unpacked by
// themselves.

#include "scada/historian/query/processed.h"

namespace millwright::scada::historian {

/// As many answers as requests, in their order; what read_processed() answers to each.
[[nodiscard]] std::vector<Result<std::vector<std::vector<Processed>>, QueryError>> read_processed(
    const Source& source, const std::vector<ProcessedRequest>& requests);

}  // namespace millwright::scada::historian
