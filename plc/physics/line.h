#pragma once
// The bottling line as a pure model: stepped by dt, seeded, without clock or socket. One seed and one sequence of
// calls give one run.

#include <array>
#include <cstdint>
#include <span>

#include "plc/physics/conveyor.h"
#include "plc/physics/filler.h"
#include "plc/physics/mixer.h"
#include "plc/physics/packing_machine.h"
#include "plc/physics/packml.h"
#include "plc/physics/pasteurizer.h"
#include "plc/physics/simulation.h"

namespace millwright::plc {

/// In the order of the flow, which is also the order of the register blocks.
enum class Unit { mixer, pasteurizer, filler, capper, labeller, palletizer, conveyors, line };
inline constexpr std::size_t kUnitCount = 8;
inline constexpr std::array<Unit, kUnitCount> kUnits{Unit::mixer,    Unit::pasteurizer, Unit::filler,    Unit::capper,
                                                     Unit::labeller, Unit::palletizer,  Unit::conveyors, Unit::line};

/// What can be started and stopped by itself.
inline constexpr std::span<const Unit, kUnitCount - 1> kMachines(kUnits.data(), kUnitCount - 1);

struct LineOptions {
  std::uint64_t seed = 1;
  /// Stopped, empty and at room temperature, instead of warm, primed and about to start.
  bool cold = false;
};

/// Not safe for use from several threads: the scan thread owns it.
class Line {
 public:
  static constexpr std::uint32_t kPalletSize = 240;
  static constexpr double kFeedCapacityL = 400;

  explicit Line(LineOptions options);

  void step(Seconds dt);

  /// For every unit but Unit::line, which only sums the others up. False where the unit's state does not allow it.
  bool start(Unit unit);
  bool stop(Unit unit);
  bool reset(Unit unit);

  Faults faults;

  [[nodiscard]] State state(Unit unit) const { return status(unit).state; }
  [[nodiscard]] StopCode stop_code(Unit unit) const { return status(unit).stop_code; }

  [[nodiscard]] const Mixer& mixer() const { return mixer_; }
  [[nodiscard]] const ProductTank& feed() const { return feed_; }
  [[nodiscard]] Pasteurizer& pasteurizer() { return pasteurizer_; }
  [[nodiscard]] const Pasteurizer& pasteurizer() const { return pasteurizer_; }
  [[nodiscard]] Filler& filler() { return filler_; }
  [[nodiscard]] const Filler& filler() const { return filler_; }
  [[nodiscard]] const PackingMachine& capper() const { return capper_; }
  [[nodiscard]] const PackingMachine& labeller() const { return labeller_; }
  [[nodiscard]] const PackingMachine& palletizer() const { return palletizer_; }
  [[nodiscard]] const Conveyor& filler_capper() const { return filler_capper_; }
  [[nodiscard]] const Conveyor& capper_labeller() const { return capper_labeller_; }
  [[nodiscard]] const Conveyor& labeller_palletizer() const { return labeller_palletizer_; }

 private:
  struct Status {
    State state;
    StopCode stop_code;
  };
  [[nodiscard]] const UnitControl& control(Unit unit) const;
  [[nodiscard]] UnitControl& control(Unit unit);
  [[nodiscard]] Status status(Unit unit) const;
  [[nodiscard]] Status line_status() const;
  void step_conveyors(Seconds dt);

  Mixer mixer_;
  ProductTank feed_{kFeedCapacityL};
  Pasteurizer pasteurizer_;
  Filler filler_;
  PackingMachine capper_;
  PackingMachine labeller_;
  PackingMachine palletizer_;
  UnitControl conveyors_;
  Conveyor filler_capper_;
  Conveyor capper_labeller_;
  Conveyor labeller_palletizer_;
};

}  // namespace millwright::plc
