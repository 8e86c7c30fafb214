#pragma once
// A bottling plant by chance, for tests and benchmarks of planning: orders of some juice in some bottle go through
// mixing, pasteurizing, filling and packing, each with several units of different speed, with changeovers between
// juices (cleaning in place after the dark ones) and sizes, shifts, weekends, maintenance, and concentrate that comes
// in deliveries. The same seed gives the same plant. Header only.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "mes/planning/model/random.h"
#include "mes/planning/model/setup_rules.h"
#include "mes/planning/model/shifts.h"

namespace millwright::mes::planning {

struct ShopSize {
  int orders = 200;
  int units = 10;  ///< shared out over the four stages
  int days = 14;
  double load = 0.75;  ///< share of the open time that the work without setups takes
  double slack = 2.0;  ///< how many times its own work an order has from release to due date, and half a day
};

class RandomShop {
 public:
  RandomShop(ShopSize size, std::uint64_t seed) : size_(size), random_(seed) {}

  Problem make() {
    problem_.origin = Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30}};
    problem_.weights = {.tardiness = 1, .setup = 0.2, .makespan = 0.05};
    add_setups();
    add_units();
    add_materials();
    for (int k = 0; k < size_.orders; ++k) add_order(k);
    supply();
    return problem_;
  }

 private:
  static constexpr int kStages = 4;
  static constexpr int kJuices = 6;
  static constexpr int kSizes = 2;
  static constexpr std::int64_t kHour = 3'600;

  void add_setups() {
    std::vector<std::vector<std::string>> states;
    for (int juice = 0; juice < kJuices; ++juice)
      for (int size = 0; size < kSizes; ++size) {
        states.push_back({fmt::format("{}{}", juice < kJuices / 2 ? "light" : "dark", juice), size == 0 ? "05" : "10"});
        problem_.setup_states.push_back(states.back()[0] + "/" + states.back()[1]);
      }
    std::vector<SetupRule> juices;
    for (int from = 0; from < kJuices; ++from)
      for (int to = 0; to < kJuices; ++to) {
        const bool dark_to_light = from >= kJuices / 2 && to < kJuices / 2;
        const std::int64_t minutes = from == to ? 0 : dark_to_light ? 45 : from / 3 == to / 3 ? 10 : 5;
        juices.push_back({0, states[static_cast<std::size_t>(from * kSizes)][0],
                          states[static_cast<std::size_t>(to * kSizes)][0], minutes * 60});
      }
    auto all = juices;
    all.push_back({1, "", "", 20 * 60});
    problem_.setup_matrices = {matrix_of("juice", states, juices, Combine::sum),
                               matrix_of("juice and size", states, all, Combine::sum),
                               matrix_of("size", states, {{1, "", "", 20 * 60}}, Combine::sum)};
  }

  void add_units() {
    const std::vector<Shift> week = [] {
      std::vector<Shift> shifts;
      for (int day = 0; day < 5; ++day) shifts.push_back({day * kDay_s + 6 * kHour, day * kDay_s + 22 * kHour});
      shifts.push_back({5 * kDay_s + 6 * kHour, 5 * kDay_s + 14 * kHour});
      return shifts;
    }();
    constexpr const char* kNames[] = {"mixer", "pasteurizer", "filler", "packer"};
    constexpr int kMatrices[] = {0, 0, 1, 2};
    for (int k = 0; k < size_.units; ++k) {
      const int stage = k % kStages;
      std::vector<ClosedTime> maintenance;
      const std::int64_t begins = (1 + random_.below(std::max(1, size_.days - 2))) * kDay_s + 6 * kHour;
      maintenance.push_back({begins, begins + (2 + random_.below(4)) * kHour, "maintenance"});
      Unit unit{fmt::format("{}{}", kNames[stage], k / kStages + 1),
                closed_times(week, 0, 0, 6 * size_.days * kDay_s, maintenance), kMatrices[stage],
                random_.below(kJuices * kSizes)};
      problem_.units.push_back(std::move(unit));
      units_of_stage_[stage].push_back(k);
      speeds_.push_back(0.8 + 0.4 * random_.unit());
    }
  }

  void add_materials() {
    for (int juice = 0; juice < kJuices; ++juice)
      problem_.materials.push_back({fmt::format("concentrate{}", juice), {}});
  }

  /// The mean work of one operation of a stage, so that the stage's units are loaded as asked.
  [[nodiscard]] double mean_work_s(int stage) const {
    const double open_s = static_cast<double>(size_.days) / 7 * 88 * kHour;
    const auto units = static_cast<double>(std::max<std::size_t>(1, units_of_stage_[stage].size()));
    return size_.load * open_s * units / size_.orders;
  }

  void add_order(int k) {
    const int juice = random_.below(kJuices);
    const int state = juice * kSizes + random_.below(kSizes);
    const double quantity = 0.4 + 1.2 * random_.unit();  // of the mean batch
    Order order{fmt::format("order{}", k), 0, {}, static_cast<double>(1 + random_.below(3))};
    double work_s = 0;
    int last = kNone;
    for (int stage = 0; stage < kStages; ++stage) {
      if (units_of_stage_[stage].empty()) continue;
      Operation operation;
      operation.id = fmt::format("order{}/{}", k, stage);
      operation.order = k;
      operation.setup_state = state;
      operation.interruptible = stage >= 2;
      if (last != kNone) operation.after = {last};
      if (stage == 0) operation.consumes = {{juice, std::round(quantity * 100)}};
      // Batches that must go through in one piece end with the shift.
      const double own_s = std::min(quantity * mean_work_s(stage), 7.0 * kHour);
      for (const int unit : units_of_stage_[stage])
        if (random_.below(5) > 0 || operation.alternatives.empty())
          operation.alternatives.push_back(
              {unit, std::max<std::int64_t>(60, std::llround(own_s / speeds_[static_cast<std::size_t>(unit)]))});
      work_s += own_s;
      last = static_cast<int>(problem_.operations.size());
      problem_.operations.push_back(std::move(operation));
    }
    const double span_s = static_cast<double>(size_.days) * kDay_s;
    order.release_s = std::llround(0.7 * span_s * random_.unit()) / 600 * 600;
    order.due_s = order.release_s + std::llround(kDay_s / 2 + size_.slack * work_s * (0.5 + random_.unit()));
    problem_.orders.push_back(std::move(order));
  }

  /// Each concentrate comes in five deliveries, in all a little more than is needed.
  void supply() {
    std::vector<double> needed(problem_.materials.size(), 0);
    for (const auto& operation : problem_.operations)
      for (const auto& each : operation.consumes) needed[static_cast<std::size_t>(each.material)] += each.quantity;
    for (std::size_t m = 0; m < needed.size(); ++m)
      for (int delivery = 0; delivery < 5; ++delivery)
        problem_.materials[m].arrivals.push_back(
            {delivery * size_.days * kDay_s * 7 / 50, std::ceil(needed[m] * 0.22)});
  }

  ShopSize size_;
  Random random_;
  Problem problem_;
  std::vector<int> units_of_stage_[kStages];
  std::vector<double> speeds_;
};

inline Problem random_shop(ShopSize size, std::uint64_t seed) { return RandomShop(size, seed).make(); }

}  // namespace millwright::mes::planning
