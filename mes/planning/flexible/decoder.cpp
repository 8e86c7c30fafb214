#include "mes/planning/flexible/decoder.h"

#include <algorithm>

namespace millwright::mes::planning::flexible {

namespace {

constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }

}  // namespace

Decoder::Decoder(const Compiled& compiled) : compiled_(&compiled) {
  start_ = {compiled.units_at_start, compiled.materials_at_start, compiled.cost_at_start, compiled.makespan_at_start,
            0};
  now_ = start_;
  const auto marks = compiled.to_plan.size() / kEvery + 1;
  kept_.assign(marks, start_);
  tried_.assign(marks, start_);
  ends_ = try_ends_ = compiled.ends_at_start;
  starts_ = try_starts_ = compiled.ends_at_start;
}

void Decoder::begin() {
  now_ = start_;
  try_ends_ = compiled_->ends_at_start;
}

std::int64_t Decoder::ready_s(int operation) const {
  std::int64_t ready = compiled_->release_s[index(operation)];
  for (const int earlier : compiled_->before.of(operation)) ready = std::max(ready, try_ends_[index(earlier)]);
  for (const auto& consumption : compiled_->consumes.of(operation)) {
    auto state = now_.materials[index(consumption.material)];
    ready = std::max(ready, take(compiled_->supplies[index(consumption.material)], state, consumption.quantity));
  }
  return ready;
}

Decoder::Spot Decoder::spot(int operation, const Alternative& way, std::int64_t ready_s) const {
  const auto& unit = now_.units[index(way.unit)];
  const auto& open = compiled_->open[index(way.unit)];
  const bool interruptible = compiled_->interruptible[index(operation)] != 0;
  Spot spot;
  spot.hint = unit.hint;
  spot.at_work_s = std::max(unit.free_s, ready_s);
  spot.setup_s = compiled_->setup(way.unit, unit.setup_state, compiled_->setup_state[index(operation)]);
  std::int64_t free_s = unit.free_s;
  if (spot.setup_s > 0) free_s = open.fit(free_s, spot.setup_s, interruptible, spot.hint).end_s;
  const auto work = open.fit(std::max(free_s, ready_s), way.duration_s, interruptible, spot.hint);
  spot.start_s = work.start_s;
  spot.end_s = work.end_s;
  return spot;
}

Decoder::Spot Decoder::place(int operation, const Alternative& way, std::int64_t ready_s) {
  const auto at = spot(operation, way, ready_s);
  auto& unit = now_.units[index(way.unit)];
  const int state = compiled_->setup_state[index(operation)];
  unit.free_s = at.end_s;
  unit.hint = at.hint;
  if (state != kNone) unit.setup_state = state;
  try_ends_[index(operation)] = at.end_s;
  try_starts_[index(operation)] = at.start_s;
  return at;
}

std::int64_t Decoder::take_materials(int operation) {
  std::int64_t there_s = 0;
  for (const auto& consumption : compiled_->consumes.of(operation))
    there_s = std::max(there_s, take(compiled_->supplies[index(consumption.material)],
                                     now_.materials[index(consumption.material)], consumption.quantity));
  return there_s;
}

void Decoder::put(int operation, const Alternative& way) {
  std::int64_t ready = std::max(compiled_->release_s[index(operation)], take_materials(operation));
  for (const int earlier : compiled_->before.of(operation)) ready = std::max(ready, try_ends_[index(earlier)]);
  place(operation, way, ready);
}

void Decoder::count_cost(const Arrangement& arrangement, int operation, const Spot& spot) {
  const auto& weights = compiled_->problem().weights;
  now_.cost += weights.setup * static_cast<double>(spot.setup_s);
  if (spot.end_s > now_.makespan_s) {
    now_.cost += weights.makespan * static_cast<double>(spot.end_s - now_.makespan_s);
    now_.makespan_s = spot.end_s;
  }
  if (!compiled_->ends_order[index(operation)]) return;
  const auto& order = compiled_->orders[index(compiled_->order[index(operation)])];
  std::int64_t counted_s = order.due_s;  // what an end of the same order has already cost
  if (spot.end_s <= counted_s) return;
  for (const int other : compiled_->other_ends.of(operation))
    if (arrangement.place[index(other)] < arrangement.place[index(operation)])
      counted_s = std::max(counted_s, try_ends_[index(other)]);
  if (spot.end_s > counted_s) now_.cost += order.price_s * static_cast<double>(spot.end_s - counted_s);
}

void Decoder::count_move(int operation, int unit, std::int64_t start_s) {
  const auto& preference = compiled_->preferences.of[index(operation)];
  if (preference.price <= 0 || (preference.unit == unit && preference.start_s == start_s)) return;
  now_.cost += preference.price;
  if (++now_.moves > compiled_->preferences.moves_allowed) now_.cost += compiled_->preferences.price_beyond;
}

/// Material needs no look: behind the change the same operations have taken theirs, in whatever order.
bool Decoder::stands_as_in_base(const Standing& base) const {
  if (now_.makespan_s != base.makespan_s || now_.moves != base.moves) return false;
  for (std::size_t u = 0; u < now_.units.size(); ++u)
    if (now_.units[u].free_s != base.units[u].free_s || now_.units[u].setup_state != base.units[u].setup_state)
      return false;
  return true;
}

double Decoder::run(const Arrangement& arrangement, int from, int last, double limit) {
  const bool prefers = !compiled_->preferences.of.empty();
  pending_ = last;
  gain_ = 0;
  for (int k = from; k < static_cast<int>(arrangement.list.size()); ++k) {
    if (k % kEvery == 0) {
      const auto& base = kept_[index(k / kEvery)];
      if (k > pending_ && stands_as_in_base(base)) {
        gain_ = now_.cost - base.cost;
        tried_cost_ = base_cost_ + gain_;
        return tried_cost_ > limit ? kTooMuch : tried_cost_;
      }
      tried_[index(k / kEvery)] = now_;
      tried_to_ = k / kEvery + 1;
    }
    const int operation = arrangement.list[index(k)];
    const auto& way = compiled_->alternatives.of(operation)[index(arrangement.choice[index(operation)])];
    std::int64_t ready = std::max(compiled_->release_s[index(operation)], take_materials(operation));
    for (const int earlier : compiled_->before.of(operation)) ready = std::max(ready, try_ends_[index(earlier)]);
    if (prefers && arrangement.held[index(operation)]) {
      const auto& preference = compiled_->preferences.of[index(operation)];
      if (preference.unit == way.unit) ready = std::max(ready, preference.start_s);
    }
    const auto spot = place(operation, way, ready);
    count_cost(arrangement, operation, spot);
    if (prefers) count_move(operation, way.unit, spot.start_s);
    if (now_.cost > limit) return kTooMuch;
    if (spot.end_s == ends_[index(operation)]) continue;
    for (const int later : compiled_->behind.of(operation))
      pending_ = std::max(pending_, arrangement.place[index(later)]);
    for (const int other : compiled_->other_ends.of(operation))
      pending_ = std::max(pending_, arrangement.place[index(other)]);
  }
  return tried_cost_ = now_.cost;
}

double Decoder::decode(const Arrangement& arrangement) {
  begin();
  tried_from_ = tried_to_ = 0;
  const double cost = run(arrangement, 0, static_cast<int>(arrangement.list.size()), kTooMuch);
  accept();
  return cost;
}

double Decoder::try_change(const Arrangement& arrangement, int from, int last, double limit) {
  tried_from_ = tried_to_ = from / kEvery;
  now_ = kept_[index(tried_from_)];
  return run(arrangement, tried_from_ * kEvery, last, limit);
}

void Decoder::accept() {
  for (int k = tried_from_; k < tried_to_; ++k) std::swap(kept_[index(k)], tried_[index(k)]);
  for (std::size_t k = index(tried_to_); k < kept_.size(); ++k) kept_[k].cost += gain_;
  base_cost_ = tried_cost_;
  ends_ = try_ends_;
  starts_ = try_starts_;
}

void Decoder::reject() {
  try_ends_ = ends_;
  try_starts_ = starts_;
}

std::vector<Assignment> Decoder::assignments(const Arrangement& arrangement) {
  std::vector<Assignment> out(index(compiled_->operations()));
  for (const auto& fixed : compiled_->problem().fixed) out[index(fixed.operation)] = fixed.at;
  auto units = compiled_->units_at_start;
  decode(arrangement);
  for (const int operation : arrangement.list) {
    const auto& way = compiled_->alternatives.of(operation)[index(arrangement.choice[index(operation)])];
    auto& unit = units[index(way.unit)];
    const int state = compiled_->setup_state[index(operation)];
    const auto setup_s = compiled_->setup(way.unit, unit.setup_state, state);
    const auto start_s = starts_[index(operation)];
    Span setup{start_s, start_s};
    if (setup_s > 0)
      setup =
          compiled_->open[index(way.unit)].latest(start_s, setup_s, compiled_->interruptible[index(operation)] != 0);
    out[index(operation)] = {way.unit, setup.start_s, setup.end_s, start_s, ends_[index(operation)]};
    if (state != kNone) unit.setup_state = state;
  }
  return out;
}

}  // namespace millwright::mes::planning::flexible
