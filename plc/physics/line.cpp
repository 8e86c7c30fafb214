#include "plc/physics/line.h"

#include <algorithm>
#include <utility>

namespace millwright::plc {
namespace {

using enum State;

// What a primed line carries, so that bottles move as soon as it starts.
constexpr std::uint32_t kPrimedBottles = 40;
constexpr double kPrimedFeedL = 300;

// From the least productive to the most: the line is what its worst unit is.
constexpr std::array kLineStateOrder{aborting,  aborted,    clearing,   stopping,     stopped, resetting,
                                     idle,      starting,   completing, completed,    holding, held,
                                     unholding, suspending, suspended,  unsuspending, execute};

constexpr std::size_t rank(State state) {
  return static_cast<std::size_t>(std::ranges::find(kLineStateOrder, state) - kLineStateOrder.begin());
}

}  // namespace

Line::Line(LineOptions options)
    : mixer_(options.seed, options.cold),
      pasteurizer_(options.seed, options.cold),
      filler_(options.seed, options.cold),
      capper_(options.cold),
      labeller_(options.cold),
      palletizer_(options.cold),
      conveyors_(options.cold ? stopped : idle, options.cold ? StopCode::commanded : StopCode::none),
      filler_capper_(options.cold ? 0 : kPrimedBottles),
      capper_labeller_(options.cold ? 0 : kPrimedBottles),
      labeller_palletizer_(options.cold ? 0 : kPrimedBottles) {
  if (options.cold) return;
  feed_.push({mixer_.batch(), kPrimedFeedL});
  for (const Unit unit : kMachines) start(unit);
}

void Line::step(Seconds dt) {
  step_conveyors(dt);
  // Against the flow, so that a bottle passes one machine in a step and not all of them.
  palletizer_.step(dt, labeller_palletizer_, nullptr);
  labeller_.step(dt, capper_labeller_, &labeller_palletizer_);
  capper_.step(dt, filler_capper_, &capper_labeller_);
  filler_.step(dt, filler_capper_, faults);
  filler_.pour_in(pasteurizer_.step(dt, feed_, filler_.bowl_room_l(), faults));
  mixer_.step(dt, feed_);
}

void Line::step_conveyors(Seconds dt) {
  conveyors_.step(dt, faults.conveyor_jam ? StopCode::conveyor_jam : StopCode::none);
  // A jam suspends the conveyors as a unit, but only one belt stands still.
  const State now = conveyors_.state();
  const bool powered = now == execute || now == suspending || now == suspended || now == unsuspending;
  filler_capper_.set_moving(powered);
  capper_labeller_.set_moving(powered && !faults.conveyor_jam);
  labeller_palletizer_.set_moving(powered);
}

bool Line::start(Unit unit) { return control(unit).start(); }

bool Line::stop(Unit unit) { return control(unit).stop(); }

bool Line::reset(Unit unit) { return unit == Unit::pasteurizer ? pasteurizer_.reset() : control(unit).reset(); }

const UnitControl& Line::control(Unit unit) const {
  switch (unit) {
    case Unit::mixer:
      return mixer_.control;
    case Unit::pasteurizer:
      return pasteurizer_.control;
    case Unit::filler:
      return filler_.control;
    case Unit::capper:
      return capper_.control;
    case Unit::labeller:
      return labeller_.control;
    case Unit::palletizer:
      return palletizer_.control;
    case Unit::conveyors:
    case Unit::line:
      break;
  }
  MW_ASSERT(unit == Unit::conveyors);
  return conveyors_;
}

UnitControl& Line::control(Unit unit) { return const_cast<UnitControl&>(std::as_const(*this).control(unit)); }

Line::Status Line::status(Unit unit) const {
  if (unit == Unit::line) return line_status();
  return {control(unit).state(), control(unit).stop_code()};
}

Line::Status Line::line_status() const {
  Status worst{execute, StopCode::none};
  for (const Unit unit : kMachines) {
    const Status each = status(unit);
    if (rank(each.state) < rank(worst.state)) worst = each;
  }
  return worst;
}

}  // namespace millwright::plc
