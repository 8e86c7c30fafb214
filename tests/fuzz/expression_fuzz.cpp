// Interlocks and confirmations: any text compiles or is refused with a sentence; what compiles reads tags of the plant
// only, gives a number whatever the samples are, and the same number again.
#include <cmath>
#include <limits>

#include "plant/expression.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

using plant::Expression;

plant::Plant small_plant() {
  plant::Plant plant;
  for (const auto* path : {"line1/filler", "line1/capper"}) {
    plant::Equipment unit;
    unit.path = plant::EquipmentPath(path);
    for (const auto* name : {"/state", "/level", "/speed"}) {
      plant::Tag tag;
      tag.path = plant::TagPath(std::string(path) + name);
      tag.equipment = unit.path;
      plant.tag_index.emplace(tag.path, static_cast<std::uint32_t>(plant.tags.size()));
      unit.tags.push_back(tag.path);
      plant.tags.push_back(std::move(tag));
    }
    plant.equipment_index.emplace(unit.path, static_cast<std::uint32_t>(plant.equipment.size()));
    plant.equipment.push_back(std::move(unit));
  }
  return plant;
}

void check_outcome(const Expression& expression, contracts::Value value, double parameter) {
  const auto lookup = [&](const plant::TagPath&) {
    return contracts::Sample{value, contracts::quality::kGood, Timestamp{}};
  };
  const auto once = expression.evaluate(lookup, parameter);
  const auto again = expression.evaluate(lookup, parameter);
  MW_ASSERT(std::isfinite(once.value) && once.value == again.value && once.quality == again.quality);
  MW_ASSERT(!expression.tags().empty() && std::holds_alternative<std::string>(value) ? !once.is_true() : true);
}

}  // namespace

std::vector<std::string> seeds() {
  return {"level > 5 and capper.state == 6",
          "abs(level - min(max(value, 72), 78)) < 0.05",
          "not state == 6 or if(speed > 1e3, 1, line1.capper.level / 0)",
          "-(value) ^ 2 * 3.5e-1 ? 1 : 0",
          "level >= .5 && !(state != 2) || 0x10",
          "max(1,2,3) + min(state)"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  static const plant::Plant kPlant = fuzz::small_plant();
  const auto text = fuzz::Input(data, size).text();
  const auto expression = plant::Expression::compile(kPlant, plant::EquipmentPath{"line1/filler"}, text);
  if (!expression) {
    MW_ASSERT(!expression.error().message.empty());
    return 0;
  }
  fuzz::accept();
  for (const auto& tag : expression->tags()) MW_ASSERT(kPlant.find_tag(tag) != nullptr);
  fuzz::check_outcome(*expression, 6.5, 75);
  fuzz::check_outcome(*expression, std::int64_t{0}, std::numeric_limits<double>::infinity());
  fuzz::check_outcome(*expression, std::string("text"), -1);
  return 0;
}
