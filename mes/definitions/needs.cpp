#include "mes/definitions/needs.h"

#include <algorithm>
#include <map>

namespace millwright::mes {
namespace {

enum class Losses { counted, left_out };

Result<void, DefinitionError> gather(const MasterData& data, std::string_view id, double quantity, Timestamp at,
                                     Losses losses, std::vector<std::string>& way,
                                     std::map<std::string, Amount>& sums) {
  auto inputs = inputs_of(data, id, quantity, at);
  if (!inputs) return std::unexpected(inputs.error());
  if (const auto* bill = data.bill_of(id, at); losses == Losses::left_out)
    for (std::size_t i = 0; i < inputs->size(); ++i) (*inputs)[i].quantity = quantity * bill->items[i].quantity;
  way.emplace_back(id);
  for (const auto& input : *inputs) {
    const auto* material = data.find_material(input.material);
    if (material == nullptr) return fail(DefinitionError::unknown, "there is no material '{}'", input.material);
    const auto own = in_unit(*material, input.quantity, input.unit, material->unit);
    if (!own) return std::unexpected(own.error());
    if (std::ranges::find(way, material->id) != way.end())
      return fail(DefinitionError::circular, "{} is made of itself", material->id);
    if (data.has_bill(material->id)) {
      if (auto gathered = gather(data, material->id, *own, at, losses, way, sums); !gathered) return gathered;
      continue;
    }
    auto& sum = sums[material->id];
    sum = {material->id, sum.quantity + *own, material->unit};
  }
  way.pop_back();
  return {};
}

Result<std::vector<Amount>, DefinitionError> gathered(const MasterData& data, std::string_view material,
                                                      double quantity, Timestamp at, Losses losses) {
  std::vector<std::string> way;
  std::map<std::string, Amount> sums;
  if (auto done = gather(data, material, quantity, at, losses, way, sums); !done) return std::unexpected(done.error());
  std::vector<Amount> out;
  for (auto& [id, sum] : sums) out.push_back(std::move(sum));
  return out;
}

const Setup* row_for(const SetupMatrix& matrix, const std::string& attribute, const std::string& from,
                     const std::string& to) {
  for (const auto& row : matrix.setups)
    if (row.attribute == attribute && (row.from.empty() || row.from == from) && (row.to.empty() || row.to == to))
      return &row;
  return nullptr;
}

std::string attribute_of(const Material& material, const std::string& name) {
  const auto found = material.attributes.find(name);
  return found == material.attributes.end() ? "" : found->second;
}

}  // namespace

Result<double, DefinitionError> in_unit(const Material& material, double quantity, std::string_view from,
                                        std::string_view to) {
  if (const auto converted = convert(quantity, from, to)) return *converted;
  for (const auto& own : material.conversions) {
    // "1 LTR is 1.04 KGM" serves millilitres and tonnes as well, and the way back.
    const auto there = convert(quantity, from, own.from);
    if (const auto out = there ? convert(*there * own.factor, own.to, to) : std::nullopt) return *out;
    const auto back = convert(quantity, from, own.to);
    if (const auto out = back ? convert(*back / own.factor, own.from, to) : std::nullopt) return *out;
  }
  return fail(DefinitionError::no_conversion, "{}: nothing says how {} becomes {}", material.id, from, to);
}

Result<std::vector<Amount>, DefinitionError> inputs_of(const MasterData& data, std::string_view material,
                                                       double quantity, Timestamp at) {
  const auto* bill = data.bill_of(material, at);
  if (bill == nullptr)
    return fail(DefinitionError::not_effective, "no bill of materials of {} is in effect at {}", material,
                to_rfc3339(at));
  std::vector<Amount> inputs;
  for (const auto& item : bill->items)
    inputs.push_back({item.material,
                      quantity * item.quantity / (bill->yield_percent / 100) / (1 - item.loss_percent / 100),
                      item.unit});
  return inputs;
}

Result<std::vector<Amount>, DefinitionError> bought_inputs_of(const MasterData& data, std::string_view material,
                                                              double quantity, Timestamp at) {
  return gathered(data, material, quantity, at, Losses::counted);
}

Result<std::vector<Amount>, DefinitionError> contents_of(const MasterData& data, std::string_view material,
                                                         double quantity, Timestamp at) {
  return gathered(data, material, quantity, at, Losses::left_out);
}

Result<std::vector<Amount>, DefinitionError> issued_for(const MasterData& data, std::string_view material,
                                                        double quantity, Timestamp at) {
  const auto* bill = data.bill_of(material, at);
  return gathered(data, material, bill == nullptr ? quantity : quantity * bill->yield_percent / 100, at,
                  Losses::counted);
}

Result<Duration, DefinitionError> time_for(const Material& material, const RoutingStep& step,
                                           const Capability& capability, double quantity) {
  if (capability.rate <= 0) return capability.time;
  const auto made = in_unit(material, quantity / (step.yield_percent / 100), material.unit, capability.unit);
  if (!made) return std::unexpected(made.error());
  // A year is far beyond any plan, and far within what a Duration holds.
  const std::chrono::duration<double> seconds{std::min(*made / capability.rate * 3600, 366.0 * 86400)};
  return capability.time + std::chrono::ceil<std::chrono::milliseconds>(seconds);
}

Changeover changeover(const MasterData& data, std::string_view equipment, const Material& from, const Material& to) {
  Changeover out;
  const auto* matrix = data.setup_matrix_of(equipment);
  if (matrix == nullptr) return out;
  std::vector<std::string> seen;
  for (const auto& setup : matrix->setups) {
    if (std::ranges::find(seen, setup.attribute) != seen.end()) continue;
    seen.push_back(setup.attribute);
    const auto before = attribute_of(from, setup.attribute);
    const auto after = attribute_of(to, setup.attribute);
    const auto* row = before == after ? nullptr : row_for(*matrix, setup.attribute, before, after);
    if (row == nullptr) continue;
    out.time += row->time;
    out.names.push_back(row->name);
  }
  return out;
}

}  // namespace millwright::mes
