#pragma once
// Which modules of the MES run in this process (--modules). Each has its own tables, inbox and handlers; a process
// with a part of them reads a queue of its own, so that every module gets every event once.

#include <boost/describe.hpp>
#include <set>
#include <string>

#include "lib/base/json.h"
#include "lib/base/result.h"

namespace millwright::mes::ingest {

enum class Module { equipment, orders, genealogy, quality, workflow, erp };
BOOST_DESCRIBE_ENUM(Module, equipment, orders, genealogy, quality, workflow, erp)
using ModuleSet = std::set<Module>;

enum class ModuleError { unknown };

[[nodiscard]] ModuleSet all_modules();
/// "quality,genealogy"; empty means all.
[[nodiscard]] Result<ModuleSet, ModuleError> parse_modules(const std::string& list);
/// "mes.events" for all of them, "mes.events.genealogy-quality" for a part.
[[nodiscard]] std::string queue_of(const ModuleSet& modules);

}  // namespace millwright::mes::ingest
