#pragma once
// The actions themselves. Each runs inside the transaction of its step.

#include "mes/definition_changes/definitions.h"
#include "mes/workflow/processes/runner.h"

namespace millwright::mes::workflow {

[[nodiscard]] ActivityHandlers handlers(const Definitions& definitions);

}  // namespace millwright::mes::workflow
