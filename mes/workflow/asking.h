#pragma once

#include "mes/quality/deviations.h"

namespace millwright::mes::workflow {

/// Asks quality to decide on the lots that are held for a deviation; nothing where none is.
void ask_quality(Transaction& transaction, const quality::Deviation& deviation);

}  // namespace millwright::mes::workflow
