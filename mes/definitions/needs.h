#pragma once
// What the definitions say about a quantity: what goes into it, how long it takes, what a changeover costs. Pure
// functions over the master data.

#include <optional>
#include <string>
#include <vector>

#include "lib/base/result.h"
#include "mes/definitions/master_data.h"

namespace millwright::mes {

/// A quantity of a material in a unit.
struct Amount {
  std::string material;
  double quantity = 0;
  std::string unit;
};
BOOST_DESCRIBE_STRUCT(Amount, (), (material, quantity, unit))

enum class DefinitionError {
  unknown,        // no such material, unit or definition
  not_effective,  // there is none in effect at that moment
  no_conversion,  // two units measure different things, and the material does not say how they go together
  circular,       // a material is made of itself
};

/// In another unit: by the table where both are of one kind, else by the material's own conversions.
[[nodiscard]] Result<double, DefinitionError> in_unit(const Material& material, double quantity, std::string_view from,
                                                      std::string_view to);

/// What must be issued for `quantity` good units of a material by its bill in effect: more than goes in where something
/// is lost, and more again where not all that is made is good. In the items' units.
[[nodiscard]] Result<std::vector<Amount>, DefinitionError> inputs_of(const MasterData& data, std::string_view material,
                                                                     double quantity, Timestamp at);
/// … through all intermediates down to what is bought in, each material once, in its own unit, sorted by material.
[[nodiscard]] Result<std::vector<Amount>, DefinitionError> bought_inputs_of(const MasterData& data,
                                                                            std::string_view material, double quantity,
                                                                            Timestamp at);

/// What is in `quantity` pieces of it, good or not: without anything lost on the way. As bought_inputs_of.
[[nodiscard]] Result<std::vector<Amount>, DefinitionError> contents_of(const MasterData& data,
                                                                       std::string_view material, double quantity,
                                                                       Timestamp at);
/// What is issued for `quantity` pieces of it, good or not: what bought_inputs_of adds for pieces that turn out not to
/// be good is left out. As bought_inputs_of.
[[nodiscard]] Result<std::vector<Amount>, DefinitionError> issued_for(const MasterData& data, std::string_view material,
                                                                      double quantity, Timestamp at);

/// How long a unit takes for `quantity` good units of a material, without setup.
[[nodiscard]] Result<Duration, DefinitionError> time_for(const Material& material, const RoutingStep& step,
                                                         const Capability& capability, double quantity);

/// A changeover: how long, and what is done.
struct Changeover {
  Duration time{0};
  std::vector<std::string> names;
};
/// Nothing where no matrix is for the equipment or what it is part of.
[[nodiscard]] Changeover changeover(const MasterData& data, std::string_view equipment, const Material& from,
                                    const Material& to);

}  // namespace millwright::mes
