#include "mes/definition_changes/definitions.h"

namespace millwright::mes {

Definitions::Definitions(MasterData data) { put(std::move(data), 0); }

Result<std::unique_ptr<Definitions>, DefinitionsError> Definitions::open(const std::filesystem::path& file) {
  Diagnostics diagnostics;
  auto data = load_master_data(file, {}, diagnostics);
  if (!data) return fail(DefinitionsError::faulty, "{}", diagnostics.text());
  auto definitions = std::make_unique<Definitions>(std::move(*data));
  definitions->file_ = file;
  return definitions;
}

Result<MasterData, DefinitionsError> Definitions::with(const std::vector<Addition>& additions) const {
  Diagnostics diagnostics;
  auto data = load_master_data(file_, {}, diagnostics, additions);
  if (!data) return fail(DefinitionsError::faulty, "{}", diagnostics.text());
  return std::move(*data);
}

void Definitions::put(MasterData data, std::size_t approvals) {
  const std::scoped_lock lock(mutex_);
  if (!all_.empty() && approvals <= approvals_) return;
  all_.push_back(std::make_unique<const MasterData>(std::move(data)));
  approvals_ = approvals;
  now_.store(all_.back().get());
}

std::size_t Definitions::approvals() const {
  const std::scoped_lock lock(mutex_);
  return approvals_;
}

}  // namespace millwright::mes
