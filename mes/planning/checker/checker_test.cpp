#include "mes/planning/checker/checker.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace millwright::mes::planning {
namespace {

/// Two orders of two operations on two units, with everything that can go wrong; and a plan that is right.
struct Case {
  Problem problem;
  Plan plan;
};

Case right() {
  Case c;
  c.problem.setup_states = {"light", "dark"};
  c.problem.setup_matrices = {{"juice", {0, 5, 45, 0}}};
  c.problem.units = {{"mixer", {{100, 200, "shift closed"}}, kNone, kNone}, {"filler", {{130, 150, "break"}}, 0, 0}};
  c.problem.materials = {{"sugar", {{0, 10}, {60, 10}}}};
  c.problem.orders = {{"A", 10, 90, 1}, {"B", 0, {}, 1}};
  c.problem.operations = {{"A/1", 0, {{0, 30}}, {}, kNone, false, {{0, 10}}},
                          {"A/2", 0, {{1, 40}}, {0}, 0, true, {}},
                          {"B/1", 1, {{0, 20}, {1, 25}}, {}, kNone, false, {{0, 10}}},
                          {"B/2", 1, {{1, 50}}, {2}, 1, true, {}}};
  // A/1 10-40, A/2 40-80; B/1 waits for sugar until 60, 60-80; changeover 80-85, B/2 85-155 with a break of 20.
  c.plan.assignments = {{0, 10, 10, 10, 40}, {1, 40, 40, 40, 80}, {0, 60, 60, 60, 80}, {1, 80, 85, 85, 155}};
  c.plan.cost = cost_of(c.problem, c.plan.assignments);
  return c;
}

std::vector<Violation> found(const Case& c) {
  std::vector<Violation> kinds;
  for (const auto& fault : check_plan(c.problem, c.plan)) {
    EXPECT_FALSE(fault.message.empty());
    kinds.push_back(fault.violation);
  }
  return kinds;
}

template <class Change>
void expect_found(Violation violation, Change change) {
  auto c = right();
  change(c);
  c.plan.cost = cost_of(c.problem, c.plan.assignments);
  const auto kinds = found(c);
  EXPECT_EQ(std::ranges::count(kinds, violation), 1) << "of " << kinds.size() << " faults";
  EXPECT_TRUE(std::ranges::all_of(kinds, [&](Violation kind) { return kind == violation; }));
}

TEST(Checker, PassesAPlanThatIsRight) { EXPECT_TRUE(found(right()).empty()); }

TEST(Checker, MissesAnOperationThatIsNotPlanned) {
  expect_found(Violation::incomplete, [](Case& c) { c.plan.assignments[3] = {}; });
  expect_found(Violation::incomplete, [](Case& c) { c.plan.assignments.pop_back(); });
  expect_found(Violation::incomplete, [](Case& c) {
    c.plan.assignments[3] = {};
    c.plan.unplanned = {{1, "half of it"}};
  });
}

TEST(Checker, LetsAnUnplannedOrderBe) {
  auto c = right();
  c.plan.assignments[2] = c.plan.assignments[3] = {};
  c.plan.unplanned = {{1, "no sugar"}};
  c.plan.cost = cost_of(c.problem, c.plan.assignments);
  EXPECT_TRUE(found(c).empty());
}

TEST(Checker, FindsAUnitThatCannotDoIt) {
  expect_found(Violation::wrong_unit, [](Case& c) { c.problem.operations[2].alternatives = {{1, 25}}; });
}

TEST(Checker, FindsAWrongDuration) {
  expect_found(Violation::wrong_duration, [](Case& c) { c.plan.assignments[2].end_s = 79; });
  expect_found(Violation::wrong_duration, [](Case& c) { c.plan.assignments[3].end_s = 135; });
  // As long as the other unit would take is wrong on this one.
  expect_found(Violation::wrong_duration, [](Case& c) {
    c.plan.assignments[2].end_s = 85;
    c.plan.assignments[3] = {1, 85, 90, 90, 160};
  });
}

TEST(Checker, FindsWorkOnAClosedUnit) {
  expect_found(Violation::unit_closed, [](Case& c) {
    c.plan.assignments[2] = {0, 90, 90, 90, 210};
    c.plan.assignments[3] = {1, 80, 85, 210, 260};
  });
  expect_found(Violation::unit_closed, [](Case& c) { c.plan.assignments[3] = {1, 80, 85, 140, 200}; });
  expect_found(Violation::unit_closed, [](Case& c) {
    c.problem.operations[3].interruptible = false;
    c.plan.assignments[3] = {1, 128, 153, 153, 203};
  });
}

TEST(Checker, FindsTwoOperationsAtOnce) {
  expect_found(Violation::unit_shared, [](Case& c) { c.plan.assignments[3] = {1, 79, 84, 84, 154}; });
  expect_found(Violation::unit_shared, [](Case& c) {
    c.problem.materials[0].arrivals = {{0, 20}};
    c.plan.assignments[2] = {0, 35, 35, 35, 55};
  });
}

TEST(Checker, FindsASetupThatIsTooShortOrTooLate) {
  expect_found(Violation::setup_missing, [](Case& c) { c.plan.assignments[3] = {1, 81, 85, 85, 155}; });
  expect_found(Violation::setup_missing, [](Case& c) { c.plan.assignments[3] = {1, 82, 87, 85, 155}; });
  expect_found(Violation::setup_missing, [](Case& c) { c.problem.units[1].setup_state = 1; });
}

TEST(Checker, FindsAStartBeforeWhatComesFirst) {
  expect_found(Violation::precedence, [](Case& c) { c.plan.assignments[1] = {1, 39, 39, 39, 79}; });
}

TEST(Checker, FindsAStartBeforeTheRelease) {
  expect_found(Violation::released_too_late, [](Case& c) { c.plan.assignments[0] = {0, 9, 9, 9, 39}; });
  expect_found(Violation::released_too_late, [](Case& c) { c.problem.now_s = 20; });
}

TEST(Checker, FindsMaterialThatIsNotThere) {
  expect_found(Violation::material_missing, [](Case& c) { c.plan.assignments[2] = {0, 59, 59, 59, 79}; });
  // It is there when B/1 starts, but then A/1, later, finds none.
  expect_found(Violation::material_missing, [](Case& c) { c.problem.materials[0].arrivals = {{0, 10}, {61, 10}}; });
}

TEST(Checker, FindsAFixedOperationElsewhere) {
  expect_found(Violation::fixed_moved, [](Case& c) { c.problem.fixed = {{0, {0, 10, 10, 11, 41}}}; });
}

TEST(Checker, FindsACostThatIsNotThePlans) {
  auto c = right();
  c.problem.weights = {.tardiness = 1, .setup = 1, .makespan = 1};
  EXPECT_EQ(found(c), std::vector<Violation>{Violation::wrong_cost});
}

}  // namespace
}  // namespace millwright::mes::planning
