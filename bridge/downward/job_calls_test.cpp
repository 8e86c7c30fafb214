#include "bridge/downward/job_calls.h"

#include <gtest/gtest.h>

#include "lib/opcua/job_control/job_control.h"

namespace millwright::bridge::downward {
namespace {

namespace job_control = opcua::job_control;
using contracts::Command;
using contracts::CommandState;

Command asked(const std::string& name) {
  Command command;
  command.equipment = contracts::EquipmentPath{"line1"};
  command.command = name;
  command.reason = "planned";
  command.job.emplace();
  command.job->id = "J1";
  command.job->material = "apple_05";
  command.job->quantity = 500;
  command.job->unit = "bottles";
  command.job->priority = 3;
  command.job->parameters = {{"pasteurizer_temperature", 74.5}};
  return command;
}

TEST(JobCalls, AnOrderGoesDownWhole) {
  EXPECT_EQ(job_method(asked("store_and_start_job")), "line1/JobOrderReceiver/StoreAndStart");
  const auto arguments = job_arguments(asked("store_and_start_job"));
  ASSERT_EQ(arguments.size(), 2u);
  const auto& structure = std::get<opcua::Structure>(arguments[0]);
  const auto order = job_control::decode_order(structure.bytes);
  ASSERT_TRUE(order);
  EXPECT_EQ(order->id, "J1");
  EXPECT_EQ(order->priority, 3);
  EXPECT_EQ(order->parameters.at(0).id, "pasteurizer_temperature");
  EXPECT_EQ(order->parameters.at(0).value, contracts::Value{74.5});
  const auto produced = job_control::produced(order->materials);
  EXPECT_EQ(produced.definition, "apple_05");
  EXPECT_EQ(produced.quantity, 500);
  EXPECT_EQ(produced.unit, "bottles");
  EXPECT_EQ(std::get<opcua::Texts>(arguments[1]).text, "planned");
}

TEST(JobCalls, SteeringNamesTheJobAlone) {
  const auto arguments = job_arguments(asked("pause_job"));
  EXPECT_EQ(std::get<contracts::Value>(arguments.at(0)), contracts::Value{std::string("J1")});
}

TEST(JobCalls, EveryJobCommandIsACall) {
  for (const auto* name : {"store_job", "store_and_start_job", "start_job", "revoke_job_start", "update_job",
                           "pause_job", "resume_job", "stop_job", "abort_job", "cancel_job", "clear_job"}) {
    ASSERT_TRUE(contracts::is_job_command(name));
    EXPECT_TRUE(job_method(asked(name)).starts_with("line1/JobOrderReceiver/")) << name;
  }
}

TEST(JobCalls, TheReturnStatusIsAReason) {
  const auto reason = [](std::uint64_t bits) {
    return job_result(asked("store_job"), static_cast<std::int64_t>(bits), "").reason;
  };
  EXPECT_EQ(job_result(asked("store_job"), 1, "").state, CommandState::completed);
  EXPECT_EQ(reason(1ull << 1), "unknown_job");
  EXPECT_EQ(reason(1ull << 3), "job_state");
  EXPECT_EQ(reason(1ull << 4 | 1ull << 33), "id_in_use");
  EXPECT_EQ(reason(1ull << 32 | 1ull << 34), "bad_quantity");
  EXPECT_EQ(reason(0), "not_accepted");
  EXPECT_EQ(job_result(asked("store_job"), std::nullopt, "BadMethodInvalid").detail, "BadMethodInvalid");
}

TEST(JobCalls, AskedAgainAJobThatIsThereIsDone) {
  EXPECT_TRUE(job_is_there(asked("pause_job"), "Interrupted"));
  EXPECT_FALSE(job_is_there(asked("pause_job"), "Running"));
  EXPECT_TRUE(job_is_there(asked("start_job"), "Running"));
  EXPECT_TRUE(job_is_there(asked("clear_job"), "Absent"));
  EXPECT_FALSE(job_is_there(asked("store_job"), ""));
}

TEST(JobCalls, WhatIsNoCallIsRefusedHere) {
  plant::Plant plant;
  EXPECT_EQ(job_fault(plant, asked("store_job")), "line1 takes no job orders.");
  plant.jobs.emplace_back().equipment = plant::EquipmentPath{"line1"};
  EXPECT_EQ(job_fault(plant, asked("store_job")), std::nullopt);
  auto nameless = asked("store_job");
  nameless.job.reset();
  EXPECT_EQ(job_fault(plant, nameless), "A job command names its job.");
}

}  // namespace
}  // namespace millwright::bridge::downward
