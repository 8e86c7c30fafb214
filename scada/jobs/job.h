#pragma once
// A job order and what SCADA knows of it. Values only; jobs.h says who makes and changes them.

#include <optional>
#include <string>
#include <vector>

#include "lib/contracts/names.h"
#include "lib/contracts/value.h"
#include "scada/jobs/state.h"

namespace millwright::scada::jobs {

using contracts::EquipmentPath;

struct OrderParameter {
  std::string id;  // a name under `jobs: parameters:` of the plant file
  contracts::Value value{0.0};
  friend bool operator==(const OrderParameter&, const OrderParameter&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderParameter, (), (id, value))

/// What was asked: the part of ISA95JobOrderDataType that SCADA acts on.
struct JobOrder {
  std::string id;
  std::string description;
  std::string work_master;    // the recipe's name; for people
  std::string material;       // definition of the material produced
  std::int64_t quantity = 0;  // pieces to be made
  std::string unit;           // of the quantity, as the order names it
  std::int32_t priority = 0;  // higher goes first
  std::vector<OrderParameter> parameters;
  std::string encoded;  // the whole order as it came, for those who ask for it: the door's own form
  friend bool operator==(const JobOrder&, const JobOrder&) = default;
};
BOOST_DESCRIBE_STRUCT(JobOrder, (),
                      (id, description, work_master, material, quantity, unit, priority, parameters, encoded))

/// A parameter on its way into a unit. Its command's id is committed before the command is given.
struct RecipeStep {
  std::string parameter;
  EquipmentPath equipment;
  std::string command;
  contracts::TagPath tag;  // shows what is in force
  double value = 0;
  std::string command_id;
  bool done = false;  // in force, and read back
  std::optional<double> readback{};
};
BOOST_DESCRIBE_STRUCT(RecipeStep, (), (parameter, equipment, command, tag, value, command_id, done, readback))

/// Starting or stopping the line for a job; the same holds of its id.
struct LineCommand {
  std::string command;
  std::string command_id;
  std::string user;  // on whose word
  bool remote = true;
};
BOOST_DESCRIBE_STRUCT(LineCommand, (), (command, command_id, user, remote))

struct Counts {
  std::int64_t good = 0;
  std::int64_t scrap = 0;
  std::int64_t gaps = 0;  // how often a counter was reset or set under the job
  std::string gap;        // the newest of them, in words
  friend bool operator==(const Counts&, const Counts&) = default;
};
BOOST_DESCRIBE_STRUCT(Counts, (), (good, scrap, gaps, gap))

struct Job {
  std::int64_t number = 0;  // in the order in which they came
  EquipmentPath equipment;
  JobOrder order;
  State state = State::NotAllowedToStart;
  Substate substate = Substate::Waiting;
  std::string reason;   // why it waits, failed to start or was hindered; a sentence for a person
  std::string comment;  // of the method that was called last
  std::string by;       // who called it
  std::vector<RecipeStep> recipe;
  std::vector<LineCommand> line_commands;  // still to be done, in order
  Counts counts;
  Timestamp stored_at{};
  Timestamp changed_at{};
  std::optional<Timestamp> started_at{};
  std::optional<Timestamp> ended_at{};
};
BOOST_DESCRIBE_STRUCT(Job, (),
                      (number, equipment, order, state, substate, reason, comment, by, recipe, line_commands, counts,
                       stored_at, changed_at, started_at, ended_at))

}  // namespace millwright::scada::jobs
