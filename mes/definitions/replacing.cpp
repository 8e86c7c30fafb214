// Materials and equipment classes that an addition puts in the place of their namesakes: what was defined with the one
// before must still hold with the new one.

#include <fmt/format.h>

#include <algorithm>

#include "mes/definitions/needs.h"
#include "mes/definitions/reading.h"

namespace millwright::mes {
namespace {

void must_convert(const YamlReader& place, const Material& material, const std::string& from, const std::string& to,
                  const std::string& where) {
  if (const auto own = in_unit(material, 1, from, to); !own)
    place.fault(own.error().message + ", as " + where + " has it");
}

/// Bills and routings of any version: what was made by an earlier one is still reckoned with.
void must_still_convert(YamlReader& place, const MasterData& data, const Material& next) {
  const auto conversions = place.child("conversions");
  for (const auto& bill : data.bills)
    for (const auto& item : bill.items)
      if (item.material == next.id)
        must_convert(conversions, next, item.unit, next.unit,
                     fmt::format("version {} of the bill of {}", bill.version, bill.material));
  for (const auto& routing : data.routings)
    for (const auto& step : routing.steps)
      for (const auto& capability : step.capabilities)
        if (capability.rate > 0 && std::ranges::find(routing.materials, next.id) != routing.materials.end())
          must_convert(conversions, next, next.unit, capability.unit,
                       fmt::format("version {} of the routing {}", routing.version, routing.id));
}

/// A routing that is in effect at `from` or comes into effect then or later.
bool counts_from(const Routing& routing, Timestamp from) {
  return routing.approved && (!routing.effective_to || *routing.effective_to > from);
}

}  // namespace

void Reading::replace(YamlReader& place, MasterData& data, Material& known, Material next) {
  // Orders and lots have their quantities in it.
  if (known.unit == next.unit)
    must_still_convert(place, data, next);
  else if (find_unit(next.unit) != nullptr)
    place.child("unit").fault(fmt::format("{} counts in {} for good: orders and lots of it do", known.id, known.unit));
  replaced_materials_.emplace_back(place, known);
  known = std::move(next);
}

void Reading::replace(YamlReader& place, EquipmentClass& known, EquipmentClass next) {
  replaced_classes_.emplace_back(place, known);
  known = std::move(next);
}

void Reading::changeovers_still_fit(const MasterData& data) {
  for (auto& [place, before] : replaced_materials_)
    for (const auto& [attribute, value] : before.attributes) {
      const auto has = [&](const Material& material) { return material.attributes.contains(attribute); };
      if (std::ranges::any_of(data.materials, has)) continue;
      for (const auto& matrix : data.setup_matrices)
        if (std::ranges::find(matrix.setups, attribute, &Setup::attribute) != matrix.setups.end())
          place.child("attributes")
              .fault(fmt::format("no material would have an attribute '{}', and the changeovers of {} depend on it",
                                 attribute, matrix.id));
    }
}

void Reading::routings_still_fit(const MasterData& data) {
  for (auto& [place, before] : replaced_classes_) {
    const auto* next = data.find_class(before.id);
    for (const auto& unit : before.equipment) {
      if (std::ranges::find(next->equipment, unit) != next->equipment.end()) continue;
      for (const auto& routing : data.routings)
        for (const auto& step : routing.steps)
          if (step.equipment_class == before.id && counts_from(routing, addition_->approval.on) &&
              (step.equipment == unit || step.capability_of(unit.str()) != nullptr))
            place.child("equipment")
                .fault(fmt::format("{} cannot leave {}: {} is done on it by version {} of the routing {}", unit.str(),
                                   before.id, step.segment, routing.version, routing.id));
    }
  }
}

}  // namespace millwright::mes
