#include "mes/materials/bought.h"

namespace millwright::mes::materials {

std::vector<Amount> bought_for(const MasterData& data, const std::string& product, double quantity, Timestamp at) {
  std::vector<Amount> out;
  const auto inputs = inputs_of(data, product, quantity, at);
  if (!inputs) return out;
  for (const auto& input : *inputs) {
    const auto* material = data.find_material(input.material);
    if (material == nullptr || data.has_bill(material->id)) continue;
    if (const auto own = in_unit(*material, input.quantity, input.unit, material->unit))
      out.push_back({material->id, *own, material->unit});
  }
  return out;
}

}  // namespace millwright::mes::materials
