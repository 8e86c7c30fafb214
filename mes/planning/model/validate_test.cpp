#include "mes/planning/model/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace millwright::mes::planning {
namespace {

/// Two operations of one order on one unit, one material, two setup states: sound.
Problem sound() {
  Problem problem;
  problem.setup_states = {"light", "dark"};
  problem.setup_matrices = {{"juice", {0, 5, 45, 0}}};
  problem.units = {{"filler", {{100, 200, "shift closed"}}, 0, 0}};
  problem.materials = {{"sugar", {{0, 10}}}};
  problem.orders = {{"A", 0, 300, 1}};
  problem.operations = {{"A/1", 0, {{0, 10}}, {}, 0, false, {{0, 5}}}, {"A/2", 0, {{0, 10}}, {0}, 1, true, {}}};
  return problem;
}

void expect_refused(const Problem& problem, const std::string& sentence) {
  const auto checked = validate(problem);
  ASSERT_FALSE(checked) << sentence;
  EXPECT_EQ(checked.error().code, PlanningError::bad_problem);
  EXPECT_THAT(checked.error().message, testing::HasSubstr(sentence));
}

template <class Change>
void expect_refused_with(Change change, const std::string& sentence) {
  auto problem = sound();
  change(problem);
  expect_refused(problem, sentence);
}

TEST(Validate, PassesWhatIsSound) { EXPECT_TRUE(validate(sound())); }

TEST(Validate, RefusesUnitsThatCannotBe) {
  expect_refused_with([](Problem& p) { p.units.clear(); }, "there is no unit");
  expect_refused_with([](Problem& p) { p.units[0].closed = {{5, 5, "x"}}; },
                      "'filler' has a closed time from 5 s to 5");
  expect_refused_with([](Problem& p) { p.units[0].setup_matrix = 1; }, "'filler' names a setup matrix");
  expect_refused_with([](Problem& p) { p.units[0].setup_state = -2; }, "'filler' is set up for a state");
  expect_refused_with([](Problem& p) { p.now_s = -1; }, "planning begins at -1 s");
}

TEST(Validate, RefusesSetupsThatCannotBe) {
  expect_refused_with([](Problem& p) { p.setup_matrices[0].seconds.pop_back(); },
                      "'juice' has 3 entries, 2 states need 4");
  expect_refused_with([](Problem& p) { p.setup_matrices[0].seconds[1] = -1; }, "says -1 s from 'light' to 'dark'");
}

TEST(Validate, RefusesOperationsThatCannotBe) {
  expect_refused_with([](Problem& p) { p.operations[1].alternatives.clear(); }, "'A/2' has no unit that can do it");
  expect_refused_with([](Problem& p) { p.operations[1].alternatives[0].unit = 3; }, "'A/2' names a unit");
  expect_refused_with([](Problem& p) { p.operations[1].alternatives[0].duration_s = -3; }, "'A/2' takes -3 s");
  expect_refused_with([](Problem& p) { p.operations[1].order = 1; }, "'A/2' belongs to an order");
  expect_refused_with([](Problem& p) { p.operations[0].after = {1}; }, "waits for itself, by way of others");
  expect_refused_with([](Problem& p) { p.operations[0].after = {0}; }, "'A/1' comes after");
  expect_refused_with([](Problem& p) { p.operations[0].setup_state = 2; }, "'A/1' needs a setup state");
  expect_refused_with([](Problem& p) { p.operations[0].consumes[0].quantity = -1; }, "'A/1' consumes -1 of 'sugar'");
  expect_refused_with([](Problem& p) { p.operations[0].consumes[0].material = 1; }, "'A/1' consumes a material");
}

TEST(Validate, RefusesNumbersThatAreNoNumbers) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expect_refused_with([&](Problem& p) { p.orders[0].weight = nan; }, "order 'A' has the weight nan");
  expect_refused_with([&](Problem& p) { p.weights.setup = -1; }, "the weights of the objective");
  expect_refused_with([&](Problem& p) { p.materials[0].arrivals[0].quantity = nan; }, "of material 'sugar' nan arrive");
  expect_refused_with([&](Problem& p) { p.orders[0].due_s = std::numeric_limits<std::int64_t>::max(); }, "is due at");
  expect_refused_with([&](Problem& p) { p.orders[0].release_s = -kFarthest_s - 1; }, "is released at");
}

TEST(Validate, RefusesFixedOperationsThatCannotBe) {
  const Assignment there{0, 10, 10, 10, 20};
  expect_refused_with([&](Problem& p) { p.fixed = {{5, there}}; }, "an operation that does not exist is fixed");
  expect_refused_with([&](Problem& p) { p.fixed = {{0, there}, {0, there}}; }, "'A/1' is fixed twice");
  expect_refused_with([&](Problem& p) { p.fixed = {{0, {0, 10, 10, 10, 5}}}; }, "'A/1' is fixed at times");
  expect_refused_with([&](Problem& p) { p.fixed = {{1, there}}; }, "'A/2' is fixed, and 'A/1' before it is not");
}

}  // namespace
}  // namespace millwright::mes::planning
