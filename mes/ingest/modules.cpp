#include "mes/ingest/modules.h"

#include <sstream>

namespace millwright::mes::ingest {

ModuleSet all_modules() {
  return {Module::equipment, Module::orders, Module::genealogy, Module::quality, Module::workflow, Module::erp};
}

Result<ModuleSet, ModuleError> parse_modules(const std::string& list) {
  if (list.empty()) return all_modules();
  ModuleSet modules;
  std::istringstream words(list);
  for (std::string word; std::getline(words, word, ',');) {
    const auto module = enum_from_name<Module>(word);
    if (!module)
      return fail(ModuleError::unknown, "there is no module '{}'; there are: {}", word, enum_names<Module>());
    modules.insert(*module);
  }
  return modules;
}

std::string queue_of(const ModuleSet& modules) {
  std::string name = "mes.events";
  if (modules == all_modules()) return name;
  char before = '.';
  for (const auto module : modules) {
    name += before;
    name += enum_name(module);
    before = '-';
  }
  return name;
}

}  // namespace millwright::mes::ingest
