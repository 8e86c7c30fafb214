#include "mes/planning/flexible/decoder.h"

#include <algorithm>

namespace millwright::mes::planning::flexible {

namespace {

constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }

}  // namespace

Decoder::Decoder(const Compiled& compiled) : compiled_(&compiled) {
  start_ = {compiled.units_at_start, compiled.materials_at_start, compiled.cost_at_start};
  now_ = start_;
  last_units_ = start_.units;
  const auto marks = compiled.to_plan.size() / kEvery + 1;
  kept_.assign(marks, start_);
  tried_.assign(marks, start_);
  unit_differs_.assign(start_.units.size(), 0);
  reached_.assign(index(compiled.operations()), 0);
  records_.resize(index(compiled.operations()));
  begin();
}

void Decoder::begin() {
  now_ = start_;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    records_[i] = {};
    records_[i].end_s = compiled_->ends_at_start[i];
  }
  gain_ = 0;
  moves_ = more_moves_ = 0;
}

std::int64_t Decoder::ready_s(int operation) const {
  std::int64_t ready = compiled_->release_s[index(operation)];
  for (const int earlier : compiled_->before.of(operation)) ready = std::max(ready, records_[index(earlier)].end_s);
  for (const auto& consumption : compiled_->consumes.of(operation)) {
    auto state = now_.materials[index(consumption.material)];
    ready = std::max(ready, take(compiled_->supplies[index(consumption.material)], state, consumption.quantity));
  }
  return ready;
}

Decoder::Spot Decoder::spot(int operation, const Alternative& way, std::int64_t ready_s) const {
  return spot_on(operation, now_.units[index(way.unit)], way, ready_s);
}

Decoder::Spot Decoder::spot_on(int operation, const UnitState& unit, const Alternative& way,
                               std::int64_t ready_s) const {
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

std::int64_t Decoder::take_materials(int operation) {
  std::int64_t there_s = kNever;
  for (const auto& consumption : compiled_->consumes.of(operation))
    there_s = std::max(there_s, take(compiled_->supplies[index(consumption.material)],
                                     now_.materials[index(consumption.material)], consumption.quantity));
  return there_s;
}

UnitState Decoder::unit_after(int operation, const Record& record) const {
  UnitState after = record.unit_before;
  after.free_s = record.end_s;
  after.used = true;
  if (const int state = compiled_->setup_state[index(operation)]; state != kNone) after.setup_state = state;
  return after;
}

void Decoder::put(int operation, const Alternative& way) {
  std::int64_t ready = std::max(compiled_->release_s[index(operation)], take_materials(operation));
  for (const int earlier : compiled_->before.of(operation)) ready = std::max(ready, records_[index(earlier)].end_s);
  auto& unit = now_.units[index(way.unit)];
  auto& record = records_[index(operation)];
  const auto at = spot(operation, way, ready);
  record.unit_before = unit;
  record.unit_before.hint = at.hint;
  record.start_s = at.start_s;
  record.end_s = at.end_s;
  unit = unit_after(operation, record);
}

/// What ending at `end_s` costs over what the order's ends earlier in the list have cost already.
double Decoder::cost_of_end(const Arrangement& arrangement, int operation, std::int64_t end_s) const {
  if (!compiled_->ends_order[index(operation)]) return 0;
  const auto& order = compiled_->orders[index(compiled_->order[index(operation)])];
  std::int64_t counted_s = order.due_s;
  if (end_s <= counted_s) return 0;
  for (const int other : compiled_->other_ends.of(operation))
    if (arrangement.place[index(other)] < arrangement.place[index(operation)])
      counted_s = std::max(counted_s, records_[index(other)].end_s);
  return end_s > counted_s ? order.price_s * static_cast<double>(end_s - counted_s) : 0;
}

/// Decodes one operation from how its unit stands and writes its record; what it overwrites is remembered.
void Decoder::decode_one(const Arrangement& arrangement, int operation, int unit, const UnitState& before,
                         std::int64_t material_s) {
  auto& record = records_[index(operation)];
  changes_.push_back({operation, record});
  const auto& way = compiled_->alternatives.of(operation)[index(arrangement.choice[index(operation)])];
  std::int64_t ready = std::max(compiled_->release_s[index(operation)], material_s);
  for (const int earlier : compiled_->before.of(operation)) ready = std::max(ready, records_[index(earlier)].end_s);
  const auto* preference = compiled_->preferences.of.empty() ? nullptr : &compiled_->preferences.of[index(operation)];
  if (preference != nullptr && arrangement.held[index(operation)] && preference->unit == unit)
    ready = std::max(ready, preference->start_s);
  const auto spot = spot_on(operation, before, way, ready);
  record.unit_before = before;
  record.unit_before.hint = spot.hint;
  record.unit = unit;
  record.start_s = spot.start_s;
  record.end_s = spot.end_s;
  record.material_s = material_s;
  record.cost = compiled_->problem().weights.setup * static_cast<double>(spot.setup_s) +
                cost_of_end(arrangement, operation, spot.end_s);
  record.is_move = preference != nullptr && preference->price > 0 &&
                   (preference->unit != unit || preference->start_s != spot.start_s);
  if (record.is_move) record.cost += preference->price;
  const auto& was = changes_.back().was;
  gain_ += record.cost - was.cost;
  more_moves_ += static_cast<int>(record.is_move) - static_cast<int>(was.is_move);
  if (record.end_s != was.end_s) spread(arrangement, operation);
}

/// The operation ends otherwise: what waits for it, and what ends its order too, is to be decoded again.
void Decoder::spread(const Arrangement& arrangement, int operation) {
  const auto reach = [&](int other) {
    reached_[index(other)] = try_;
    pending_ = std::max(pending_, arrangement.place[index(other)]);
  };
  for (const int later : compiled_->behind.of(operation)) reach(later);
  for (const int other : compiled_->other_ends.of(operation)) reach(other);
}

/// From `from` on everything, up to the first mark behind `last`: that place.
int Decoder::decode_all(const Arrangement& arrangement, int from, int last, double limit) {
  const int size = static_cast<int>(arrangement.list.size());
  for (int k = from; k < size; ++k) {
    if (k % kEvery == 0) {
      too_much_ = now_.cost > limit;
      if (k > last || too_much_) return k;
      tried_[index(k / kEvery)] = now_;
      tried_to_ = k / kEvery + 1;
    }
    const int operation = arrangement.list[index(k)];
    const int unit = compiled_->alternatives.of(operation)[index(arrangement.choice[index(operation)])].unit;
    auto& state = now_.units[index(unit)];
    decode_one(arrangement, operation, unit, state, take_materials(operation));
    state = unit_after(operation, records_[index(operation)]);
    now_.cost += records_[index(operation)].cost;
  }
  to_the_end_ = true;
  unit_differs_.assign(unit_differs_.size(), 1);
  return size;
}

void Decoder::compare_units(const Standing& base) {
  units_differing_ = 0;
  for (std::size_t u = 0; u < unit_differs_.size(); ++u) {
    unit_differs_[u] = now_.units[u].free_s != base.units[u].free_s ||
                       now_.units[u].setup_state != base.units[u].setup_state ||
                       now_.units[u].used != base.units[u].used;
    units_differing_ += unit_differs_[u];
  }
}

/// Behind the change: the base's standing, but for the units that differ. The same operations have taken material.
void Decoder::keep_standing(int mark) {
  tried_[index(mark)] = kept_[index(mark)];
  tried_[index(mark)].cost += gain_;
  for (std::size_t u = 0; u < unit_differs_.size(); ++u)
    if (unit_differs_[u]) tried_[index(mark)].units[u] = now_.units[u];
  tried_to_ = mark + 1;
}

/// From a mark behind the change on: what the change reaches, until nothing differs any longer.
void Decoder::decode_rest(const Arrangement& arrangement, int from, double limit) {
  compare_units(kept_[index(from / kEvery)]);
  const int size = static_cast<int>(arrangement.list.size());
  for (int k = from; k < size; ++k) {
    if (units_differing_ == 0 && k > pending_) return;
    if (k % kEvery == 0) {
      if (gain_ > most_gain_ || kept_[index(k / kEvery)].cost + gain_ > limit) {
        too_much_ = true;
        return;
      }
      keep_standing(k / kEvery);
    }
    const int operation = arrangement.list[index(k)];
    auto& record = records_[index(operation)];
    const auto unit = index(record.unit);
    if (!unit_differs_[unit] && reached_[index(operation)] != try_) continue;
    const auto was = unit_after(operation, record);
    decode_one(arrangement, operation, record.unit, unit_differs_[unit] ? now_.units[unit] : record.unit_before,
               record.material_s);
    now_.units[unit] = unit_after(operation, record);
    const bool differs = now_.units[unit].free_s != was.free_s || now_.units[unit].setup_state != was.setup_state;
    units_differing_ += static_cast<int>(differs) - static_cast<int>(unit_differs_[unit]);
    unit_differs_[unit] = differs ? 1 : 0;
  }
  to_the_end_ = true;
}

/// With the end of the last operation and the moves beyond those allowed, which no single operation costs.
double Decoder::total() const {
  std::int64_t makespan_s = compiled_->makespan_at_start;
  for (std::size_t u = 0; u < last_units_.size(); ++u) {
    const auto& unit = to_the_end_ && unit_differs_[u] ? now_.units[u] : last_units_[u];
    if (unit.used) makespan_s = std::max(makespan_s, unit.free_s);
  }
  const int beyond = std::max(0, moves_ + more_moves_ - compiled_->preferences.moves_allowed);
  return sum_ + gain_ + compiled_->problem().weights.makespan * static_cast<double>(makespan_s) +
         compiled_->preferences.price_beyond * beyond;
}

double Decoder::run(const Arrangement& arrangement, int from, int last, double limit) {
  ++try_;
  gain_ = 0;
  more_moves_ = 0;
  pending_ = last;
  tried_from_ = tried_to_ = from / kEvery;
  to_the_end_ = too_much_ = false;
  const int behind = decode_all(arrangement, from, last, limit);
  if (!too_much_ && !to_the_end_) decode_rest(arrangement, behind, limit);
  if (too_much_) return kTooMuch;
  tried_cost_ = total();
  return tried_cost_ > limit ? kTooMuch : tried_cost_;
}

double Decoder::decode(const Arrangement& arrangement) {
  begin();
  sum_ = start_.cost;
  const double cost = run(arrangement, 0, static_cast<int>(arrangement.list.size()), kTooMuch);
  accept();
  return cost;
}

double Decoder::try_change(const Arrangement& arrangement, int from, int last, double limit, double credit) {
  most_gain_ = limit - base_cost_ + credit;
  const int mark = from / kEvery;
  now_ = kept_[index(mark)];
  return run(arrangement, mark * kEvery, last, limit);
}

void Decoder::accept() {
  for (int k = tried_from_; k < tried_to_; ++k) std::swap(kept_[index(k)], tried_[index(k)]);
  for (std::size_t k = index(tried_to_); k < kept_.size(); ++k) kept_[k].cost += gain_;
  for (std::size_t u = 0; to_the_end_ && u < last_units_.size(); ++u)
    if (unit_differs_[u]) last_units_[u] = now_.units[u];
  base_cost_ = tried_cost_;
  sum_ += gain_;
  moves_ += more_moves_;
  changes_.clear();
}

void Decoder::reject() {
  for (const auto& change : changes_) records_[index(change.operation)] = change.was;
  changes_.clear();
}

std::vector<Assignment> Decoder::assignments(const Arrangement& arrangement) {
  std::vector<Assignment> out(index(compiled_->operations()));
  for (const auto& fixed : compiled_->problem().fixed) out[index(fixed.operation)] = fixed.at;
  decode(arrangement);
  for (const int operation : arrangement.list) {
    const auto& record = records_[index(operation)];
    const auto setup_s =
        compiled_->setup(record.unit, record.unit_before.setup_state, compiled_->setup_state[index(operation)]);
    Span setup{record.start_s, record.start_s};
    if (setup_s > 0)
      setup = compiled_->open[index(record.unit)].latest(record.start_s, setup_s,
                                                         compiled_->interruptible[index(operation)] != 0);
    out[index(operation)] = {record.unit, setup.start_s, setup.end_s, record.start_s, record.end_s};
  }
  return out;
}

}  // namespace millwright::mes::planning::flexible
