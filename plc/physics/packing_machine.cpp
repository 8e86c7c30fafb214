#include "plc/physics/packing_machine.h"

#include <algorithm>

namespace millwright::plc {
namespace {

// Full speed from half a conveyor on; below it the machine slows with what is left to take.
constexpr double kFullSpeedFromBottles = Conveyor::kCapacity / 2.0;
constexpr std::uint32_t kResumeBottles = 10;

}  // namespace

PackingMachine::PackingMachine(bool cold)
    : control(cold ? State::stopped : State::idle, cold ? StopCode::commanded : StopCode::none) {}

void PackingMachine::step(Seconds dt, Conveyor& in, Conveyor* out) {
  control.step(dt, condition(in, out));
  if (!control.executing()) {
    speed_ = 0;
    bottles_due_ = 0;
    return;
  }
  speed_ = std::clamp(kSpeedMax * in.available() / kFullSpeedFromBottles, kSpeedMin, kSpeedMax);
  bottles_due_ += speed_ / 60 * dt.count();
  while (bottles_due_ >= 1 && in.available() > 0 && (out == nullptr || out->room() > 0)) {
    bottles_due_ -= 1;
    in.take();
    if (out != nullptr) out->put();
    ++count_;
  }
  bottles_due_ = std::min(bottles_due_, 1.0);
}

StopCode PackingMachine::condition(const Conveyor& in, const Conveyor* out) {
  const bool blocked = out != nullptr && blocked_.update(out->room() == 0, out->room() >= kResumeBottles);
  const bool starved = starved_.update(in.available() == 0, in.available() >= kResumeBottles);
  if (blocked) return StopCode::blocked;
  return starved ? StopCode::starved : StopCode::none;
}

}  // namespace millwright::plc
